/** How to write names, strings and numbers in SQL. */
import { decimalOf, type ColumnType } from "../types";

/** An identifier in double quotes: DuckDB, Redshift. */
export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A string literal of standard SQL: doubles quotes and leaves backslashes as they are. */
export const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * A number as both Spark and DuckDB read it, for comparison with a column of that type. In both, a literal with a point is a
 * decimal, which turns into the nearest double; one with an exponent is a double.
 */
export function numberLiteral(value: number, type: ColumnType): string {
  if (type !== "double" && !decimalOf(type) && Number.isSafeInteger(value)) return String(value);
  // 15 digits fit any decimal; write anything longer as a double.
  if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? value.toFixed(1) : value.toExponential();
  return String(value);
}
