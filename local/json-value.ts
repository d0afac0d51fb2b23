/** DuckDB's values as JSON knows them. */
import {
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  JsonDuckDBValueConverter,
  type DuckDBValueConverter,
  type Json,
} from "@duckdb/node-api";

/**
 * Whole numbers up to 2^53 are numbers, larger ones texts. `NaN`, `Infinity` and `-Infinity`, which JSON has
 * not, are those texts, decimals are texts with all their digits. Dates are `YYYY-MM-DD`; a timestamp is ISO
 * 8601 with three or six decimals where it has a fraction of a second, ending in `Z` when it is an instant and
 * in nothing when its column knows no zone. Lists are arrays, structs objects.
 */
export const jsonValue: DuckDBValueConverter<Json> = (value, type) => {
  if (typeof value === "bigint") return isSafe(value) ? Number(value) : String(value);
  if (value instanceof DuckDBTimestampValue) return isoTimestamp(value);
  // The library would print an instant in the zone of this machine.
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
