import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { encodingName } from "../../../../contract/formats/encoding";
import { makeTranscoder, markedEncoding } from "../../../../core/formats/csv/encoding";
import { multiByteNames } from "../../../../core/formats/csv/encoding/multi-byte";
import { chunked } from "./scan-all";

const transcode = (encoding: string, chunks: readonly Buffer[]) => {
  const transcoder = makeTranscoder(encoding);
  return Buffer.concat([...chunks.map((chunk) => Buffer.from(transcoder.feed(chunk))), transcoder.finish()]);
};
const utf16 = (text: string, encoding: string) => {
  const bytes = Buffer.from(text, "utf16le");
  return encoding === "utf-16be" ? bytes.swap16() : bytes;
};
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Texts and their bytes, as Python's codecs write them. */
const written = Object.entries(
  JSON.parse(readFileSync("test/core/formats/csv/encodings.json", "utf8")) as Record<
    string,
    { readonly bytes: string; readonly text: string }
  >,
);

describe("encoding of a raw file", () => {
  it("is what the byte order mark says", () => {
    assert.equal(markedEncoding(Buffer.from([0xff, 0xfe, 97, 0])), "utf-16le");
    assert.equal(markedEncoding(Buffer.from([0xfe, 0xff, 0, 97])), "utf-16be");
    assert.equal(markedEncoding(Buffer.from([0xff, 0xfe, 0, 0])), "utf-32le");
    assert.equal(markedEncoding(Buffer.from([0, 0, 0xfe, 0xff])), "utf-32be");
    assert.equal(markedEncoding(Buffer.from([0xef, 0xbb, 0xbf])), "utf-8");
    assert.equal(markedEncoding(Buffer.from([0xff])), undefined);
  });

  it("becomes UTF-8 whatever the chunks, as Python reads it", () => {
    for (const [encoding, { bytes, text }] of written)
      for (const size of [1, 2, 3, 1000]) {
        const whole = hex(bytes);
        const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
          whole.subarray(at * size, (at + 1) * size),
        );
        assert.equal(transcode(encoding, chunks).toString("utf8"), text, encoding);
      }
  });

  it("of UTF-16 becomes UTF-8 whatever the chunks", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("utf-16le", "utf-16be"),
        fc.array(fc.nat(), { maxLength: 8 }),
        (text, encoding, cuts) => {
          assert.equal(transcode(encoding, chunked(utf16(text, encoding), cuts)).toString("utf8"), text);
        },
      ),
    );
  });

  it("of random bytes is the same whatever the chunks, and UTF-8 only if every byte can be decoded", () => {
    const pieces = fc.constantFrom(
      ..."00 22 2c 30 39 41 5c 7e 80 81 84 8e 8f a0 a1 b0 c6 df e0 fc fe ff 0a 1b 24 42 28".split(" "),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...multiByteNames, "windows-1252", "windows-1253"),
        fc.array(pieces, { maxLength: 24 }).map((each) => hex(each.join(""))),
        fc.array(fc.nat(), { maxLength: 8 }),
        (encoding, bytes, cuts) => {
          const whole = transcode(encoding, [bytes]);
          assert.deepEqual(transcode(encoding, chunked(bytes, cuts)), whole);
          if (encoding === "gbk" || encoding === "gb18030" || encoding === "shift_jis")
            assert.equal(isUtf8(whole), isValid(encoding, bytes));
          // An ASCII byte that no character takes stays: it may end a field.
          const ends = (of: Buffer) => of.filter((byte) => byte === 0x0a || byte === 0x2c).length;
          if (encoding !== "iso-2022-jp") assert.equal(ends(whole), ends(bytes));
        },
      ),
      { numRuns: 800 },
    );
  });

  it("keeps a byte that cannot be decoded behind 0xFF", () => {
    assert.deepEqual(transcode("windows-1253", [hex("61 aa 62")]), hex("61 ff aa 62"));
    // Alone these two would be UTF-8 again.
    assert.deepEqual(transcode("iso-8859-6", [hex("db a1")]), hex("ff db ff a1"));
  });

  it("reads an ASCII byte behind half a character for itself", () => {
    for (const encoding of ["shift_jis", "gbk", "gb18030", "big5", "euc-kr", "euc-jp"])
      assert.deepEqual(transcode(encoding, [hex("b0 2c 0a")]).subarray(-2), hex("2c 0a"), encoding);
    assert.deepEqual(transcode("gb18030", [hex("81 30 2c 31")]), hex("ff 81 30 2c 31"));
    assert.deepEqual(transcode("euc-jp", [hex("8f a2 2c")]), hex("ff 8f ff a2 2c"));
  });

  it("quarantines what only Node's tables have", () => {
    // Two for private use, a sign beyond half-width katakana, a control character.
    for (const [encoding, bytes] of [
      ["big5", "8140"],
      ["euc-kr", "c9a1"],
      ["euc-jp", "8ee0"],
      ["euc-kr", "80"],
    ] as const)
      assert.equal(isUtf8(transcode(encoding, [hex(bytes)])), false, encoding);
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

  it("has every label of the standard, and none of UTF-32", () => {
    for (const [label, name] of [
      ["latin1", "windows-1252"],
      ["ISO-8859-1", "windows-1252"],
      ["cp1252", "windows-1252"],
      ["sjis", "shift_jis"],
      ["gb2312", "gbk"],
      ["ks_c_5601-1987", "euc-kr"],
      ["utf-16", "utf-16le"],
      ["UTF8", "utf-8"],
    ] as const)
      assert.equal(encodingName(label), name);
    for (const label of ["utf-32", "UTF-32LE", "ucs-4", "hz-gb-2312", "cp850", ""])
      assert.equal(encodingName(label), undefined, label);
  });
});

function isValid(encoding: string, bytes: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
