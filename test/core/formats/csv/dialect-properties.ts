/** Properties of the readers of other dialects than plain CSV. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { CsvLayout } from "../../../../contract/formats";
import { scanOptions, splitterOf } from "../../../../core/formats/csv/dialect";
import { makeCutter } from "../../../../core/formats/csv/cutter";
import { makeScanner, type Dialect, type LineEnd } from "../../../../core/formats/csv/scanner";
import { makeSplitter } from "../../../../core/formats/csv/fields";
import { makeDialectSplitter } from "../../../../core/formats/csv/tokens";
import { chunked, scanAll } from "./scan-all";

const plainDialect: Dialect = {
  delimiter: Buffer.from(","),
  runs: false,
  quote: 34,
  escape: 34,
  blanks: [],
  comment: undefined,
};
const cuts = fc.array(fc.nat(200), { maxLength: 8 });
const lineEnds = fc.constantFrom<LineEnd>("lf", "crlf", "cr");
const pieces = (of: readonly string[], most = 40) =>
  fc.array(fc.constantFrom(...of), { maxLength: most }).map((each) => Buffer.from(each.join(""), "latin1"));

/** Everything that a stumble can come from; Latin-1, so that a character is a byte. */
const hard = pieces(
  ["a", ",", ",", '"', '"', '""', ',"', '",', "\n", "\n", "\r", "\r\n", "\xff", "\xef\xbb\xbf"],
  60,
);

type Words = Pick<CsvLayout, "delimiter" | "quoting" | "quote" | "escape" | "trim" | "comment">;
const words: fc.Arbitrary<Words> = fc
  .record({
    delimiter: fc.constantFrom<Words["delimiter"]>(
      ",",
      "\t",
      "||",
      "<>",
      "§",
      { runsOf: " " },
      { runsOf: " \t" },
    ),
    quoting: fc.constantFrom("rfc4180" as const, "none" as const),
    quote: fc.constantFrom(undefined, "'", '"'),
    escape: fc.constantFrom(undefined, "\\"),
    trim: fc.constantFrom(undefined, true as const),
    comment: fc.constantFrom(undefined, "#", "//"),
  })
  .map(
    ({ quoting, quote, escape, ...others }) =>
      Object.fromEntries(
        Object.entries({
          quoting,
          ...others,
          ...(typeof others.delimiter === "string" ? {} : { trim: undefined }),
          ...(quoting === "none" ? {} : { quote, escape }),
        }).filter(([, value]) => value !== undefined),
      ) as unknown as Words,
  );

/** Reads the fields of every record that is not broken. */
function fieldsOf(layout: Words, bytes: Buffer, fields: number, lineEnd: LineEnd): string[][] {
  const scanner = makeScanner(scanOptions(layout, fields, lineEnd));
  const split = splitterOf(layout, 100);
  const records: string[][] = [];
  scanner.feed(bytes);
  scanner.finish();
  while (scanner.next()) {
    assert.equal(scanner.record.unclosed, false);
    const { bytes: text, count, starts, ends } = split(scanner.record);
    records.push(
      Array.from({ length: count }, (_, field) => text.toString("utf8", starts[field], ends[field])),
    );
  }
  return records;
}

/** Writes a field as a program would that knows the words. */
function written(field: string, layout: Words, quoted: boolean): string {
  const { quoting, quote = '"', escape = quote } = layout;
  if (quoting === "none" || !quoted) return field;
  // Only before a quote or itself does an escape mean anything.
  const inner = [...field].map((each) =>
    each === quote || (each === escape && escape !== quote) ? escape + each : each,
  );
  return quote + inner.join("") + quote;
}

/** True if a field can be written without quotes. */
function isBare(field: string, { delimiter, quoting, quote = '"', trim, comment }: Words): boolean {
  const delimiters = typeof delimiter === "string" ? [delimiter] : [...delimiter.runsOf];
  return (
    !delimiters.some((each) => field.includes(each)) &&
    // A delimiter that the end of the field would begin.
    !delimiters.some(
      (each) => each.length > 1 && (field.endsWith(each[0]!) || field.startsWith(each.at(-1)!)),
    ) &&
    !/[\r\n]/.test(field) &&
    (quoting === "none" || !field.includes(quote)) &&
    !(trim && /^[ \t]|[ \t]$/.test(field)) &&
    !(comment !== undefined && field.trimStart().startsWith(comment)) &&
    !(typeof delimiter !== "string" && field === "")
  );
}

/** The general scanner gives what the plain one gives, if it is given the plain dialect. */
export function equalsPlainScanner(numRuns: number): void {
  const options = fc.record({
    delimiter: fc.constant(44),
    quoting: fc.constant("rfc4180" as const),
    blankLines: fc.constantFrom("skip" as const, "record" as const),
    limit: fc.constantFrom(1, 2, 5, 12, 1024 * 1024),
    lineEnd: fc.constantFrom(undefined, "lf" as const, "crlf" as const, "cr" as const),
  });
  fc.assert(
    fc.property(hard, options, cuts, (bytes, options, cuts) => {
      const found = scanAll(chunked(bytes, cuts), { ...options, dialect: plainDialect });
      assert.deepEqual(found, scanAll([bytes], options));
    }),
    { numRuns },
  );
}

/** The general splitter gives what the plain one gives, if it is given the plain dialect. */
export function equalsPlainSplitter(numRuns: number): void {
  const plain = makeSplitter(44, 3);
  const general = makeDialectSplitter(plainDialect, 3);
  fc.assert(
    fc.property(hard, lineEnds, (bytes, lineEnd) => {
      const scanner = makeScanner({ delimiter: 44, quoting: "rfc4180", blankLines: "record", lineEnd });
      scanner.feed(bytes);
      scanner.finish();
      while (scanner.next()) {
        if (scanner.record.unclosed) continue;
        const [one, other] = [plain, general].map((split) => {
          const { bytes, count, starts, ends, ascii, more } = split(scanner.record);
          const texts = [0, 1, 2]
            .slice(0, count)
            .map((field) => bytes.toString("latin1", starts[field], ends[field]));
          return { count, ascii, more, texts };
        });
        assert.deepEqual(other, one);
      }
    }),
    { numRuns },
  );
}

/** Fields that a writer of random words has written are read again. */
export function readsWhatIsWritten(numRuns: number): void {
  const text = fc
    .array(
      fc.constantFrom(
        "a",
        "é",
        " ",
        "\t",
        ",",
        "|",
        "||",
        "<",
        ">",
        "§",
        '"',
        "'",
        "\\",
        "#",
        "//",
        "\n",
        "\r\n",
      ),
      {
        maxLength: 4,
      },
    )
    .map((each) => each.join(""));
  const record = fc.record({
    fields: fc.array(fc.record({ text, quoted: fc.boolean() }), { minLength: 2, maxLength: 4 }),
    blanks: fc.constantFrom("", " ", "  ", " \t"),
    before: fc.constantFrom("", "", "blank", "comment"),
  });
  fc.assert(
    fc.property(
      words,
      fc.array(record, { maxLength: 6 }),
      fc.constantFrom("\n", "\r\n"),
      (layout, records, end) => {
        const { delimiter, trim, comment } = layout;
        const runs = typeof delimiter !== "string";
        const blanks = (given: string) =>
          trim && delimiter === "\t" ? given.replaceAll("\t", "") : trim ? given : "";
        const between = (given: string) =>
          runs
            ? given === ""
              ? delimiter.runsOf[0]!
              : [...given].map((_, at) => delimiter.runsOf[at % delimiter.runsOf.length]).join("")
            : delimiter;
        const expected: string[][] = [];
        const file = records.flatMap(({ fields, blanks: given, before }) => {
          const texts = fields.map(({ text }) =>
            layout.quoting === "none" && !isBare(text, layout) ? "x" : text,
          );
          expected.push(texts);
          const line = texts
            .map((text, at) => {
              const bare = isBare(text, layout) && !fields[at]!.quoted;
              return blanks(given) + written(text, layout, !bare) + blanks(given);
            })
            .join(between(given));
          const margin = runs && given !== "" ? between(given) : "";
          return [
            ...(before === "blank" ? [blanks(given)] : []),
            ...(before === "comment" && comment !== undefined
              ? [`${blanks(given)}${comment} "it's, <> ||`]
              : []),
            margin + line + margin,
          ];
        });
        const lineEnd = end === "\n" ? "lf" : "crlf";
        assert.deepEqual(
          fieldsOf(layout, Buffer.from(file.join(end)), 2, lineEnd),
          expected,
          JSON.stringify(file),
        );
      },
    ),
    { numRuns },
  );
}

/** Every character that has a meaning in one of the dialects. */
const meaningful = pieces([
  "a",
  " ",
  " ",
  "\t",
  ",",
  "|",
  "||",
  "<",
  "<>",
  "\xc2\xa7",
  '"',
  '"',
  "'",
  "'",
  "\\",
  "#",
  "//",
  "\n",
  "\n",
  "\r",
  "\r\n",
  "\xef\xbb\xbf",
]);

/** Neither chunks nor cuts between two records change the records of random words and bytes. */
export function ignoresChunks(numRuns: number): void {
  fc.assert(
    fc.property(
      words,
      meaningful,
      lineEnds,
      fc.constantFrom(2, 7, 1024),
      cuts,
      fc.nat(),
      (layout, bytes, lineEnd, limit, cuts, at) => {
        const options = { ...scanOptions(layout, 2, lineEnd), limit };
        const whole = scanAll([bytes], options);
        assert.deepEqual(scanAll(chunked(bytes, cuts), options), whole);
        if (whole.length === 0) return;
        const first = at % whole.length;
        // A slice begins where the record before it ends, so that comments stand at its beginning.
        const start = first === 0 ? whole[0]!.start : whole[first - 1]!.end;
        assert.deepEqual(scanAll([bytes.subarray(start)], { ...options, base: start }), whole.slice(first));
      },
    ),
    { numRuns },
  );
}

/** The slices of a file, of any size, have the records of the whole but those of its footer. */
export function cutsKeepRecords(numRuns: number): void {
  const footers = fc.constantFrom(undefined, 1, 2, 30, "^a");
  fc.assert(
    fc.property(
      words,
      meaningful,
      lineEnds,
      footers,
      fc.integer({ min: 1, max: 30 }),
      cuts,
      (layout, bytes, lineEnd, footer, partBytes, cuts) => {
        const scan = scanOptions(layout, 2, lineEnd);
        const cutter = makeCutter({ scan, dataStart: 0, fields: 2, footer }, partBytes);
        for (const chunk of chunked(bytes, cuts)) cutter.feed(chunk);
        const { records, slices } = cutter.finish();
        const all = scanAll([bytes], scan);
        const match = all.findIndex(({ text }) => text.startsWith("a"));
        const left = footer === "^a" ? (match < 0 ? 0 : all.length - match) : Number(footer ?? 0);
        const expected = all.slice(0, Math.max(0, all.length - left));
        const read = slices.flatMap(({ start, end, firstRow, records }, index) => {
          const found = scanAll([bytes.subarray(start, end)], { ...scan, base: start });
          assert.equal(found.length, records);
          assert.equal(
            firstRow,
            slices.slice(0, index).reduce((sum, slice) => sum + slice.records, 0),
          );
          return found;
        });
        assert.deepEqual([records, read], [expected.length, expected]);
      },
    ),
    { numRuns },
  );
}
