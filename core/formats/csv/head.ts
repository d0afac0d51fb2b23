/** Reads the head of a file: the lines before its records. */
import { isUtf8 } from "node:buffer";
import { encodingName } from "../../../contract/formats/encoding";
import { scanOptions, splitterOf, type RecordLayout } from "./dialect";
import { makeScanner, maxRecordBytes, type LineEnd, type RawRecord } from "./scanner";
import { invalidAt } from "./text";

/** Why a file does not fit a layout that is meant for its path. */
export interface Misfit {
  readonly why: string;
  /** The file is empty or has an encoding that no layout can name. */
  readonly unreadable: boolean;
}

/** A file's first bytes; `complete`: these are all. */
export interface Head {
  readonly bytes: Buffer;
  readonly complete: boolean;
}

/** The first records of a file. */
export interface FirstRecords {
  /** Of those that can be read; with a header, its lines and then that of its units. */
  readonly records: readonly { readonly texts: readonly string[]; readonly end: number }[];
  /** How the very first record's line ends. */
  readonly lineEnd: LineEnd;
  /** What is wrong, if there are no records. */
  readonly fault: Misfit;
}

/** Lines of a layout's header; 0 if it has none. */
export const headerLines = ({ header }: Pick<RecordLayout, "header">): number =>
  typeof header === "object" ? header.lines : header ? 1 : 0;

/** Length of the byte order mark at the beginning of a file. */
export const markLength = (bytes: Buffer) =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

/** Where the lines of a file begin, the first one behind a byte order mark; at most `most`. */
export function* lineStarts({ bytes }: Head, most: number): Generator<number> {
  let at = markLength(bytes);
  for (let line = 0; line < most && at < bytes.length; line++) {
    yield at;
    while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
    at += bytes[at] === 13 && bytes[at + 1] === 10 ? 2 : 1;
  }
}

/**
 * Reads the first records from `start` on: those of the header and its units, or the first 100. A line of the header that cannot be
 * read is a fault; of other records, they are left out.
 */
export function firstRecords(
  { bytes: head, complete }: Head,
  start: number,
  layout: RecordLayout,
): FirstRecords {
  const lines = headerLines(layout);
  const name = lines > 0 ? "its header" : "its first record";
  let lineEnd: LineEnd | undefined;
  let fault: Misfit = {
    why: head.length === 0 ? "the file is empty" : "it holds empty lines alone",
    unreadable: true,
  };
  if (head.length > maxRecordBytes) fault = { why: `${name} is longer than 1 MiB`, unreadable: false };
  // A header cannot be an empty line, but a first record of one field can. Each line end counts until the first record shows which
  // one the file uses.
  const scanner = makeScanner({ ...scanOptions(layout, lines > 0 ? 0 : layout.fields, "cr"), base: start });
  scanner.feed(head.subarray(start));
  if (complete) scanner.finish();
  const records: { texts: string[]; end: number }[] = [];
  const most = lines > 0 ? lines + (layout.units ? 1 : 0) : 100;
  for (let seen = 0; seen < most && scanner.next(); seen += 1) {
    const { record } = scanner;
    const text = record.bytes.subarray(record.from, record.to);
    const wrong = faultOf(record, text, layout);
    if (seen === 0) lineEnd = lineEndOf(head, record);
    if (wrong !== undefined && (seen === 0 || seen < lines))
      fault = { why: `${name} ${wrong}`, unreadable: false };
    if (wrong !== undefined && seen < lines) return { records: [], lineEnd: lineEnd ?? "lf", fault };
    // The line of units need not be readable.
    if (wrong !== undefined && lines === 0) continue;
    const { bytes, count, starts, ends } = splitterOf(layout, text.length + 1)(record);
    const texts = Array.from({ length: count }, (_, field) =>
      bytes.toString("utf8", starts[field], ends[field]),
    );
    records.push({ texts, end: record.end });
  }
  if (records.length < lines && records.length > 0)
    fault = { why: `it has ${records.length} of the ${lines} lines of its header`, unreadable: false };
  return { records: records.length < lines ? [] : records, lineEnd: lineEnd ?? "lf", fault };
}

/** Why a record cannot be read, in words that follow its name. */
function faultOf(record: RawRecord, text: Buffer, layout: RecordLayout): string | undefined {
  if (record.tooLong) return "is longer than 1 MiB";
  const undecoded = undecodedIn(text, record.start, layout);
  if (undecoded !== undefined) return undecoded;
  if (record.unclosed)
    return "has broken quoting: a quote is never closed, or other text stands beside a quoted one";
  return undefined;
}

/** Says that bytes have another encoding than the layout says; undefined if they do not. `start`: their offset in the file. */
export function undecodedIn(
  bytes: Buffer,
  start: number,
  { encoding }: Pick<RecordLayout, "encoding">,
): string | undefined {
  if (isUtf8(bytes)) return undefined;
  const at = invalidAt(bytes);
  // Bytes that could not be decoded stand behind a 0xFF.
  const byte = bytes[encoding !== undefined && bytes[at] === 0xff ? at + 1 : at] ?? 0xff;
  const where = `(byte 0x${byte.toString(16).toUpperCase().padStart(2, "0")} at offset ${start + at})`;
  return encoding === undefined
    ? `is not UTF-8 ${where}; add its encoding to the layout, such as encoding: "windows-1252", or save the file as UTF-8`
    : `is not ${encodingName(encoding)} ${where}; correct the layout's encoding`;
}

/** How a record's line ends; LF for one that ends with the file, where it has no effect. */
function lineEndOf(head: Buffer, { textEnd, end }: RawRecord): LineEnd {
  if (end - textEnd === 2) return "crlf";
  return end > textEnd && head[textEnd] === 13 ? "cr" : "lf";
}

/** The encoding of a file that seems to be UTF-16 without a byte order mark: every other byte is 0. */
export function seemingUtf16({ bytes }: Head): "utf-16le" | "utf-16be" | undefined {
  const zeros = [0, 0];
  const size = Math.min(bytes.length, 128);
  for (let at = 0; at < size; at++) if (bytes[at] === 0) zeros[at % 2]!++;
  if (zeros[1]! > size / 4 && zeros[0]! < size / 16) return "utf-16le";
  return zeros[0]! > size / 4 && zeros[1]! < size / 16 ? "utf-16be" : undefined;
}
