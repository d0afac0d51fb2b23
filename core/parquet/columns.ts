/**
 * Columns of one row group as typed arrays in one memory, filled row by row or a batch at a time without an object per value, then
 * written and reused.
 */
import type { ColumnType } from "../../contract/types";
import { decimalOf } from "../../contract/types";
import type { PlanColumn } from "../../contract/plan";

/** A row group ends at this many rows, or at this many bytes of values. */
export const maxGroupRows = 65_536;
export const maxGroupBytes = 32 * 1024 * 1024;

/** A column of a file. */
export interface WrittenColumn extends PlanColumn {
  /** The column's id in the file's schema. @default none */
  readonly fieldId?: number;
  /**
   * Stores a required bigint as differences, which are small where values rise. Some readers outside Spark, Trino and DuckDB do not
   * know this encoding. @default false
   */
  readonly asDeltas?: boolean;
}

/** Where a column's arrays lie in the memory. */
export interface ColumnPlace {
  /** Of `values` or, for strings, of `starts`. */
  readonly values: number;
  /** Of `lengths`; 0 for other kinds. */
  readonly lengths: number;
  /** Of `validity`; 0 for a required column. */
  readonly validity: number;
}

/**
 * The storage of a column. `validity` has a byte per row, 1 for a value and 0 for null, only for nullable columns. The arrays are
 * replaced when the memory grows, so do not keep them.
 */
export type Column = {
  readonly plan: WrittenColumn;
  readonly group: RowGroup;
  readonly place: ColumnPlace;
  validity: Uint8Array | undefined;
} & (
  | { readonly kind: "double"; values: Float64Array }
  | { readonly kind: "int32"; values: Int32Array }
  /** `words` views the same bytes, low word first: it stores integers without a BigInt. */
  | { readonly kind: "int64"; values: BigInt64Array; words: Int32Array }
  /** Four words per value, low word first. */
  | { readonly kind: "decimal"; values: Uint32Array }
  /** A byte per row, 0 or 1. */
  | { readonly kind: "bool"; values: Uint8Array }
  /** A string is `heap[starts[row] .. starts[row] + lengths[row]]`. */
  | { readonly kind: "text"; starts: Uint32Array; lengths: Uint32Array }
);

/** Storage of one kind. */
export type ColumnOf<K extends Column["kind"]> = Extract<Column, { kind: K }>;

/** Memory that only grows. Growing replaces `buffer`. */
export interface GroupMemory {
  readonly buffer: ArrayBuffer;
  /** The first address that is free, a multiple of 16 above 0. */
  readonly start: number;
  /** Makes it at least `bytes` long. */
  grow(bytes: number): void;
}

/** The columns of a row group, with the memory that they share. */
export interface RowGroup {
  readonly memory: GroupMemory;
  readonly columns: readonly Column[];
  /** Rows for which the columns have room. */
  readonly capacity: number;
  /** Working memory beside the columns, for the reader that fills them: its address and size. */
  readonly work: { readonly at: number; readonly bytes: number };
  /** The whole memory. Addresses of strings count from its beginning. It is replaced when the memory grows. */
  bytes: Buffer;
  /** Where the strings begin and end. Memory after their end is free for the encoder. */
  readonly heapStart: number;
  heapEnd: number;
}

/** Bytes of one row in the fixed part of a column. */
export function rowWidth(type: ColumnType): number {
  if (decimalOf(type)) return 16;
  if (type === "boolean") return 1;
  return type === "int" || type === "date" ? 4 : 8;
}

/** Bytes of one row in a column's `values` or, for strings, in its `starts`. */
export const valueWidth = (type: ColumnType): number => (type === "string" ? 4 : rowWidth(type));

/** The number of rows for which the fixed parts of the columns stay within a row group's bytes. */
export function groupCapacity(columns: readonly PlanColumn[]): number {
  const width = columns.reduce((sum, column) => sum + rowWidth(column.type), 0);
  return Math.max(1, Math.min(maxGroupRows, Math.floor(maxGroupBytes / width)));
}

/** Bytes after an array that the kernel may read or overwrite. */
const slack = 64;

/** Makes the columns of a row group. `makeMemory`: makes one with as many free bytes. `work`: bytes of working memory. */
export function makeRowGroup(
  plans: readonly WrittenColumn[],
  capacity: number,
  makeMemory: (bytes: number) => GroupMemory,
  work = 0,
): RowGroup {
  let end = 0;
  const allocate = (bytes: number) => {
    const at = end;
    end = (at + bytes + slack + 15) & ~15;
    return at;
  };
  const workAt = allocate(work);
  const places = plans.map(({ type, nullable }) => {
    const text = type === "string";
    return {
      values: allocate(capacity * valueWidth(type)),
      lengths: text ? allocate(capacity * 4) : undefined,
      validity: nullable ? allocate(capacity) : undefined,
    };
  });
  const memory = makeMemory(end + slack);
  const { start } = memory;
  const columns: Column[] = [];
  const group: RowGroup = {
    memory,
    columns,
    capacity,
    work: { at: start + workAt, bytes: work },
    bytes: Buffer.alloc(0),
    heapStart: start + end,
    heapEnd: start + end,
  };
  plans.forEach((plan, index) => {
    const { values, lengths, validity } = places[index]!;
    const place: ColumnPlace = {
      values: start + values,
      lengths: lengths === undefined ? 0 : start + lengths,
      validity: validity === undefined ? 0 : start + validity,
    };
    columns.push({ plan, group, place, kind: kindOf(plan.type) } as unknown as Column);
  });
  view(group);
  return group;
}

/** Makes the storage of one column without a kernel. */
export const makeColumn = (plan: PlanColumn, capacity: number): Column =>
  makeRowGroup([plan], capacity, plainMemory).columns[0]!;

function plainMemory(bytes: number): GroupMemory {
  const start = 16;
  let buffer = new ArrayBuffer(start + bytes);
  return {
    start,
    get buffer() {
      return buffer;
    },
    grow(more) {
      const grown = new ArrayBuffer(more);
      new Uint8Array(grown).set(new Uint8Array(buffer));
      buffer = grown;
    },
  };
}

function kindOf(type: ColumnType): Column["kind"] {
  if (decimalOf(type)) return "decimal";
  switch (type) {
    case "double":
      return "double";
    case "int":
    case "date":
      return "int32";
    case "boolean":
      return "bool";
    case "string":
      return "text";
    case "bigint":
    case "timestamp":
    default:
      return "int64";
  }
}

/** Points the arrays to the memory. */
function view(group: RowGroup): void {
  const { buffer } = group.memory;
  const { capacity } = group;
  group.bytes = Buffer.from(buffer);
  for (const column of group.columns) {
    const { values, lengths, validity } = column.place;
    column.validity = validity > 0 ? new Uint8Array(buffer, validity, capacity) : undefined;
    switch (column.kind) {
      case "double":
        column.values = new Float64Array(buffer, values, capacity);
        break;
      case "int32":
        column.values = new Int32Array(buffer, values, capacity);
        break;
      case "int64":
        column.values = new BigInt64Array(buffer, values, capacity);
        column.words = new Int32Array(buffer, values, 2 * capacity);
        break;
      case "decimal":
        column.values = new Uint32Array(buffer, values, 4 * capacity);
        break;
      case "bool":
        column.values = new Uint8Array(buffer, values, capacity);
        break;
      case "text":
        column.starts = new Uint32Array(buffer, values, capacity);
        column.lengths = new Uint32Array(buffer, lengths, capacity);
    }
  }
}

/** Makes sure that the memory has `bytes` after the strings' end. */
export function reserve(group: RowGroup, bytes: number): void {
  const wanted = group.heapEnd + bytes + slack;
  const { byteLength } = group.memory.buffer;
  if (wanted <= byteLength) return;
  // By an eighth at least: each growth recreates all arrays.
  group.memory.grow(Math.max(wanted, byteLength + (byteLength >> 3)));
  view(group);
}

/** Forgets the rows, so that you can fill the columns from row 0 again. */
export function clear(group: RowGroup): void {
  group.heapEnd = group.heapStart;
}

/** Bytes of strings since the group was cleared. */
export const textBytes = ({ heapStart, heapEnd }: RowGroup) => heapEnd - heapStart;

/** Marks a row as having a value. Call this or `setNull` after every setter of a value. */
export function setValid(column: Column, row: number): void {
  if (column.validity) column.validity[row] = 1;
}

/** Makes a row null and zeroes its value, so that equal input gives equal bytes. */
export function setNull(column: Column, row: number): void {
  if (column.validity) column.validity[row] = 0;
  if (column.kind === "text") {
    column.starts[row] = column.group.heapStart;
    column.lengths[row] = 0;
  } else if (column.kind === "decimal") column.values.fill(0, 4 * row, 4 * row + 4);
  else if (column.kind === "int64") column.values[row] = 0n;
  else column.values[row] = 0;
}

export function setBool(column: ColumnOf<"bool">, row: number, value: boolean): void {
  column.values[row] = value ? 1 : 0;
}

/** Sets an integer that a double holds exactly. */
export function setInteger(column: ColumnOf<"int64">, row: number, value: number): void {
  column.words[2 * row] = value;
  column.words[2 * row + 1] = Math.floor(value / 4294967296);
}

/** Sets the unscaled value of a decimal. */
export function setDecimal(column: ColumnOf<"decimal">, row: number, value: bigint): void {
  for (let word = 0; word < 4; word++)
    column.values[4 * row + word] = Number((value >> BigInt(32 * word)) & 0xffffffffn);
}

/** Sets a UTF-8 string from bytes outside the group's memory. */
export function setText(
  column: ColumnOf<"text">,
  row: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  const { group } = column;
  const length = to - from;
  reserve(group, length);
  const start = group.heapEnd;
  // A native copy costs more than it saves on a short string.
  if (length > 32) group.bytes.set(bytes.subarray(from, to), start);
  else for (let at = 0; at < length; at++) group.bytes[start + at] = bytes[from + at]!;
  column.starts[row] = start;
  column.lengths[row] = length;
  group.heapEnd = start + length;
}

/** Gives the rows after `row` the value of `row`; `rows` counts it, too. */
export function fillDown(column: Column, row: number, rows: number): void {
  const end = row + rows;
  column.validity?.fill(column.validity[row]!, row, end);
  switch (column.kind) {
    case "text":
      column.starts.fill(column.starts[row]!, row, end);
      column.lengths.fill(column.lengths[row]!, row, end);
      break;
    case "int64":
      column.values.fill(column.values[row]!, row, end);
      break;
    case "decimal":
      for (let at = 4 * row + 4; at < 4 * end; at++) column.values[at] = column.values[at - 4]!;
      break;
    case "bool":
    case "double":
    case "int32":
      column.values.fill(column.values[row]!, row, end);
  }
}

/** The string of a row. */
export const textOf = (column: ColumnOf<"text">, row: number): Buffer =>
  column.group.bytes.subarray(column.starts[row], column.starts[row]! + column.lengths[row]!);
