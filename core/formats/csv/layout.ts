/** Finds which of a contract's layouts a raw file has. */
import { isUtf8 } from "node:buffer";
import { nearest } from "../../../contract/check/near";
import type { CsvColumn, CsvLayout } from "../../../contract/formats";
import { makeSplitter } from "./fields";
import type { ColumnPlace } from "./file";
import { headerHash } from "./header";
import { makeScanner, maxRecordBytes, type LineEnd, type RawRecord, type ScanOptions } from "./scanner";
import { invalidAt } from "./text";
import { givenText } from "../values/given";

/** The layout that fits a file. */
export interface FoundLayout {
  readonly layout: string;
  /** Fields of a record. */
  readonly fields: number;
  /** For each column of the layout. */
  readonly columns: readonly ColumnPlace[];
  /** Offset of the first byte after a byte order mark and the header. */
  readonly dataStart: number;
  readonly scan: ScanOptions;
  /** `headerHash` of the file's header, if it has one. */
  readonly header?: string | undefined;
}

/** How to scan the records of a file. In a file with one field an empty line is also a record. */
export function scanOptions(layout: CsvLayout, fields: number, lineEnd?: LineEnd): ScanOptions {
  return {
    lineEnd,
    delimiter: layout.delimiter.charCodeAt(0),
    quoting: layout.quoting,
    blankLines: fields === 1 ? "record" : "skip",
  };
}

/**
 * The first layout that fits; undefined if none does. `head`: the file's first bytes, enough for a record of the greatest length.
 * `complete`: true if these are all bytes. A header must have every name that the layout wants exactly once, in any order and among
 * others. Without a header, one of the first 100 records must have the layout's number of fields, so that a bad first record does
 * not change the result. A value from the path must be readable. A header alone fits; an empty file fits no layout.
 */
export function findLayout(
  path: string,
  head: Buffer,
  complete: boolean,
  layouts: readonly CsvLayout[],
): FoundLayout | undefined {
  for (const layout of layouts) {
    const found = fit(path, head, complete, layout);
    if (found && "layout" in found) return found;
  }
  return undefined;
}

/** Why a file does not fit a layout that is meant for its path. */
export interface Misfit {
  readonly why: string;
  /** The file is empty or not UTF-8: no layout reads it. */
  readonly unreadable: boolean;
}

/** Why a file fits none of the layouts that are meant for its path, for each of them. */
export function misfits(
  path: string,
  head: Buffer,
  complete: boolean,
  layouts: readonly CsvLayout[],
): Misfit[] {
  return layouts.flatMap((layout) => {
    const found = fit(path, head, complete, layout);
    if (!found || "layout" in found) return [];
    return [{ ...found, why: `layout ${layout.name} is meant for its path, but ${found.why}` }];
  });
}

/** The layout as the file has it; a string that says why it does not fit; undefined if the layout is not meant for the path. */
function fit(
  path: string,
  head: Buffer,
  complete: boolean,
  layout: CsvLayout,
): FoundLayout | Misfit | undefined {
  const match = new RegExp(layout.files).exec(path);
  if (!match) return undefined;
  const { records, lineEnd, fault } = firstRecords(head, complete, layout, layout.header ? 1 : 100);
  const [first, ...others] = records;
  if (!first) return fault;
  const misfit = (why: string): Misfit => ({ why, unreadable: false });
  const counts = [first, ...others].map(({ texts }) => texts.length);
  if (!layout.header && !counts.includes(layout.fields)) {
    return misfit(`its first record has ${first.texts.length} fields instead of ${layout.fields}`);
  }
  const header = layout.header ? first.texts : [];
  const missing = layout.header ? missingNames(layout, header) : undefined;
  if (missing !== undefined) return misfit(missing);
  const columns: ColumnPlace[] = [];
  for (const column of layout.columns) {
    const place = placeOf(column, header, match.groups ?? {});
    if (typeof place === "string") return misfit(place);
    columns.push(place);
  }
  const fields = layout.header ? first.texts.length : layout.fields;
  return {
    layout: layout.name,
    fields,
    columns,
    dataStart: layout.header ? first.end : markLength(head),
    scan: scanOptions(layout, fields, lineEnd),
    header: layout.header ? headerHash(first.texts) : undefined,
  };
}

/** The places of a layout's columns without a header, by the file's path; a sentence if one of them is unreadable. */
export function findPlaces(path: string, layout: CsvLayout): ColumnPlace[] | string {
  const groups = new RegExp(layout.files).exec(path)?.groups ?? {};
  const places = layout.columns.map((column) => placeOf(column, [], groups));
  const fault = places.find((place) => typeof place === "string");
  return fault ?? (places as ColumnPlace[]);
}

const markLength = (head: Buffer) => (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0);

/**
 * The first records that can be read, at most `most`; for a header, the very first record. `lineEnd`: the line end of the very
 * first record. `fault`: what is wrong with it, if none can be read.
 */
function firstRecords(head: Buffer, complete: boolean, layout: CsvLayout, most: number) {
  const name = layout.header ? "its header" : "its first record";
  let lineEnd: LineEnd | undefined;
  let fault: Misfit = {
    why: head.length === 0 ? "the file is empty" : "it holds empty lines alone",
    unreadable: true,
  };
  if (head.length > maxRecordBytes) fault = { why: `${name} is longer than 1 MiB`, unreadable: false };
  // A header cannot be an empty line, but a first record of one field can. Each line end counts until the first record shows which
  // one the file uses.
  const scanner = makeScanner(scanOptions(layout, layout.header ? 0 : layout.fields, "cr"));
  scanner.feed(head);
  if (complete) scanner.finish();
  const records: { texts: string[]; end: number }[] = [];
  for (let seen = 0; seen < most && scanner.next(); seen += 1) {
    const { record } = scanner;
    const text = record.bytes.subarray(record.from, record.to);
    const wrong = faultOf(record, text);
    if (seen === 0) {
      lineEnd = lineEndOf(head, record);
      fault = { why: `${name} ${wrong}`, unreadable: !record.tooLong && !isUtf8(text) };
    }
    if (wrong !== undefined) continue;
    const split = makeSplitter(layout.delimiter.charCodeAt(0), text.length + 1);
    const { bytes, count, starts, ends } = split(record);
    const texts = Array.from({ length: count }, (_, field) =>
      bytes.toString("utf8", starts[field], ends[field]),
    );
    records.push({ texts, end: record.end });
  }
  return { records, lineEnd: lineEnd ?? "lf", fault };
}

/** Why a record cannot be read, in words that follow its name. */
function faultOf(record: RawRecord, text: Buffer): string | undefined {
  if (record.tooLong) return "is longer than 1 MiB";
  if (!isUtf8(text)) {
    const at = invalidAt(text);
    const byte = text[at]!.toString(16).toUpperCase().padStart(2, "0");
    return `is not UTF-8 (byte 0x${byte} at offset ${record.start + at}); save the file as UTF-8`;
  }
  if (record.unclosed)
    return "has broken quoting: a quote is never closed, or other text stands beside a quoted one";
  return undefined;
}

/** How a record's line ends; LF for one that ends with the file, where it has no effect. */
function lineEndOf(head: Buffer, { textEnd, end }: RawRecord): LineEnd {
  if (end - textEnd === 2) return "crlf";
  return end > textEnd && head[textEnd] === 13 ? "cr" : "lf";
}

/** At most as many missing names are shown. */
const mostMissing = 5;

/** What a header lacks of the names that a layout wants; undefined if it lacks none. */
function missingNames({ columns }: CsvLayout, header: readonly string[]): string | undefined {
  const wanted = [...new Set(columns.flatMap(({ from }) => ("header" in from ? [from.header] : [])))];
  const missing = wanted.filter((name) => !header.includes(name));
  if (missing.length === 0) return undefined;
  const others = header.filter((name) => !wanted.includes(name));
  const near = missing.map((name) => nearName(name, others));
  const shown = missing
    .slice(0, mostMissing)
    .map((name, at) => (near[at] === undefined ? name : `${name} (did you mean ${near[at]}?)`));
  const more = missing.length > mostMissing ? ` and ${missing.length - mostMissing} more` : "";
  const perhapsNone =
    missing.length === wanted.length && near.every((name) => name === undefined)
      ? `. If it has no header, use header: { fields: ${header.length} } in the layout`
      : "";
  return `its header lacks ${shown.join(", ")}${more}${perhapsNone}`;
}

/** A similar name; of one or two letters only one that differs in case. */
function nearName(name: string, others: readonly string[]): string | undefined {
  const near = nearest(name, others);
  return name.length > 2 || near?.toLowerCase() === name.toLowerCase() ? near : undefined;
}

function placeOf(
  column: CsvColumn,
  header: readonly string[],
  groups: Readonly<Record<string, string | undefined>>,
): ColumnPlace | string {
  const { from } = column;
  if ("field" in from) return from.field;
  if ("header" in from) {
    const field = header.indexOf(from.header);
    return header.lastIndexOf(from.header) === field ? field : `its header has ${from.header} twice`;
  }
  return givenText(column, from, groups);
}

/** A file's first line for people: printable, at most 200 characters. */
export function firstLine(head: Buffer): string {
  const line = /^\uFEFF?([^\r\n]*)/.exec(head.subarray(0, 1000).toString("utf8"))?.[1] ?? "";
  return Array.from(line.replace(/[^\P{C}\t]|\uFFFD/gu, "\u00b7").replaceAll("\t", "\\t"))
    .slice(0, 200)
    .join("");
}
