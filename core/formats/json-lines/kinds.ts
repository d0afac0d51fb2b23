/** What may stand where a column is read, a bit for each kind; core/kernel/assembly/json.ts has the same. */
import { decimalOf } from "../../../contract/types";
import type { JsonColumn } from "../../../contract/formats";

/** Nothing: the path ends early. */
export const missing = 0;
/** A string without an escape, and one with. Its span is what stands between the quotes. */
export const plainString = 1;
export const escapedString = 2;
export const number = 4;
export const boolean = 8;
/** null */
export const nothing = 16;
/** An object or an array. */
export const nested = 32;
/** The path needs an object or an array where another value stands. */
export const unreachable = 64;
/** A key on the path stands twice in its object. */
export const duplicate = 128;
/** Of what a column takes: strings as they are written, with their quotes. */
export const asWritten = 256;

const isNumber = (type: string) =>
  ["int", "bigint", "double"].includes(type) || decimalOf(type) !== undefined;

/** What a column takes of these, besides `missing` and `nothing`. */
export function takenKinds({ from, type, prefix, form }: JsonColumn): number {
  const { json = false, quoted = false } = "path" in from ? from : {};
  const string = plainString | escapedString;
  if ("paths" in from) return string | number | boolean;
  if (json) return string | number | boolean | nested | asWritten;
  // A prefix stands in a string alone.
  const ifQuoted = quoted || prefix !== "" ? string : 0;
  // Words for true and false may be numbers.
  if (type === "boolean") return boolean | ifQuoted | (form?.true ? number : 0);
  if (isNumber(type)) return number | ifQuoted;
  if (type === "string") return string | nested;
  // Seconds since 1970, or 20240301.
  return string | (form?.dates ? number : 0);
}

/**
 * How a column of numbers or booleans reads those of JSON, which are written as JSON says: a form with a decimal comma is for strings.
 * `1.234` would be another number with a point for thousands.
 */
export function literalPlan(plan: JsonColumn): JsonColumn {
  if (!plan.form || !(isNumber(plan.type) || plan.type === "boolean")) return plan;
  const { form, ...rest } = plan;
  return form.wholeZeros ? { ...rest, form: { wholeZeros: true } } : rest;
}
