import assert from "node:assert/strict";
import fc from "fast-check";
import { isUtf8 } from "node:buffer";
import { detectEncoding, makeTranscoder, type Encoding } from "../../../../core/formats/csv/encoding";
import { chunked } from "./scan-all";

const transcode = (encoding: Encoding, chunks: readonly Buffer[]) => {
  const transcoder = makeTranscoder(encoding);
  return Buffer.concat([...chunks.map((chunk) => Buffer.from(transcoder.feed(chunk))), transcoder.finish()]);
};
const utf16 = (text: string, encoding: Encoding) => {
  const bytes = Buffer.from(text, "utf16le");
  return encoding === "utf-16be" ? bytes.swap16() : bytes;
};

describe("encoding of a raw file", () => {
  it("is what the byte order mark says, UTF-8 without one", () => {
    assert.equal(detectEncoding(Buffer.from([0xff, 0xfe, 97, 0])), "utf-16le");
    assert.equal(detectEncoding(Buffer.from([0xfe, 0xff, 0, 97])), "utf-16be");
    assert.equal(detectEncoding(Buffer.from([0xef, 0xbb, 0xbf])), "utf-8");
    assert.equal(detectEncoding(Buffer.from([0xff])), "utf-8");
  });

  it("becomes UTF-8 whatever the chunks", () => {
    const encodings = fc.constantFrom<Encoding>("utf-16le", "utf-16be");
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        encodings,
        fc.array(fc.nat(), { maxLength: 8 }),
        (text, encoding, cuts) => {
          assert.equal(transcode(encoding, chunked(utf16(text, encoding), cuts)).toString("utf8"), text);
        },
      ),
    );
  });

  it("turns a lone surrogate into bytes that are no UTF-8", () => {
    for (const text of ["a\ud800b", "a\udc00b", "\ud800", "\ud800\ud800\udc00"]) {
      const bytes = transcode("utf-16le", [utf16(text, "utf-16le")]);
      assert.equal(isUtf8(bytes), false);
    }
    assert.deepEqual(
      transcode("utf-16be", [utf16("a\ud801b", "utf-16be")]),
      Buffer.from([97, 0xed, 0xa0, 0x81, 98]),
    );
  });

  it("turns an odd last byte into 0xFF", () => {
    assert.deepEqual(transcode("utf-16le", [Buffer.from([97, 0, 98])]), Buffer.from([97, 0xff]));
  });
});
