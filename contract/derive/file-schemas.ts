import type { PlanColumn } from "../plan";
import { type ArrowType, typeNames } from "../types";

/** A field of an Arrow schema as plain data. */
export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly nullable: boolean;
}

/** The Arrow schema of stage or table. */
export const arrowSchema = (columns: readonly PlanColumn[]): ArrowField[] =>
  columns.map(({ name, type, nullable }) => ({ name, type: typeNames(type).arrow, nullable }));

/** The Parquet schema of stage or table as Parquet's tools print it: `message stage { required double x; … }`. */
export function parquetSchema(name: string, columns: readonly PlanColumn[]): string {
  const lines = columns.map((column) => {
    const { physical, logical } = typeNames(column.type).parquet;
    const repetition = column.nullable ? "optional" : "required";
    // The tools call a byte array binary.
    const type = physical === "BYTE_ARRAY" ? "binary" : physical.toLowerCase();
    return `  ${repetition} ${type} ${column.name}${logical ? ` (${logical})` : ""};`;
  });
  return [`message ${name} {`, ...lines, "}"].join("\n");
}
