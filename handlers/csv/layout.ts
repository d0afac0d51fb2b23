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
 * any order and among others; without a header the first record must have the layout's number of fields. A value
 * that the path gives must be readable. A header alone fits; an empty file fits nothing.
 */
export function findLayout(
  path: string,
  head: Buffer,
  complete: boolean,
  layouts: readonly CsvLayout[],
): FoundLayout | undefined {
  for (const layout of layouts) {
    const found = fit(path, head, complete, layout);
    if (found) return found;
  }
  return undefined;
}

function fit(path: string, head: Buffer, complete: boolean, layout: CsvLayout): FoundLayout | undefined {
  const match = new RegExp(layout.files).exec(path);
  if (!match) return undefined;
  const first = firstRecord(head, complete, layout);
  if (!first || (!layout.header && first.texts.length !== layout.fields)) return undefined;
  const columns: ColumnPlace[] = [];
  for (const column of layout.columns) {
    const place = placeOf(column, layout.header ? first.texts : [], match.groups ?? {});
    if (place === undefined || (typeof place === "number" && place >= first.texts.length)) return undefined;
    columns.push(place);
  }
  const fields = first.texts.length;
  return {
    layout: layout.name,
    fields,
    columns,
    dataStart: layout.header ? first.end : first.start,
    scan: scanOptions(layout, fields),
  };
}

function firstRecord(head: Buffer, complete: boolean, layout: CsvLayout) {
  // A header cannot be an empty line, but a first record of one field can.
  const scanner = makeScanner(scanOptions(layout, layout.header ? 0 : layout.fields));
  scanner.feed(head);
  if (complete) scanner.finish();
  if (!scanner.next()) return undefined;
  const { record } = scanner;
  const text = record.bytes.subarray(record.from, record.to);
  if (record.tooLong || record.unclosed || !isUtf8(text)) return undefined;
  const { bytes, count, starts, ends } = makeSplitter(
    layout.delimiter.charCodeAt(0),
    text.length + 1,
  )(record);
  const texts = Array.from({ length: count }, (_, field) =>
    bytes.toString("utf8", starts[field], ends[field]),
  );
  const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  return { texts, start: mark, end: record.end };
}

function placeOf(
  column: CsvColumn,
  header: readonly string[],
  groups: Readonly<Record<string, string | undefined>>,
): ColumnPlace | undefined {
  const { from } = column;
  if ("field" in from) return from.field;
  if ("header" in from) {
    const field = header.indexOf(from.header);
    return field >= 0 && header.lastIndexOf(from.header) === field ? field : undefined;
  }
  const text = groups[from.path];
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text);
  const reader = makeReader(column, makeColumn(column, 1));
  return reader(bytes, 0, bytes.length, 0) === undefined ? { text } : undefined;
}

/** A file's first line for people: printable, at most 200 characters. */
export function firstLine(head: Buffer): string {
  const line = /^\uFEFF?([^\r\n]*)/.exec(head.subarray(0, 1000).toString("utf8"))?.[1] ?? "";
  return Array.from(line.replace(/[^\P{C}\t]|\uFFFD/gu, "\u00b7").replaceAll("\t", " "))
    .slice(0, 200)
    .join("");
}
