/** Finds which of a contract's layouts a raw file has. */
import type { CsvColumn } from "../../../contract/formats";
import { dialectOf, scanOptions, type RecordLayout } from "./dialect";
import { fieldsOf, mostUnread, type ColumnPlace } from "./file";
import {
  firstRecords,
  headerLines,
  lineStarts,
  markLength,
  seemingUtf16,
  undecodedIn,
  type FirstRecords,
  type Head,
  type Misfit,
} from "./head";
import { headerHash, headerNames, sameName } from "./header";
import { lackedNames, listed, missingNames, wantedNames } from "./missing-names";
import { marginOf, type ScanOptions } from "./scanner";
import { givenText } from "../values/given";

/** The layout that fits a file. */
export interface FoundLayout {
  readonly layout: string;
  /** Fields of a record. */
  readonly fields: number;
  /** For each column of the layout. */
  readonly columns: readonly ColumnPlace[];
  /** Offset of the first byte that can be a record's: after a byte order mark and the header. */
  readonly dataStart: number;
  readonly scan: ScanOptions;
  /** `headerHash` of the last line of the file's header, if it has one. */
  readonly header?: string | undefined;
  /** For each column its name in that line, if one differs from the layout's. */
  readonly names?: readonly string[] | undefined;
  /** Names in the header that the layout does not read. */
  readonly unread: readonly string[];
  /** The layout's. */
  readonly footer?: number | string | undefined;
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
  layouts: readonly RecordLayout[],
): FoundLayout | undefined {
  for (const layout of layouts) {
    const found = fit(path, { bytes: head, complete }, layout);
    if (found && "layout" in found) return found;
  }
  return undefined;
}

/** Why a file fits none of the layouts that are meant for its path, for each of them. `refused`: if it is known before. */
export function misfits(
  path: string,
  head: Buffer,
  complete: boolean,
  layouts: readonly RecordLayout[],
  refused?: Misfit,
): Misfit[] {
  return layouts.flatMap((layout) => {
    const found = fit(path, { bytes: head, complete }, layout);
    if (!found || (!refused && "layout" in found)) return [];
    const { why, unreadable } = refused ?? (found as Misfit);
    return [{ unreadable, why: `layout ${layout.name} is meant for its path, but ${why}` }];
  });
}

/** The layout as the file has it, or why it does not fit; undefined if the layout is not meant for the path. */
function fit(path: string, head: Head, layout: RecordLayout): FoundLayout | Misfit | undefined {
  const match = new RegExp(layout.files).exec(path);
  if (!match) return undefined;
  const groups = match.groups ?? {};
  const found = layout.skip === "header" ? search(head, layout, groups) : fitSkipped(head, layout, groups);
  const utf16 = "layout" in found || layout.encoding !== undefined ? undefined : seemingUtf16(head);
  if (utf16 === undefined) return found;
  const why = `it seems to be UTF-16 without a byte order mark; add encoding: "${utf16}" to the layout`;
  return { why, unreadable: false };
}

type Groups = Readonly<Record<string, string | undefined>>;

const misfit = (why: string): Misfit => ({ why, unreadable: false });

function fitSkipped(head: Head, layout: RecordLayout, groups: Groups): FoundLayout | Misfit {
  const skip = layout.skip === "header" ? 0 : (layout.skip ?? 0);
  if (skip === 0) return explained(fitAt(0, head, layout, groups), layout);
  const starts = [...lineStarts(head, skip + 1)];
  const start = starts[skip];
  if (start === undefined) return misfit(`it has ${starts.length} lines and "skip" is ${skip}`);
  return explained(fitAt(start, head, layout, groups), layout);
}

const explained = (found: FoundLayout | Unfit, layout: RecordLayout): FoundLayout | Misfit =>
  "layout" in found ? found : { ...found, why: whyOf(found, layout) };

/** Lines among which a header is looked for. */
const mostLines = 500;

/** Finds the first line from which on the header has all its names. */
function search(head: Head, layout: RecordLayout, groups: Groups): FoundLayout | Misfit {
  let lines = 0;
  let nearest: { readonly line: number; readonly found: Unfit; readonly missing: number } | undefined;
  let last = 0;
  for (const start of lineStarts(head, mostLines)) {
    lines++;
    last = start;
    // The next line has the same header.
    if (isLeftOut(start, head, layout)) continue;
    const found: FoundLayout | Unfit = fitAt(start, head, layout, groups);
    if ("layout" in found) return found;
    const missing = found.lacks?.missing.length ?? Infinity;
    if (missing < (nearest?.missing ?? wantedNames(layout).length)) nearest = { line: lines, found, missing };
  }
  if (lines === 0) return { why: "the file is empty", unreadable: true };
  const undecoded = undecodedIn(head.complete ? head.bytes : head.bytes.subarray(0, last), 0, layout);
  const near = nearest ? `; line ${nearest.line} comes nearest, but ${whyOf(nearest.found, layout)}` : "";
  return misfit(
    `its header was not found in the first ${lines === 1 ? "line" : `${lines} lines`}: none has ${listed(wantedNames(layout))}${near}` +
      (undecoded === undefined ? "" : `; the file ${undecoded}`),
  );
}

/** True if no record begins with the line at `start`: it is empty, or a comment. */
function isLeftOut(start: number, { bytes }: Head, layout: RecordLayout): boolean {
  const margin = marginOf(dialectOf(layout));
  let at = start;
  while (margin.includes(bytes[at]!)) at++;
  if (at === bytes.length || bytes[at] === 10 || bytes[at] === 13) return true;
  const begins = layout.comment === undefined ? undefined : Buffer.from(layout.comment);
  return begins?.equals(bytes.subarray(at, at + begins.length)) ?? false;
}

/** Why a header does not fit. */
interface Unfit extends Misfit {
  /** The names that it has, and those that it lacks; `why` has only the number of these. */
  readonly lacks?: { readonly header: readonly string[]; readonly missing: readonly string[] };
}

/** The sentence for a header that does not fit. */
const whyOf = ({ why, lacks }: Unfit, layout: RecordLayout): string =>
  lacks ? lackedNames(layout, lacks.header, lacks.missing) : why;

/** The layout as the file has it if its header, or its first record, begins at `start`. */
function fitAt(start: number, head: Head, layout: RecordLayout, groups: Groups): FoundLayout | Unfit {
  const first = firstRecords(head, start, layout);
  const { records, lineEnd, fault } = first;
  if (records.length === 0) return fault;
  const lines = headerLines(layout);
  if (lines === 0 && !records.some(({ texts }) => hasFields(texts, layout)))
    return misfit(`its first record has ${records[0]!.texts.length} fields instead of ${layout.fields}`);
  const header = headerNames(
    layout,
    records.slice(0, lines).map(({ texts }) => texts),
  );
  const missing = lines > 0 ? missingNames(layout, header) : [];
  if (missing.length > 0) return { ...misfit(""), lacks: { header, missing } };
  const columns: ColumnPlace[] = [];
  for (const column of layout.columns) {
    const place = placeOf(column, header, groups, layout);
    if (typeof place === "string") return misfit(place);
    columns.push(place);
  }
  const fields = lines > 0 ? header.length : layout.fields;
  return {
    layout: layout.name,
    fields,
    columns,
    dataStart: lines > 0 ? records.at(-1)!.end : start === 0 ? markLength(head.bytes) : start,
    scan: scanOptions(layout, fields, lineEnd),
    footer: layout.footer,
    ...(lines > 0 ? namesOf(layout, columns, header, first) : { unread: [] }),
  };
}

/** True if a record has the number of fields of a layout without a header. */
const hasFields = (texts: readonly string[], { fields, ragged }: RecordLayout): boolean =>
  ragged ? texts.slice(fields).every((text) => text === "") : texts.length === fields;

/** What is kept of a header. */
function namesOf(
  layout: RecordLayout,
  columns: readonly ColumnPlace[],
  header: readonly string[],
  { records }: FirstRecords,
): Pick<FoundLayout, "header" | "names" | "unread"> {
  const last = records[headerLines(layout) - 1]!.texts;
  const names = columns.map((place) => (typeof place === "number" ? (last[place] ?? "") : ""));
  const asSaid = layout.columns.every(({ from }, index) => {
    if ("headers" in from) return from.headers.every((name) => last.includes(name));
    return !("header" in from) || columns[index] === null || names[index] === from.header;
  });
  const read = new Set(columns.flatMap(fieldsOf));
  const unread = header.filter((name, field) => name.trim() !== "" && !read.has(field));
  return {
    header: headerHash(last),
    names: asSaid ? undefined : names,
    unread: [...new Set(unread)].slice(0, mostUnread),
  };
}

/** The places of a layout's columns without a header, by the file's path; a sentence if one of them is unreadable. */
export function findPlaces(path: string, layout: RecordLayout): ColumnPlace[] | string {
  const groups = new RegExp(layout.files).exec(path)?.groups ?? {};
  const places = layout.columns.map((column) => placeOf(column, [], groups, layout));
  const fault = places.find((place) => typeof place === "string");
  return fault ?? (places as ColumnPlace[]);
}

/** The field of a name; null if the header lacks it, a sentence if it has it twice. */
function fieldOf(wanted: string, header: readonly string[], layout: RecordLayout): number | string | null {
  const [field, ...others] = header.flatMap((name, at) => (sameName(layout, wanted, name) ? [at] : []));
  return others.length === 0 ? (field ?? null) : `its header has ${wanted} twice`;
}

function placeOf(
  column: CsvColumn,
  header: readonly string[],
  groups: Groups,
  layout: RecordLayout,
): ColumnPlace | string {
  const { from } = column;
  if ("field" in from) return from.field;
  if ("fields" in from) return { fields: from.fields };
  if ("header" in from) return fieldOf(from.header, header, layout);
  if ("headers" in from) {
    const places = from.headers.map((name) => fieldOf(name, header, layout));
    const fields = places.filter((place) => typeof place === "number");
    return fields.length === places.length ? { fields } : places.find((place) => typeof place === "string")!;
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
