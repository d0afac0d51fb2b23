/** Converts DuckDB's values to JSON. */
import {
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  JsonDuckDBValueConverter,
  type DuckDBValueConverter,
  type Json,
} from "@duckdb/node-api";

/**
 * Integers up to 2^53 are numbers, larger ones strings. `NaN`, `Infinity` and `-Infinity`, which JSON lacks, are
 * strings; decimals are strings with all their digits. Dates are `YYYY-MM-DD`. A timestamp is ISO 8601 with three or
 * six decimals if it has a fraction of a second; it ends in `Z` if it is an instant, and has no suffix if its column
 * has no time zone. Lists are arrays, structs objects.
 */
export const jsonValue: DuckDBValueConverter<Json> = (value, type) => {
  if (typeof value === "bigint") return isSafe(value) ? Number(value) : String(value);
  if (value instanceof DuckDBTimestampValue) return isoTimestamp(value);
  // The library would print an instant in this machine's time zone.
  if (value instanceof DuckDBTimestampTZValue) {
    return isoTimestamp(new DuckDBTimestampValue(value.micros)) + (value.isFinite ? "Z" : "");
  }
  if (type.typeId === DuckDBTypeId.VARCHAR) return value as string | null;
  return JsonDuckDBValueConverter(value, type, jsonValue);
};

const isSafe = (value: bigint) =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);

/** `2020-01-01 00:00:00.02` as `2020-01-01T00:00:00.020`. */
const isoTimestamp = (value: DuckDBTimestampValue): string =>
  String(value)
    .replace(/^([\d-]+) /, "$1T")
    .replace(/\.\d+$/, (fraction) => fraction.padEnd(fraction.length > 4 ? 7 : 4, "0"));
