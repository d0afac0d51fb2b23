/** The one table of how each system writes a logical type. */

/** The logical types of a column. `decimal(p,s)`: precision 1 to 38, scale 0 to precision. */
export type ColumnType =
  "string" | "boolean" | "int" | "bigint" | "double" | "date" | "timestamp" | `decimal(${number},${number})`;

/** An Arrow type as plain data. */
export type ArrowType =
  | { readonly kind: "Utf8" | "Bool" | "Int32" | "Int64" | "Float64" | "DateDay" }
  | { readonly kind: "TimestampMicrosecond"; readonly timezone: "UTC" }
  | { readonly kind: "Decimal128"; readonly precision: number; readonly scale: number };

/** How each system spells a logical type. */
export interface TypeNames {
  readonly arrow: ArrowType;
  /** Physical type, then the logical type if there is one, as Parquet's schema text writes them. */
  readonly parquet: { readonly physical: string; readonly logical?: string };
  /** Glue Data Catalog and Athena DDL share their spelling. */
  readonly glue: string;
  readonly redshift: string;
  readonly spark: string;
  readonly duckdb: string;
}

const simple: Readonly<Record<Exclude<ColumnType, `decimal(${number},${number})`>, TypeNames>> = {
  string: {
    arrow: { kind: "Utf8" },
    parquet: { physical: "BYTE_ARRAY", logical: "STRING" },
    glue: "string",
    redshift: "varchar(65535)",
    spark: "string",
    duckdb: "varchar",
  },
  boolean: {
    arrow: { kind: "Bool" },
    parquet: { physical: "BOOLEAN" },
    glue: "boolean",
    redshift: "boolean",
    spark: "boolean",
    duckdb: "boolean",
  },
  int: {
    arrow: { kind: "Int32" },
    parquet: { physical: "INT32" },
    glue: "int",
    redshift: "integer",
    spark: "int",
    duckdb: "integer",
  },
  bigint: {
    arrow: { kind: "Int64" },
    parquet: { physical: "INT64" },
    glue: "bigint",
    redshift: "bigint",
    spark: "bigint",
    duckdb: "bigint",
  },
  double: {
    arrow: { kind: "Float64" },
    parquet: { physical: "DOUBLE" },
    glue: "double",
    redshift: "double precision",
    spark: "double",
    duckdb: "double",
  },
  date: {
    arrow: { kind: "DateDay" },
    parquet: { physical: "INT32", logical: "DATE" },
    glue: "date",
    redshift: "date",
    spark: "date",
    duckdb: "date",
  },
  timestamp: {
    arrow: { kind: "TimestampMicrosecond", timezone: "UTC" },
    parquet: { physical: "INT64", logical: "TIMESTAMP(MICROS,true)" },
    glue: "timestamp",
    redshift: "timestamp",
    spark: "timestamp",
    // Spark and Parquet store an instant adjusted to UTC; DuckDB's plain `timestamp` is not an instant.
    duckdb: "timestamptz",
  },
};

/** Precision and scale of `decimal(p,s)`; undefined for any other type or a decimal out of range. */
export function decimalOf(type: string): { precision: number; scale: number } | undefined {
  const match = /^decimal\((\d{1,2}),(\d{1,2})\)$/.exec(type);
  if (!match) return undefined;
  const precision = Number(match[1]);
  const scale = Number(match[2]);
  return precision >= 1 && precision <= 38 && scale <= precision ? { precision, scale } : undefined;
}

/** True if a string names a logical type. */
export function isColumnType(type: string): type is ColumnType {
  return Object.hasOwn(simple, type) || decimalOf(type) !== undefined;
}

/** The spelling of a type in each system. */
export function typeNames(type: ColumnType): TypeNames {
  const decimal = decimalOf(type);
  if (!decimal) return simple[type as keyof typeof simple];
  const { precision, scale } = decimal;
  const name = `decimal(${precision},${scale})`;
  // The widths at which Parquet stores a decimal, by its specification.
  const physical = precision <= 9 ? "INT32" : precision <= 18 ? "INT64" : "FIXED_LEN_BYTE_ARRAY(16)";
  return {
    arrow: { kind: "Decimal128", precision, scale },
    parquet: { physical, logical: `DECIMAL(${precision},${scale})` },
    glue: name,
    redshift: `numeric(${precision},${scale})`,
    spark: name,
    duckdb: name,
  };
}

/** The TypeScript type of a logical type's value, as in `Row`. Dates, instants and decimals are strings, so that they lose nothing. */
export type Value<T extends ColumnType> = T extends "string" | "date" | "timestamp" | `decimal(${string}`
  ? string
  : T extends "boolean"
    ? boolean
    : T extends "bigint"
      ? bigint
      : number;
