/** How names, texts and numbers are written in SQL. */
import { decimalOf, type ColumnType } from "../types";

/** An identifier in double quotes: DuckDB, Redshift. */
export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A text literal of standard SQL: a quote is doubled, a backslash is itself. */
export const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * A number as Spark and DuckDB both read it, for comparison with a column of that type. A literal with a point
 * is a decimal in both, which turns into the nearest double; one with an exponent is a double.
 */
export function numberLiteral(value: number, type: ColumnType): string {
  if (type !== "double" && !decimalOf(type) && Number.isSafeInteger(value)) return String(value);
  // 15 digits fit any decimal; what is longer is written as a double.
  if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? value.toFixed(1) : value.toExponential();
  return String(value);
}
