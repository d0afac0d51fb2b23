import assert from "node:assert/strict";
import fc from "fast-check";
import { isUtf8 } from "node:buffer";
import { escapeBytes } from "../../../../core/formats/csv/text";

const unescape = (text: string) =>
  Buffer.concat(
    (text.match(/\\x[0-9A-F]{2}|\\\\|[^\\]+/gu) ?? []).map((piece) =>
      piece === "\\\\"
        ? Buffer.from("\\")
        : piece.startsWith("\\x")
          ? Buffer.from(piece.slice(2), "hex")
          : Buffer.from(piece),
    ),
  );

describe("text of a record that is not UTF-8", () => {
  it("is UTF-8 from which the bytes can be had back", () => {
    const bytes = fc.array(
      fc.oneof(
        fc.constantFrom(..."a\\x41é€😀").map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 4 }),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(bytes, (pieces) => {
        const raw = Buffer.concat(pieces);
        const escaped = escapeBytes(raw);
        assert.ok(isUtf8(escaped));
        assert.deepEqual(unescape(escaped.toString()), raw);
      }),
      { numRuns: 3000 },
    );
  });

  it("keeps what is readable readable", () => {
    assert.equal(
      escapeBytes(Buffer.from([0xe9, 0xc3, 0xa9, 0x5c, 0xed, 0xa0, 0x81])).toString(),
      "\\xE9é\\\\\\xED\\xA0\\x81",
    );
  });
});
