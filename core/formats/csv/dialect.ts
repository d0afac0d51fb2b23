/** How the records of a layout are written. */
import { quoteOf } from "../../../contract/formats/dialect";
import type { CsvLayout } from "../../../contract/formats";
import { makeSplitter, type Splitter } from "./fields";
import type { Dialect, LineEnd, ScanOptions } from "./scan";
import { makeDialectSplitter } from "./tokens";

/** What of a layout decides where its records and fields are. */
export type RecordWords = Pick<CsvLayout, "delimiter" | "quoting" | "quote" | "escape" | "trim" | "comment">;

const codeOf = (character: string) => character.charCodeAt(0);

/** The dialect of a layout; undefined for plain CSV: one ASCII character between fields, quotes as in RFC 4180, no comments. */
export function dialectOf(layout: RecordWords): Dialect | undefined {
  const { delimiter, quoting, quote, escape, trim, comment } = layout;
  const plainDelimiter = typeof delimiter === "string" && /^[\x01-\x7f]$/.test(delimiter);
  const plainQuote = quoting === "none" || ((quote ?? '"') === '"' && escape === undefined);
  if (plainDelimiter && plainQuote && !trim && comment === undefined) return undefined;
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
    blankLines: fields === 1 && !dialect?.runs ? "record" : "skip",
    dialect,
  };
}

/** The splitter of a layout's records. */
export function splitterOf(layout: RecordWords, room: number): Splitter {
  const dialect = dialectOf(layout);
  return dialect
    ? makeDialectSplitter(dialect, room)
    : makeSplitter(codeOf(layout.delimiter as string), room);
}
