/** Columns of one row group as typed arrays, filled row by row without an object per value, then reused. */
import type { ColumnType } from "../../contract/types";
import { decimalOf } from "../../contract/types";
import type { PlanColumn } from "../../contract/plan";

/** A row group ends at this many rows, or at this many bytes of values. */
export const maxGroupRows = 65_536;
export const maxGroupBytes = 32 * 1024 * 1024;

/** The storage of a column. `validity` has a bit per row, only for nullable columns. */
export type Column = { readonly plan: PlanColumn; readonly validity: Uint8Array | undefined } & (
  | { readonly kind: "double"; readonly values: Float64Array }
  | { readonly kind: "int32"; readonly values: Int32Array }
  /** `words` views the same bytes, low word first: it stores integers without a BigInt. */
  | { readonly kind: "int64"; readonly values: BigInt64Array; readonly words: Int32Array }
  /** Four words per value, low word first. */
  | { readonly kind: "decimal"; readonly values: Uint32Array }
  /** A bit per row. */
  | { readonly kind: "bool"; readonly values: Uint8Array }
  /** The strings one after the other; row r is `arena[offsets[r] .. offsets[r + 1]]`. */
  | { readonly kind: "text"; readonly offsets: Int32Array; arena: Buffer }
);

/** Storage of one kind. */
export type ColumnOf<K extends Column["kind"]> = Extract<Column, { kind: K }>;

/** Bytes of one row in the fixed part of a column. */
export function rowWidth(type: ColumnType): number {
  if (decimalOf(type)) return 16;
  if (type === "boolean") return 1;
  return type === "double" || type === "bigint" || type === "timestamp" ? 8 : 4;
}

/** The number of rows for which the fixed parts of the columns stay within a row group's bytes. */
export function groupCapacity(columns: readonly PlanColumn[]): number {
  const width = columns.reduce((sum, column) => sum + rowWidth(column.type), 0);
  return Math.max(1, Math.min(maxGroupRows, Math.floor(maxGroupBytes / width)));
}

/** Makes the storage of a column for `capacity` rows. */
export function makeColumn(plan: PlanColumn, capacity: number): Column {
  const bits = (capacity + 7) >> 3;
  const validity = plan.nullable ? new Uint8Array(bits) : undefined;
  if (decimalOf(plan.type)) return { plan, validity, kind: "decimal", values: new Uint32Array(4 * capacity) };
  switch (plan.type) {
    case "double":
      return { plan, validity, kind: "double", values: new Float64Array(capacity) };
    case "int":
    case "date":
      return { plan, validity, kind: "int32", values: new Int32Array(capacity) };
    case "boolean":
      return { plan, validity, kind: "bool", values: new Uint8Array(bits) };
    case "string":
      return {
        plan,
        validity,
        kind: "text",
        offsets: new Int32Array(capacity + 1),
        arena: Buffer.allocUnsafe(4 * capacity),
      };
    case "bigint":
    case "timestamp":
    default: {
      const values = new BigInt64Array(capacity);
      return { plan, validity, kind: "int64", values, words: new Int32Array(values.buffer) };
    }
  }
}

/** Makes the storage of every column of a row group, by name. */
export function makeColumns(plans: readonly PlanColumn[], capacity: number): readonly Column[] {
  return plans.map((plan) => makeColumn(plan, capacity));
}

const setBit = (bits: Uint8Array, row: number, value: boolean) => {
  const byte = row >> 3;
  const mask = 1 << (row & 7);
  bits[byte] = value ? bits[byte]! | mask : bits[byte]! & ~mask;
};

/** Marks a row as having a value. Call this or `setNull` after every setter of a value. */
export function setValid(column: Column, row: number): void {
  if (column.validity) setBit(column.validity, row, true);
}

/** Makes a row null and zeroes its value, so that equal input gives equal bytes. */
export function setNull(column: Column, row: number): void {
  if (column.validity) setBit(column.validity, row, false);
  if (column.kind === "text") column.offsets[row + 1] = column.offsets[row]!;
  else if (column.kind === "bool") setBit(column.values, row, false);
  else if (column.kind === "decimal") column.values.fill(0, 4 * row, 4 * row + 4);
  else if (column.kind === "int64") column.values[row] = 0n;
  else column.values[row] = 0;
}

export function setBool(column: ColumnOf<"bool">, row: number, value: boolean): void {
  setBit(column.values, row, value);
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

/** Sets a UTF-8 string. Set rows in order; setting a row again replaces it. */
export function setText(
  column: ColumnOf<"text">,
  row: number,
  bytes: Buffer,
  from: number,
  to: number,
): void {
  const start = column.offsets[row]!;
  const end = start + to - from;
  if (end > column.arena.length) {
    const grown = Buffer.allocUnsafe(Math.max(2 * column.arena.length, end));
    column.arena.copy(grown, 0, 0, start);
    column.arena = grown;
  }
  // A native copy costs more than it saves on a short string.
  if (to - from > 32) bytes.copy(column.arena, start, from, to);
  else for (let at = 0; at < to - from; at++) column.arena[start + at] = bytes[from + at]!;
  column.offsets[row + 1] = end;
}

/** Bytes of strings that the rows hold. */
export function textBytes(columns: readonly ColumnOf<"text">[], rows: number): number {
  let sum = 0;
  for (const column of columns) sum += column.offsets[rows]!;
  return sum;
}
