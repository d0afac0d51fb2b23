/** Converts typed columns to Arrow data, and Arrow data to the bytes that cross into WebAssembly. */
import {
  Bool,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  type Data,
  type DataType,
} from "apache-arrow";
import { typeNames, type ColumnType } from "../../contract/types";
import type { PlanColumn } from "../../contract/plan";
import type { Column } from "./columns";

function arrowType(type: ColumnType): DataType {
  const { arrow } = typeNames(type);
  switch (arrow.kind) {
    case "Utf8":
      return new Utf8();
    case "Bool":
      return new Bool();
    case "Int32":
      return new Int32();
    case "Int64":
      return new Int64();
    case "Float64":
      return new Float64();
    case "DateDay":
      return new DateDay();
    case "TimestampMicrosecond":
      return new TimestampMicrosecond(arrow.timezone);
    case "Decimal128":
      // The library takes scale before precision.
      return new Decimal(arrow.scale, arrow.precision, 128);
  }
}

/** The schema of columns: a field is nullable exactly if the plan says so. */
export function arrowSchema(columns: readonly PlanColumn[]): Schema {
  return new Schema(columns.map(({ name, type, nullable }) => new Field(name, arrowType(type), nullable)));
}

function arrowData(type: DataType, column: Column, rows: number): Data {
  const bits = (rows + 7) >> 3;
  const nullBitmap = column.validity?.subarray(0, bits);
  const nullCount = nullBitmap ? rows - ones(nullBitmap, rows) : 0;
  const props = { length: rows, nullCount, ...(nullCount > 0 ? { nullBitmap } : {}) };
  switch (column.kind) {
    case "text": {
      const valueOffsets = column.offsets.subarray(0, rows + 1);
      const data = column.arena.subarray(0, valueOffsets[rows]);
      return makeData({ ...props, type: type as Utf8, valueOffsets, data });
    }
    case "bool":
      return makeData({ ...props, type: type as Bool, data: column.values.subarray(0, bits) });
    case "decimal":
      return makeData({ ...props, type: type as Decimal, data: column.values.subarray(0, 4 * rows) });
    case "double":
      return makeData({ ...props, type: type as Float64, data: column.values.subarray(0, rows) });
    case "int32":
      return makeData({ ...props, type: type as Int32, data: column.values.subarray(0, rows) });
    case "int64":
      return makeData({ ...props, type: type as Int64, data: column.values.subarray(0, rows) });
  }
}

function ones(bitmap: Uint8Array, rows: number): number {
  let count = 0;
  for (let row = 0; row < rows; row++) count += (bitmap[row >> 3]! >> (row & 7)) & 1;
  return count;
}

/** The first rows of the columns as an Arrow IPC stream of one batch. */
export function arrowStream(schema: Schema, columns: readonly Column[], rows: number): Uint8Array {
  const children = columns.map((column, index) =>
    arrowData(schema.fields[index]!.type as DataType, column, rows),
  );
  const type = new Struct(schema.fields);
  const batch = new RecordBatch(schema, makeData({ type, length: rows, nullCount: 0, children }));
  const writer = new RecordBatchStreamWriter();
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}
