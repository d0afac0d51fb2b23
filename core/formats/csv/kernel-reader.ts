/** Reads CSV records by the kernel, a column at a time. The exact readers read every record again, whole, of which it has a doubt. */
import { isUtf8 } from "node:buffer";
import { decimalOf } from "../../../contract/types";
import { namesOf, type CsvColumn } from "../../../contract/formats";
import type { Kernel } from "../../kernel";
import { fillDown, makeColumn, reserve, setNull, valueWidth, type Column } from "../../parquet/columns";
import type { RowWriter } from "../../parquet/row-writer";
import type { RecordSink } from "../format";
import { planColumn } from "../plan-column";
import type { ByteReader } from "../stored-slice";
import { makeFormReader, makeReader } from "../values";
import { makeJoiner } from "../values/joined";
import { scanOptions, type RecordLayout } from "./dialect";
import type { RecordFile } from "./record";
import { makeRecords } from "./records";
import type { RawRecord } from "./scanner";
import { isForKernel, lineFeedOf, makeWindows, windowsBytes, type RecordTaker, type Run } from "./windows";

/** Texts of nulls and prefixes. */
const textsBytes = 64 * 1024;
/** Rows that one pass over the columns takes. */
const passRows = 16_384;
const padding = 64;

/** Working memory that the stage's row group needs for this reader. */
export const kernelWorkBytes = windowsBytes + textsBytes + 8 * passRows + passRows + padding;

const carriageReturn = 13;
const quote = 34;
/** Marks of rows. The kernel marks the doubtful ones. */
const doubtful = 1;
const removed = 2;

/**
 * Makes the reader of a file by the kernel; undefined if the kernel cannot prove anything about the file: it has lines that end with
 * a carriage return, or its layout has texts with quotes. The kernel finds values in a form, and their exact reader reads them.
 * `windowSize`: bytes that it reads at once, at most the default.
 */
export function makeKernelReader(
  layout: RecordLayout,
  file: RecordFile,
  base: number,
  sink: RecordSink,
  windowSize?: number,
): ByteReader | undefined {
  const options = { ...scanOptions(layout, file.fields, file.lineEnd), base };
  if (!isForKernel(options)) return undefined;
  const { stage } = sink;
  const { group, kernel } = stage;
  const areas = divide(group.work.at);
  group.bytes.fill(0, areas.doubts, areas.doubts + passRows);
  const readers = makeFieldReaders(layout, file, stage, areas);
  if (!readers) return undefined;
  const exact = makeRecords(layout, file, sink);
  const offset = planColumn(stage.columns, "_offset", "int64");

  const endOf = (run: Run, row: number) => lineFeedOf(run, row, file.fields, group.bytes);

  /** The number of the first rows that are valid UTF-8. */
  function utf8Rows(run: Run): number {
    const valid = (rows: number) => isUtf8(group.bytes.subarray(run.start, endOf(run, rows - 1)));
    if (!run.high || valid(run.rows)) return run.rows;
    let [low, high] = [0, run.rows];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (valid(middle)) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Reads doubtful rows again and removes the bad ones; returns how many. */
  function takeOut(run: Run): number {
    const marks = () => group.bytes.subarray(areas.doubts, areas.doubts + run.rows);
    let bad = 0;
    for (let at = marks().indexOf(doubtful); at >= 0; at = marks().indexOf(doubtful, at)) {
      const found = exact.read(recordOf(run, at), stage.row + at);
      if (found) {
        bad++;
        sink.bad(found, sink.number + at);
      }
      marks()[at] = found ? removed : 0;
    }
    if (bad === 0) return 0;
    for (const column of group.columns) removeRows(column, run.rows);
    marks().fill(0);
    return bad;
  }

  function removeRows(column: Column, rows: number) {
    const { values, lengths, validity } = column.place;
    const width = valueWidth(column.plan.type);
    kernel.removeRows(values + width * stage.row, width, rows, areas.doubts, removed);
    if (lengths > 0) kernel.removeRows(lengths + 4 * stage.row, 4, rows, areas.doubts, removed);
    if (validity > 0) kernel.removeRows(validity + stage.row, 1, rows, areas.doubts, removed);
  }

  /** The record of a row. Copied: exact readers may grow the memory, which detaches its arrays. */
  function recordOf(run: Run, row: number): RawRecord {
    const [start, end] = [endOf(run, row - 1) + 1, endOf(run, row)];
    const bytes = Buffer.from(group.bytes.subarray(start, end));
    const to = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
    const first = run.origin + start;
    return {
      bytes,
      from: 0,
      to,
      start: first,
      textEnd: first + to,
      end: run.origin + end + 1,
      quoted: run.quoted && bytes.includes(quote),
      unclosed: false,
      tooLong: false,
      bareCr: false,
    };
  }

  const taker: RecordTaker = {
    room: () => Math.min(group.capacity - stage.row, passRows),
    rows(run) {
      run.rows = utf8Rows(run);
      if (run.rows > 0) run.rows = readers.beforeHeader(run);
      const { rows, index, start } = run;
      if (rows === 0) return 0;
      const { heapEnd } = group;
      readers.read(run, stage.row);
      sink.place(rows);
      const offsets = offset.place.values + 8 * stage.row;
      kernel.recordOffsets(index, rows, file.fields, start, run.origin, offsets);
      const kept = rows - takeOut(run);
      // Nothing but bad rows for a long time would fill the memory with their strings.
      if (kept === 0) group.heapEnd = heapEnd;
      sink.keep(kept, rows);
      return rows;
    },
    record: (record) => exact.take(record),
  };
  const memory = { kernel, bytes: () => group.bytes, at: group.work.at };
  return makeWindows(options, file.fields, memory, taker, windowSize);
}

/** Addresses of the parts of the working memory. */
function divide(work: number) {
  const texts = work + windowsBytes;
  const spans = texts + textsBytes;
  return { texts, spans, doubts: spans + 8 * passRows };
}

/** Reads the fields of rows into columns. */
interface FieldReaders {
  /** The number of the first rows that cannot repeat the file's header. */
  beforeHeader(run: Run): number;
  /** Reads rows into the columns from `row` on, and marks doubtful ones. */
  read(run: Run, row: number): void;
}

/** Makes the readers of all columns; undefined if one has texts that the kernel cannot compare, or a constant that is no value. */
function makeFieldReaders(
  layout: RecordLayout,
  file: RecordFile,
  { kernel, group, columns }: RowWriter,
  areas: ReturnType<typeof divide>,
): FieldReaders | undefined {
  let textsEnd = areas.texts;
  let fits = true;
  /** Stores texts one after the other, each after its length and, if it has one, its double; returns their address. */
  const put = (texts: readonly string[], double?: (text: string) => number): number => {
    const at = textsEnd;
    for (const text of texts) {
      const bytes = Buffer.from(text);
      const size = bytes.length + (double ? 12 : 4);
      if (textsEnd + size > areas.texts + textsBytes || bytes.includes(quote)) {
        fits = false;
        return at;
      }
      group.bytes.writeUInt32LE(bytes.length, textsEnd);
      if (double) group.bytes.writeDoubleLE(double(text), textsEnd + 4);
      bytes.copy(group.bytes, textsEnd + size - bytes.length);
      textsEnd += size;
    }
    return at;
  };

  const readers: ((run: Run, row: number) => void)[] = [];
  /** Address of the line feed of a run's last row. */
  const endOf = (run: Run) => lineFeedOf(run, run.rows - 1, file.fields, group.bytes);

  /** Locates the texts of a field, without prefix and nulls. */
  const locateAll = ({ index, rows, start, quoted }: Run, field: number) => {
    const { doubts, spans } = areas;
    kernel.locate(index, rows, file.fields, field, start, quoted ? 1 : 0, 0, 0, 0, 0, -1, 0, doubts, spans);
  };

  let header: { readonly field: number; readonly text: number; readonly length: number } | undefined;
  let headerIsNoRow = file.header === undefined;
  for (const [number, plan] of layout.columns.entries()) {
    const column = columns.find((each) => each.plan.name === plan.name);
    const place = file.columns[number];
    // The exact readers say what is wrong.
    if (!column || place === undefined) return undefined;
    if (place === null) {
      readers.push(({ rows }, row) => {
        setNull(column, row);
        fillDown(column, row, rows);
      });
      continue;
    }
    if (typeof place !== "number" && "text" in place) {
      const text = Buffer.from(place.text);
      const scratch = makeColumn(column.plan, 1);
      if (makeReader(plan, scratch)(text, 0, text.length, 0) !== undefined) return undefined;
      const exact = makeReader(plan, column);
      readers.push(({ rows }, row) => {
        exact(text, 0, text.length, row);
        fillDown(column, row, rows);
      });
      continue;
    }
    if (typeof place !== "number") {
      // Of a header of one line. If its names are no value, its row is doubtful anyway.
      const names = Buffer.from(namesOf(plan.from).join("join" in plan.from ? plan.from.join : ""));
      const fault = makeReader(plan, makeColumn(column.plan, 1))(names, 0, names.length, 0);
      if (file.names === undefined && fault !== undefined) headerIsNoRow = true;
      readers.push(joinedReader(column, plan, place.fields, areas, locateAll));
      continue;
    }
    if ("header" in plan.from && file.header !== undefined) {
      const name = Buffer.from(plan.from.header);
      const fault = makeReader(plan, makeColumn(column.plan, 1))(name, 0, name.length, 0);
      // A header's name that is no value makes its row doubtful anyway.
      if (fault !== undefined) headerIsNoRow = true;
      header ??= { field: place, text: put([plan.from.header]) + 4, length: name.length };
    }
    const prefixLength = Buffer.byteLength(plan.prefix);
    const prefix = prefixLength > 0 ? put([plan.prefix]) + 4 : 0;
    const nulls = put(plan.nulls);
    const longest = Math.max(-1, ...plan.nulls.map((text) => Buffer.byteLength(text)));
    const nonFinite = put(plan.nonFinite, Number);
    // A string of a form with a quote is written with two.
    if (JSON.stringify(plan.form ?? {}).includes('\\"')) return undefined;
    const value = plan.form
      ? formReader(column, plan, areas)
      : valueReader(kernel, column, areas, nonFinite, plan.nonFinite.length, endOf);
    const { validity } = column.place;
    readers.push((run, row) => {
      const { index, rows, start, quoted } = run;
      kernel.locate(
        index,
        rows,
        file.fields,
        place,
        start,
        quoted ? 1 : 0,
        prefix,
        prefixLength,
        nulls,
        plan.nulls.length,
        longest,
        validity > 0 ? validity + row : 0,
        areas.doubts,
        areas.spans,
      );
      value(run, row);
    });
  }
  if (!fits || (!headerIsNoRow && !header)) return undefined;
  return {
    beforeHeader({ index, rows, start }) {
      if (headerIsNoRow) return rows;
      const { field, text, length } = header!;
      return kernel.matchingRow(index, rows, file.fields, field, start, text, length);
    },
    read(run, row) {
      for (const read of readers) read(run, row);
    },
  };
}

/** Reads the located texts of a column's rows in the column's form, by the exact reader of its values. */
function formReader(
  column: Column,
  plan: CsvColumn,
  { spans, doubts }: ReturnType<typeof divide>,
): (run: Run, row: number) => void {
  const value = makeFormReader(column, plan);
  const { group } = column;
  return ({ rows }, row) => {
    const { bytes } = group;
    const places = new Uint32Array(bytes.buffer, spans, 2 * rows);
    for (let at = 0; at < rows; at++) {
      const [from, to] = [places[2 * at]!, places[2 * at + 1]!];
      if (from === 0) setNull(column, row + at);
      else if (value(bytes, from, to, row + at) !== undefined) bytes[doubts + at] = doubtful;
    }
  };
}

/** Joins the texts of several fields and reads them by the column's exact reader. */
function joinedReader(
  column: Column,
  plan: CsvColumn,
  fields: readonly number[],
  { spans, doubts }: ReturnType<typeof divide>,
  locate: (run: Run, field: number) => void,
): (run: Run, row: number) => void {
  const read = makeReader(plan, column);
  const joiner = makeJoiner("join" in plan.from ? plan.from.join : "");
  const { group } = column;
  const places = fields.map(() => new Uint32Array(2 * passRows));
  return (run, row) => {
    for (const [part, field] of fields.entries()) {
      locate(run, field);
      places[part]!.set(new Uint32Array(group.bytes.buffer, spans, 2 * run.rows));
    }
    for (let at = 0; at < run.rows; at++) {
      joiner.clear();
      for (const place of places) joiner.add(group.bytes, place[2 * at]!, place[2 * at + 1]!);
      // A quote inside quotes is written twice.
      const isDoubtful = run.quoted && joiner.bytes.subarray(0, joiner.size).includes(quote);
      if (isDoubtful || read(joiner.bytes, 0, joiner.size, row + at) !== undefined)
        group.bytes[doubts + at] = doubtful;
    }
  };
}

/** Reads the located texts of a column's rows. */
function valueReader(
  kernel: Kernel,
  column: Column,
  { spans, doubts }: ReturnType<typeof divide>,
  nonFinite: number,
  nonFiniteCount: number,
  endOf: (run: Run) => number,
): (run: Run, row: number) => void {
  const { values, lengths } = column.place;
  switch (column.kind) {
    case "double":
      return ({ rows }, row) =>
        kernel.readDoubles(spans, rows, values + 8 * row, doubts, nonFinite, nonFiniteCount);
    case "int32":
      return column.plan.type === "date"
        ? ({ rows }, row) => kernel.readDates(spans, rows, values + 4 * row, doubts)
        : ({ rows }, row) => kernel.readInts(spans, rows, values + 4 * row, doubts);
    case "int64":
      return column.plan.type === "timestamp"
        ? ({ rows }, row) => kernel.readTimestamps(spans, rows, values + 8 * row, doubts)
        : ({ rows }, row) => kernel.readBigints(spans, rows, values + 8 * row, doubts);
    case "decimal": {
      const { precision, scale } = decimalOf(column.plan.type)!;
      return ({ rows }, row) => kernel.readDecimals(spans, rows, values + 16 * row, doubts, precision, scale);
    }
    case "bool":
      return ({ rows }, row) => kernel.readBooleans(spans, rows, values + row, doubts);
    case "text": {
      const { group } = column;
      return (run, row) => {
        // Constants have taken memory since the last column.
        reserve(group, endOf(run) - run.start + padding);
        group.heapEnd = kernel.readStrings(
          spans,
          run.rows,
          values + 4 * row,
          lengths + 4 * row,
          group.heapEnd,
          run.quoted ? 1 : 0,
        );
      };
    }
  }
}
