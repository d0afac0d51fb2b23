/** What happens to values when their column changes its type. */
import { decimalOf, type ColumnType } from "./types";

/**
 * `exact`: every value survives, by the types alone. `checked`: some may not, so each run checks the values that it merges.
 * `never`: values of the one type are never valid in the other, or the two engines write them differently.
 */
export type TypeChange = "exact" | "checked" | "never";

/** Changes between types that are not both numbers. */
const others: Readonly<Record<string, TypeChange>> = {
  "int string": "exact",
  "bigint string": "exact",
  "boolean string": "exact",
  "date string": "exact",
  // Values that are written as the other type's values survive: `007` is not an int.
  "string int": "checked",
  "string bigint": "checked",
  "string boolean": "checked",
  "string date": "checked",
  "date timestamp": "exact",
  "timestamp date": "checked",
};

/** How a column's values survive a change of its type. */
export function typeChange(from: ColumnType, to: ColumnType): TypeChange {
  if (from === to) return "exact";
  const [given, wanted] = [digitsOf(from, 1), digitsOf(to, 0)];
  if (!given || !wanted) return others[`${from} ${to}`] ?? "never";
  if (given === "any") return "checked";
  // A double keeps any 15 digits.
  if (wanted === "any") return given.whole + given.fraction <= 15 ? "exact" : "checked";
  return wanted.whole >= given.whole && wanted.fraction >= given.fraction ? "exact" : "checked";
}

/**
 * Digits before and behind the point of a number; `any` for a double, `undefined` for another type. An int holds every number of
 * nine digits and some of ten, a bigint every number of eighteen and some of nineteen. `some` is 1 to count that last digit, 0 to
 * leave it out.
 */
export function digitsOf(
  type: ColumnType,
  some: 0 | 1,
): { whole: number; fraction: number } | "any" | undefined {
  if (type === "double") return "any";
  if (type === "int") return { whole: 9 + some, fraction: 0 };
  if (type === "bigint") return { whole: 18 + some, fraction: 0 };
  const decimal = decimalOf(type);
  return decimal && { whole: decimal.precision - decimal.scale, fraction: decimal.scale };
}
