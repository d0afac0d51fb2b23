/** How the columns' types are stated in a file's schema: logical types, and the converted types that older readers know. */
import { decimalOf, type ColumnType } from "../../contract/types";
import type { WrittenColumn } from "./columns";
import { binary, bool, i32, struct, type ThriftValue } from "./thrift";

/** How values are stored. `decimal`: 16 bytes, high ones first. */
export type Physical = "boolean" | "int32" | "int64" | "double" | "text" | "decimal";

/** The physical types' numbers in the format. */
export const physicalNumber: Readonly<Record<Physical, number>> = {
  boolean: 0,
  int32: 1,
  int64: 2,
  double: 5,
  text: 6,
  decimal: 7,
};

/** Bytes of a decimal of more than 18 digits. */
const decimalBytes = 16;

/** The physical type of a logical one. */
export function physicalOf(type: ColumnType): Physical {
  const decimal = decimalOf(type);
  if (decimal) return decimal.precision <= 9 ? "int32" : decimal.precision <= 18 ? "int64" : "decimal";
  switch (type) {
    case "boolean":
    case "double":
      return type;
    case "int":
    case "date":
      return "int32";
    case "string":
      return "text";
    case "bigint":
    case "timestamp":
    default:
      return "int64";
  }
}

interface Annotations {
  readonly converted: number;
  readonly logical: ThriftValue;
}

function annotationsOf(type: ColumnType): Annotations | undefined {
  const decimal = decimalOf(type);
  if (decimal) {
    const { precision, scale } = decimal;
    return { converted: 5, logical: struct([5, struct([1, i32(scale)], [2, i32(precision)])]) };
  }
  switch (type) {
    case "string":
      return { converted: 0, logical: struct([1, struct()]) };
    case "date":
      return { converted: 6, logical: struct([6, struct()]) };
    case "timestamp": {
      const microseconds = struct([2, struct()]);
      return { converted: 10, logical: struct([8, struct([1, bool(true)], [2, microseconds])]) };
    }
    case "boolean":
    case "int":
    case "bigint":
    case "double":
    default:
      return undefined;
  }
}

const required = 0;
const optional = 1;

/** A column in the schema. */
export function schemaElement({ name, type, nullable, fieldId }: WrittenColumn): ThriftValue {
  const physical = physicalOf(type);
  const decimal = decimalOf(type);
  const annotations = annotationsOf(type);
  return struct(
    [1, i32(physicalNumber[physical])],
    [2, physical === "decimal" ? i32(decimalBytes) : undefined],
    [3, i32(nullable ? optional : required)],
    [4, binary(name)],
    [6, annotations && i32(annotations.converted)],
    [7, decimal && i32(decimal.scale)],
    [8, decimal && i32(decimal.precision)],
    [9, fieldId === undefined ? undefined : i32(fieldId)],
    [10, annotations?.logical],
  );
}

/** The schema's root, of so many columns. */
export const schemaRoot = (columns: number): ThriftValue => struct([4, binary("schema")], [5, i32(columns)]);
