/** How the records of a layout are written. */
import { quoteOf } from "../../../contract/formats/dialect";
import type { CsvLayout } from "../../../contract/formats";
import { makeSplitter, type Splitter } from "./fields";
import { makePositionSplitter } from "./positions";
import type { Dialect, LineEnd, ScanOptions } from "./scan";
import { makeDialectSplitter } from "./tokens";

/** A layout of delimited text, or of fields at `positions` instead: from one code point to before another. */
export interface RecordLayout extends CsvLayout {
  readonly positions?: readonly (readonly [start: number, end: number])[];
}

/** What of a layout decides where its records and fields are. */
export type RecordWords = Pick<
  RecordLayout,
  "delimiter" | "quoting" | "quote" | "escape" | "trim" | "comment" | "positions"
>;

/** Lines without delimiters and quotes. */
const noFields = { delimiter: Buffer.alloc(0), runs: false, quote: -1, escape: -1, blanks: [32, 9] } as const;

const codeOf = (character: string) => character.charCodeAt(0);

/** The dialect of a layout; undefined for plain CSV: one ASCII character between fields, quotes as in RFC 4180, no comments. */
export function dialectOf(layout: RecordWords): Dialect | undefined {
  const { delimiter, quoting, quote, escape, trim, comment } = layout;
  const plainDelimiter = typeof delimiter === "string" && delimiter.length === 1 && codeOf(delimiter) < 0x80;
  const plainQuote = quoting === "none" || ((quote ?? '"') === '"' && escape === undefined);
  if (plainDelimiter && plainQuote && !trim && comment === undefined) return undefined;
  if (layout.positions)
    return { ...noFields, comment: comment === undefined ? undefined : Buffer.from(comment) };
  const runs = typeof delimiter !== "string";
  const delimiters = Buffer.from(runs ? delimiter.runsOf : delimiter);
  const quotes = quoteOf(layout);
  return {
    delimiter: delimiters,
    runs,
    quote: quotes === undefined ? -1 : codeOf(quotes),
    escape: quotes === undefined ? -1 : codeOf(escape ?? quotes),
    blanks: trim ? [32, 9].filter((byte) => !delimiters.includes(byte)) : [],
    comment: comment === undefined ? undefined : Buffer.from(comment),
  };
}

/** How to scan the records of a file. In a file with one field an empty line is also a record. */
export function scanOptions(layout: RecordWords, fields: number, lineEnd?: LineEnd): ScanOptions {
  const dialect = dialectOf(layout);
  return {
    lineEnd,
    delimiter: dialect || typeof layout.delimiter !== "string" ? 0 : codeOf(layout.delimiter),
    quoting: layout.quoting,
    // Between runs of delimiters no field is empty, so an empty line has none.
    blankLines: fields === 1 && !dialect?.runs && !layout.positions ? "record" : "skip",
    dialect,
  };
}

/** The splitter of a layout's records. */
export function splitterOf(layout: RecordWords, room: number): Splitter {
  if (layout.positions) return makePositionSplitter(layout.positions);
  const dialect = dialectOf(layout);
  return dialect
    ? makeDialectSplitter(dialect, room)
    : makeSplitter(codeOf(layout.delimiter as string), room);
}
