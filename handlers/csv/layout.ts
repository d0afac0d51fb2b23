/** Which of a contract's layouts a raw file has. */
import { isUtf8 } from "node:buffer";
import type { CsvColumn, CsvLayout } from "../../contract/plan";
import { makeColumn } from "../columns";
import { makeSplitter } from "./fields";
import { makeScanner, type ScanOptions } from "./scanner";
import { makeReader } from "./values";

/** A field number, or the text that the file's path gives. */
export type ColumnPlace = number | { readonly text: string };

/** The layout that fits a file. */
export interface FoundLayout {
  readonly layout: string;
  /** Fields of a record. */
  readonly fields: number;
  /** For each column of the layout. */
  readonly columns: readonly ColumnPlace[];
  /** Offset of the first byte behind a byte order mark and the header. */
  readonly dataStart: number;
  readonly scan: ScanOptions;
}

/** How to scan the records of a file: of one field, an empty line is a record too. */
export function scanOptions(layout: CsvLayout, fields: number): ScanOptions {
  return {
    delimiter: layout.delimiter.charCodeAt(0),
    quoting: layout.quoting,
    blankLines: fields === 1 ? "record" : "skip",
  };
}

/**
 * The first layout that fits, or nothing. `head`: the file's first bytes, enough to hold a record of the greatest
 * length; `complete`: there are no others. A header must have every name that the layout wants exactly once, in
 * any order and among others; without a header one of the first 100 records must have the layout's number of
 * fields, so that a file whose first record is bad is not taken for something else. A value that the path gives
 * must be readable. A header alone fits; an empty file fits nothing.
 */
export function findLayout(
  path: string,
  head: Buffer,
  complete: boolean,
  layouts: readonly CsvLayout[],
): FoundLayout | undefined {
  for (const layout of layouts) {
    const found = fit(path, head, complete, layout);
    if (typeof found === "object") return found;
  }
  return undefined;
}

/** Why a file fits none of the layouts that are meant for its path: a sentence for each of them. */
export function misfits(
  path: string,
  head: Buffer,
  complete: boolean,
  layouts: readonly CsvLayout[],
): string[] {
  return layouts.flatMap((layout) => {
    const found = fit(path, head, complete, layout);
    return typeof found === "string" ? [`layout ${layout.name} is meant for its path, but ${found}`] : [];
  });
}

/** The layout as the file has it; why it has not; or nothing where the layout is not meant for the path. */
function fit(
  path: string,
  head: Buffer,
  complete: boolean,
  layout: CsvLayout,
): FoundLayout | string | undefined {
  const match = new RegExp(layout.files).exec(path);
  if (!match) return undefined;
  const [first, ...others] = firstRecords(head, complete, layout, layout.header ? 1 : 100);
  if (!first) return head.length === 0 ? "the file is empty" : "its first record is broken";
  const counts = [first, ...others].map(({ texts }) => texts.length);
  if (!layout.header && !counts.includes(layout.fields)) {
    return `its first record has ${first.texts.length} fields in place of ${layout.fields}`;
  }
  const header = layout.header ? first.texts : [];
  const columns: ColumnPlace[] = [];
  for (const column of layout.columns) {
    const place = placeOf(column, header, match.groups ?? {});
    if (typeof place === "string") return place;
    columns.push(place);
  }
  const fields = layout.header ? first.texts.length : layout.fields;
  return {
    layout: layout.name,
    fields,
    columns,
    dataStart: layout.header ? first.end : markLength(head),
    scan: scanOptions(layout, fields),
  };
}

/** The places of the columns of a layout without a header, by a file's path; a sentence where one of them cannot be read. */
export function findPlaces(path: string, layout: CsvLayout): ColumnPlace[] | string {
  const groups = new RegExp(layout.files).exec(path)?.groups ?? {};
  const places = layout.columns.map((column) => placeOf(column, [], groups));
  const fault = places.find((place) => typeof place === "string");
  return fault ?? (places as ColumnPlace[]);
}

const markLength = (head: Buffer) => (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0);

/** The first records that can be read, `most` at most; of a header the very first. */
function firstRecords(head: Buffer, complete: boolean, layout: CsvLayout, most: number) {
  // A header cannot be an empty line, but a first record of one field can.
  const scanner = makeScanner(scanOptions(layout, layout.header ? 0 : layout.fields));
  scanner.feed(head);
  if (complete) scanner.finish();
  const records: { texts: string[]; end: number }[] = [];
  for (let seen = 0; seen < most && scanner.next(); seen += 1) {
    const { record } = scanner;
    const text = record.bytes.subarray(record.from, record.to);
    if (record.tooLong || record.unclosed || !isUtf8(text)) continue;
    const split = makeSplitter(layout.delimiter.charCodeAt(0), text.length + 1);
    const { bytes, count, starts, ends } = split(record);
    const texts = Array.from({ length: count }, (_, field) =>
      bytes.toString("utf8", starts[field], ends[field]),
    );
    records.push({ texts, end: record.end });
  }
  return records;
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
    if (field < 0) return `its header lacks ${from.header}`;
    return header.lastIndexOf(from.header) === field ? field : `its header has ${from.header} twice`;
  }
  const text = "text" in from ? from.text : groups[from.path];
  if (text === undefined) return "path" in from ? `its path gives no ${from.path}` : "";
  const bytes = Buffer.from(text);
  const reader = makeReader(column, makeColumn(column, 1));
  if (reader(bytes, 0, bytes.length, 0) === undefined) return { text };
  return `its path gives ${JSON.stringify(text)}, which is no ${column.type} for ${column.name}`;
}

/** A file's first line for people: printable, at most 200 characters. */
export function firstLine(head: Buffer): string {
  const line = /^\uFEFF?([^\r\n]*)/.exec(head.subarray(0, 1000).toString("utf8"))?.[1] ?? "";
  return Array.from(line.replace(/[^\P{C}\t]|\uFFFD/gu, "\u00b7").replaceAll("\t", "\\t"))
    .slice(0, 200)
    .join("");
}
