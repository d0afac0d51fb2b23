/** Reads JSON lines by the kernel, a column at a time. The exact readers read every line again, whole, of which it has a doubt. */
import { isUtf8 } from "node:buffer";
import { decimalOf } from "../../../contract/types";
import type { JsonColumn, JsonLinesLayout } from "../../../contract/formats";
import type { Kernel } from "../../kernel";
import { fillDown, makeColumn, reserve, setNull, valueWidth, type Column } from "../../parquet/columns";
import type { RecordSink } from "../format";
import { planColumn } from "../plan-column";
import { makeReader, type Reader } from "../values";
import { makeJoiner } from "../values/joined";
import { givenOf } from "./given";
import { asWritten, escapedString, literalPlan, nothing, number, takenKinds } from "./kinds";
import { writeTree } from "./kernel-tree";
import { lineFeed, type TakeLines } from "./lines";
import type { Records } from "./records";
import { pathsOf, treeOf } from "./tree";

/** Bytes that the kernel scans at once. */
const windowBytes = 256 * 1024;
/** Rows that one pass over the columns takes, and the fewest that are worth a pass. */
const mostRows = 4096;
const fewestRows = 64;
const padding = 64;
const slotBytes = 16;
const quote = 34;
const nine = 57;

/** Marks of rows. The kernel marks the doubtful ones. */
const doubtful = 1;
const removed = 2;

/** Reads the spans of a column, from the first row of a pass on, into a row of the group and those after it. */
type SpanReader = (rows: number, row: number) => void;

/**
 * Makes the reader of a file's lines by the kernel; undefined if its tree or its columns do not fit into the working memory. `exact`:
 * reads what the kernel cannot.
 */
export function makeKernelReader(
  layout: JsonLinesLayout,
  file: string,
  sink: RecordSink,
  exact: Records,
): TakeLines | undefined {
  const { stage } = sink;
  const { group, kernel } = stage;
  const { work } = group;
  const offset = planColumn(stage.columns, "_offset", "int64");
  const groups = new RegExp(layout.files).exec(file)?.groups ?? {};
  const count = layout.columns.flatMap(pathsOf).length;
  const window = work.at + padding;
  const slotsAt = window + windowBytes + padding;
  const treeAt = (slotsAt + slotBytes * count + 7) & ~7;
  const slotAt = (slot: number) => slotsAt + slotBytes * slot;
  const tree = writeTree(treeOf(layout), group.bytes, treeAt, work.at + work.bytes - treeAt, slotAt);
  if (!tree) return undefined;
  const next = tree.end;
  const rest = work.at + work.bytes - (next + 8 + padding);
  const passRows = Math.min(mostRows, Math.floor(rest / (8 * count + 1)) & ~7);
  if (passRows < fewestRows) return undefined;
  const doubts = next + 8;
  const spansOf = (slot: number) => doubts + passRows + 8 * passRows * slot;
  group.bytes.fill(0, doubts, spansOf(count));

  let required = 0;
  let slots = 0;
  const nullable: Column[] = [];
  /** Tells the kernel of the next slot; returns the address of its spans. */
  const describe = (takes: number, validity: number, isRequired: boolean): number => {
    const spans = spansOf(slots);
    [takes, validity, spans, isRequired ? 1 : 0].forEach((word, index) =>
      group.bytes.writeUInt32LE(word, slotAt(slots) + 4 * index),
    );
    if (isRequired) required++;
    slots++;
    return spans;
  };
  const readers = layout.columns.map((plan): SpanReader => {
    const column = stage.columns.find((each) => each.plan.name === plan.name)!;
    const given = givenOf(plan, groups);
    // The exact reader has refused what is unreadable.
    if (typeof given === "object") return givenReader(plan, column, Buffer.from(given.text));
    let takes = takenKinds(plan);
    if ("paths" in plan.from) {
      const parts = plan.from.paths.map(() => describe((takes & ~escapedString) | nothing, 0, false));
      return joinedReader(plan, column, plan.from.join, parts, doubts);
    }
    const inKernel = isForKernel(takes === number ? literalPlan(plan) : plan);
    // The kernel decodes strings for string columns alone.
    if ((takes & asWritten) === 0 && !(inKernel && column.kind === "text")) takes &= ~escapedString;
    const { validity } = column.place;
    if (validity > 0) nullable.push(column);
    const spans = describe(validity > 0 ? takes | nothing : takes, validity, validity === 0);
    return inKernel ? valueReader(kernel, column, spans, doubts) : exactReader(plan, column, spans, doubts);
  });

  /** Scans lines of the window; returns the address of the first that it left. */
  function pass(from: number, to: number, origin: number, isText: boolean): number {
    const first = stage.row;
    const room = Math.min(group.capacity - first, passRows);
    for (const { place } of nullable)
      group.bytes.fill(0, place.validity + first, place.validity + first + room);
    const offsets = offset.place.values + 8 * first;
    const rows = kernel.scanJsonLines(
      from,
      to,
      room,
      tree!.keys,
      required,
      first,
      origin,
      offsets,
      doubts,
      next,
    );
    const end = group.bytes.readUInt32LE(next);
    if (rows === 0) return end;
    if (!isText) doubtNoText(rows, end, origin);
    const { heapEnd } = group;
    for (const read of readers) read(rows, first);
    for (let slot = 0; slot < count; slot++) group.bytes.fill(0, spansOf(slot), spansOf(slot) + 8 * rows);
    sink.place(rows);
    const kept = rows - takeOut(rows, origin, isText);
    // Nothing but bad lines for a long time would fill the memory with their strings.
    if (kept === 0) group.heapEnd = heapEnd;
    sink.keep(kept, rows);
    return end;
  }

  /** Address of a row's line. */
  const lineAt = (row: number, origin: number) => Number(offset.values[stage.row + row]) - origin;

  /** Marks the rows whose lines are not UTF-8. */
  function doubtNoText(rows: number, end: number, origin: number) {
    for (let row = 0; row < rows; row++) {
      const to = row + 1 < rows ? lineAt(row + 1, origin) : end;
      if (!isUtf8(group.bytes.subarray(lineAt(row, origin), to))) group.bytes[doubts + row] = doubtful;
    }
  }

  /** Reads doubtful rows again and removes the bad ones; returns how many. */
  function takeOut(rows: number, origin: number, isText: boolean): number {
    const marks = () => group.bytes.subarray(doubts, doubts + rows);
    let bad = 0;
    for (let at = marks().indexOf(doubtful); at >= 0; at = marks().indexOf(doubtful, at)) {
      const from = lineAt(at, origin);
      // Copied: exact readers may grow the memory, which detaches its arrays.
      const line = Buffer.from(group.bytes.subarray(from, group.bytes.indexOf(lineFeed, from) + 1));
      const found = exact.read(line, 0, origin + from, isText, stage.row + at);
      if (found) {
        bad++;
        sink.bad(found, sink.number + at);
      }
      marks()[at] = found ? removed : 0;
    }
    if (bad === 0) return 0;
    for (const column of group.columns) removeRows(column, rows);
    marks().fill(0);
    return bad;
  }

  function removeRows(column: Column, rows: number) {
    const { values, lengths, validity } = column.place;
    const width = valueWidth(column.plan.type);
    kernel.removeRows(values + width * stage.row, width, rows, doubts, removed);
    if (lengths > 0) kernel.removeRows(lengths + 4 * stage.row, 4, rows, doubts, removed);
    if (validity > 0) kernel.removeRows(validity + stage.row, 1, rows, doubts, removed);
  }

  return (bytes, from, to, start, end) => {
    for (let at = from; at < to;) {
      const last = to - at <= windowBytes ? to : bytes.lastIndexOf(lineFeed, at + windowBytes - 1) + 1;
      if (last <= at) {
        // A line that is longer than the window.
        const lineEnd = bytes.indexOf(lineFeed, at) + 1;
        exact.take(bytes, at, lineEnd, start + at - from, end);
        at = lineEnd;
        continue;
      }
      const piece = bytes.subarray(at, last);
      group.bytes.set(piece, window);
      const isText = isUtf8(piece);
      const pieceEnd = window + piece.length;
      const origin = start + at - from - window;
      for (let place = window; place < pieceEnd;) place = pass(place, pieceEnd, origin, isText);
      at = last;
    }
  };
}

/** True if the kernel reads the column's values as the exact reader does, or has a doubt. */
function isForKernel(plan: JsonColumn): boolean {
  if (plan.prefix !== "" || plan.time !== undefined || plan.form !== undefined) return false;
  // A string for null that is also a value of the type would be read as that value.
  const read = makeReader({ ...plan, nulls: [] }, makeColumn(plan, 1));
  return plan.nulls
    .map((text) => Buffer.from(text))
    .every((text) => read(text, 0, text.length, 0) !== undefined);
}

function givenReader(plan: JsonColumn, column: Column, text: Buffer): SpanReader {
  const read = makeReader(plan, column);
  return (rows, row) => {
    read(text, 0, text.length, row);
    fillDown(column, row, rows);
  };
}

/** Reads a column's spans one by one. */
function exactReader(plan: JsonColumn, column: Column, spans: number, doubts: number): SpanReader {
  const readText = makeReader(plan, column);
  const readLiteral = makeReader(literalPlan(plan), column);
  const isFlag = column.kind === "bool";
  /** Reads a value: a string after its first quote, or a literal. A number in a column of booleans is one of its words. */
  const read: Reader = (bytes, from, to, row) =>
    bytes[from - 1] === quote || (isFlag && bytes[from]! <= nine)
      ? readText(bytes, from, to, row)
      : readLiteral(bytes, from, to, row);
  const { group } = column;
  return (rows, row) => {
    // The memory must not grow while its bytes are read.
    if (column.kind === "text") reserve(group, windowBytes + padding);
    const { bytes } = group;
    const places = new Uint32Array(bytes.buffer, spans, 2 * rows);
    for (let at = 0; at < rows; at++) {
      const from = places[2 * at]!;
      if (from === 0) setNull(column, row + at);
      else if (read(bytes, from, places[2 * at + 1]!, row + at) !== undefined) bytes[doubts + at] = doubtful;
    }
  };
}

/** Joins the spans of several slots and reads them one by one. `parts`: addresses of the spans. */
function joinedReader(
  plan: JsonColumn,
  column: Column,
  join: string,
  parts: readonly number[],
  doubts: number,
): SpanReader {
  const read = makeReader(plan, column);
  const joiner = makeJoiner(join);
  const { group } = column;
  return (rows, row) => {
    for (let at = 0; at < rows; at++) {
      joiner.clear();
      let last = 0;
      for (const spans of parts) {
        const from = group.bytes.readUInt32LE(spans + 8 * at);
        joiner.add(group.bytes, from, group.bytes.readUInt32LE(spans + 8 * at + 4));
        last |= from;
      }
      // Without any value the exact readers decide.
      if (last === 0 || read(joiner.bytes, 0, joiner.size, row + at) !== undefined)
        group.bytes[doubts + at] = doubtful;
    }
  };
}

/** Reads a column's spans by the kernel. */
function valueReader(kernel: Kernel, column: Column, spans: number, doubts: number): SpanReader {
  const { values, lengths } = column.place;
  switch (column.kind) {
    case "double":
      return (rows, row) => kernel.readDoubles(spans, rows, values + 8 * row, doubts, 0, 0);
    case "int32":
      return column.plan.type === "date"
        ? (rows, row) => kernel.readDates(spans, rows, values + 4 * row, doubts)
        : (rows, row) => kernel.readInts(spans, rows, values + 4 * row, doubts);
    case "int64":
      return column.plan.type === "timestamp"
        ? (rows, row) => kernel.readTimestamps(spans, rows, values + 8 * row, doubts)
        : (rows, row) => kernel.readBigints(spans, rows, values + 8 * row, doubts);
    case "decimal": {
      const { precision, scale } = decimalOf(column.plan.type)!;
      return (rows, row) => kernel.readDecimals(spans, rows, values + 16 * row, doubts, precision, scale);
    }
    case "bool":
      return (rows, row) => kernel.readBooleans(spans, rows, values + row, doubts);
    case "text": {
      const { group } = column;
      return (rows, row) => {
        reserve(group, windowBytes + padding);
        group.heapEnd = kernel.readJsonStrings(
          spans,
          rows,
          values + 4 * row,
          lengths + 4 * row,
          group.heapEnd,
          doubts,
        );
      };
    }
  }
}
