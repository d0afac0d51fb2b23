/** Writes a row group by Apache Arrow and parquet-wasm: the writer that the product's is compared with. */
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
import { Compression, Table, writeParquet, WriterPropertiesBuilder } from "parquet-wasm/node";
import { typeNames, type ColumnType } from "../../../contract/types";
import type { PlanColumn } from "../../../contract/plan";
import { textOf, type Column } from "../../../core/parquet/columns";

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

/** A field is nullable exactly if the plan says so. */
function arrowSchema(columns: readonly PlanColumn[]): Schema {
  return new Schema(columns.map(({ name, type, nullable }) => new Field(name, arrowType(type), nullable)));
}

function arrowData(type: DataType, column: Column, rows: number): Data {
  const nullCount = column.validity ? column.validity.subarray(0, rows).filter((valid) => !valid).length : 0;
  const nullBitmap = nullCount > 0 ? bitmap(column.validity!, rows) : undefined;
  const props = { length: rows, nullCount, ...(nullBitmap ? { nullBitmap } : {}) };
  switch (column.kind) {
    case "text": {
      const valueOffsets = new Int32Array(rows + 1);
      for (let row = 0; row < rows; row++) valueOffsets[row + 1] = valueOffsets[row]! + column.lengths[row]!;
      const data = Buffer.alloc(valueOffsets[rows]!);
      for (let row = 0; row < rows; row++) textOf(column, row).copy(data, valueOffsets[row]);
      return makeData({ ...props, type: type as Utf8, valueOffsets, data });
    }
    case "bool":
      return makeData({ ...props, type: type as Bool, data: bitmap(column.values, rows) });
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

/** A bit for each byte. */
function bitmap(bytes: Uint8Array, rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) if (bytes[row]) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

/** A Parquet file of the first rows of the columns. */
export function writeByArrow(columns: readonly Column[], rows: number): Buffer {
  const schema = arrowSchema(columns.map(({ plan }) => plan));
  const children = columns.map((column, index) =>
    arrowData(schema.fields[index]!.type as DataType, column, rows),
  );
  const type = new Struct(schema.fields);
  const batch = new RecordBatch(schema, makeData({ type, length: rows, nullCount: 0, children }));
  const writer = new RecordBatchStreamWriter();
  writer.write(batch);
  writer.finish();
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build();
  return Buffer.from(writeParquet(Table.fromIPCStream(writer.toUint8Array(true)), properties));
}
