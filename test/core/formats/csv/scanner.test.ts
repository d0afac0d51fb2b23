import assert from "node:assert/strict";
import fc from "fast-check";
import { maxRecordBytes, type ScanOptions } from "../../../../core/formats/csv/scanner";
import { referenceScan } from "./reference";
import { chunked, csvOptions, scanAll } from "./scan-all";

const scan = (text: string, options?: ScanOptions) => scanAll([Buffer.from(text)], options);
const texts = (text: string, options?: ScanOptions) => scan(text, options).map((record) => record.text);

/** Texts of what a scanner may stumble over; Latin-1, so that a character is a byte. */
const hardText = fc
  .array(
    fc.constantFrom(
      "a",
      "bc",
      ",",
      ",",
      '"',
      '"',
      '""',
      ',"',
      '",',
      "\n",
      "\n",
      "\r",
      "\r\n",
      "\0",
      "Ã¤",
      "\xff",
      "\xef\xbb\xbf",
      "\xef",
      "\xef\xbb",
      "12",
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));
const options = fc.record({
  delimiter: fc.constant(44),
  quoting: fc.constantFrom("rfc4180" as const, "none" as const),
  blankLines: fc.constantFrom("skip" as const, "record" as const),
  limit: fc.constantFrom(1, 2, 5, 12, 1024 * 1024),
  lineEnd: fc.constantFrom(undefined, "lf" as const, "crlf" as const, "cr" as const),
});
const cuts = fc.array(fc.nat(200), { maxLength: 12 });

describe("record scanner", () => {
  it("finds the records that its rules say, whatever the chunks", () => {
    fc.assert(
      fc.property(hardText, options, cuts, fc.boolean(), (text, options, cuts, mark) => {
        const whole = mark ? `\xef\xbb\xbf${text}` : text;
        const bytes = Buffer.from(whole, "latin1");
        assert.deepEqual(scanAll(chunked(bytes, cuts), options), referenceScan(whole, options));
      }),
      { numRuns: 5000 },
    );
  });

  it("finds the same records byte by byte", () => {
    fc.assert(
      fc.property(hardText, options, (text, options) => {
        const bytes = Buffer.from(text, "latin1");
        const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
        assert.deepEqual(scanAll(single, options), scanAll([bytes], options));
      }),
      { numRuns: 2000 },
    );
  });

  it("finds the same records in a range cut between two records", () => {
    fc.assert(
      fc.property(hardText, options, fc.nat(), fc.nat(), (text, options, first, second) => {
        const bytes = Buffer.from(text, "latin1");
        const whole = scanAll([bytes], options);
        if (whole.length === 0) return;
        const [low, high] = [first % whole.length, second % whole.length].sort((a, b) => a - b) as [
          number,
          number,
        ];
        const start = whole[low]!.start;
        const range = bytes.subarray(start, whole[high]!.end);
        assert.deepEqual(scanAll([range], { ...options, base: start }), whole.slice(low, high + 1));
      }),
      { numRuns: 3000 },
    );
  });

  it("takes LF, CRLF and CR for ends of line, mixed, of a file of CR and of one of which nothing is said", () => {
    for (const lineEnd of [undefined, "cr" as const])
      assert.deepEqual(texts("a\nb\r\nc\rd", { ...csvOptions, lineEnd }), ["a", "b", "c", "d"]);
  });

  it("takes LF and CRLF for ends of line of a file of either, and a bare CR for a byte that it tells of", () => {
    for (const lineEnd of ["lf", "crlf"] as const) {
      const records = scan('1,x\ry\r\n2,a\n"3\r",b\r\r\n\r\n4,"c\r\nd"\r', { ...csvOptions, lineEnd });
      assert.deepEqual(
        records.map(({ text, bareCr }) => [text, bareCr]),
        [
          ["1,x\ry", true],
          ["2,a", false],
          ['"3\r",b\r', true],
          ['4,"c\r\nd"', false],
        ],
      );
    }
  });

  it("passes over byte order marks before any record of a file whose line end is known", () => {
    const mark = "\ufeff";
    const text = `${mark}${mark}a\n${mark}b\n${mark}\n${mark}"c"\nd${mark}\n${mark}`;
    const seen = (lineEnd?: "lf") =>
      texts(text, { ...csvOptions, lineEnd }).map((each) => Buffer.from(each, "latin1").toString());
    assert.deepEqual(seen("lf"), ["a", "b", '"c"', `d${mark}`]);
    assert.deepEqual(seen(), [`${mark}a`, `${mark}b`, mark, `${mark}"c"`, `d${mark}`, mark]);
  });

  it("keeps line ends, delimiters and doubled quotes inside quotes", () => {
    assert.deepEqual(texts('1,"a\r\nb,""c""",2\n3'), ['1,"a\r\nb,""c""",2', "3"]);
  });

  it("passes over a byte order mark and keeps offsets true", () => {
    const [first] = scanAll([Buffer.from([0xef]), Buffer.from([0xbb]), Buffer.from([0xbf, 97, 10])]);
    assert.deepEqual([first?.start, first?.textEnd, first?.end, first?.text], [3, 4, 5, "a"]);
  });

  it("counts an empty line where a record has one field, and nothing otherwise", () => {
    assert.deepEqual(texts("\na\n\n", { ...csvOptions, blankLines: "record" }), ["", "a", ""]);
    assert.deepEqual(texts("\na\n\n"), ["a"]);
  });

  it("ends a record with the line of a quote that text follows", () => {
    const records = scan('1,"a\nb"c,2\n3,4\n');
    assert.deepEqual(
      records.map(({ text, unclosed }) => [text, unclosed]),
      [
        ['1,"a', true],
        ['b"c,2', true],
        ["3,4", false],
      ],
    );
  });

  it("ends a record with the line of a quote that is not closed before the end of the file", () => {
    assert.deepEqual(texts('1,"a\n2,b\n'), ['1,"a', "2,b"]);
  });

  it("lets a quote close at the last byte of the longest record, and not one later", () => {
    const closed = `"${"x\n".repeat(maxRecordBytes / 2 - 1)}"`;
    assert.equal(closed.length, maxRecordBytes);
    assert.deepEqual(texts(`${closed}\nb`).length, 2);
    assert.equal(texts(`${closed.slice(0, -1)}yy"\nb`)[0], '"x');
  });

  it("takes a record of 1 MiB and calls one byte more too long, keeping 1 MiB", () => {
    const longest = "x".repeat(maxRecordBytes);
    const [fits] = scan(`${longest}\r\nb`);
    assert.deepEqual([fits?.tooLong, fits?.end], [false, maxRecordBytes + 2]);
    const [over, next] = scan(`${longest}yz\r\nb`);
    assert.deepEqual(
      [over?.tooLong, over?.text === longest, over?.textEnd],
      [true, true, maxRecordBytes + 2],
    );
    assert.deepEqual([next?.text, next?.start], ["b", maxRecordBytes + 4]);
  });

  it("streams over a record of any length", () => {
    const chunk = Buffer.alloc(1024 * 1024, 120);
    const records = scanAll([...Array.from({ length: 64 }, () => chunk), Buffer.from("\nb\n")]);
    assert.deepEqual(
      records.map(({ start, end, tooLong }) => [start, end, tooLong]),
      [
        [0, 64 * chunk.length + 1, true],
        [64 * chunk.length + 1, 64 * chunk.length + 3, false],
      ],
    );
  });
});
