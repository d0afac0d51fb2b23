/** Which casts give the same value in Spark and DuckDB. */
import { objectOf, literalText, textOf, type Node } from "./ast";
import type { ValueType } from "./expression-types";

const allowed: Readonly<Partial<Record<ValueType["kind"], readonly ValueType["kind"][]>>> = {
  integer: ["integer", "double", "decimal", "text"],
  double: ["double"],
  decimal: ["double", "decimal"],
  text: ["text"],
  boolean: ["boolean", "integer", "text"],
  date: ["date", "timestamp", "text"],
  timestamp: ["timestamp", "date"],
};

const reasons: Readonly<Record<string, string>> = {
  "double integer":
    "Spark cuts the fraction off and DuckDB rounds: write floor(x) or cast(round(x) as bigint)",
  "decimal integer": "Spark cuts the fraction off and DuckDB rounds: keep the decimal",
  "double decimal":
    "Spark and DuckDB round differently: make the column a double, or a decimal from Convert on",
  "double text": "Spark and DuckDB write doubles differently: keep the number",
  "decimal text": "Spark and DuckDB write decimals differently: keep the number",
  "timestamp text": "Spark and DuckDB write times differently: keep the time",
};

/** The contract's names of types that DuckDB names otherwise. */
const contractNames: Readonly<Record<string, string>> = {
  integer: "int",
  "timestamp with time zone": "timestamp",
};

/** Why a value of one type may not be cast to another; undefined if it may. */
export function castFault(from: ValueType, to: ValueType): string | undefined {
  if (from.kind === "unknown" || from.kind === "null") return undefined;
  if (allowed[from.kind]?.includes(to.kind)) return undefined;
  if (from.kind === "text") {
    return `text is cast to ${to.name}; text is parsed only in Convert: set the stage column's type to ${contractNames[to.name] ?? to.name}`;
  }
  const reason = reasons[`${from.kind} ${to.kind}`];
  return `${from.name} is cast to ${to.name}; ${reason ?? "no such cast is known to be the same in Spark and DuckDB"}`;
}

/** True if a double is certainly a whole number, because a rounding function returns it. */
export const isRounded = (node: Node): boolean =>
  node["class"] === "FUNCTION" && ["round", "floor", "ceil"].includes(textOf(node["function_name"]));

const day = /^\d{4}-\d\d-\d\d$/;
const moment = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/;

/**
 * Tells whether a cast is the parser's form of a literal: `true`, `date '2024-02-29'`, `timestamp '…'`. Such a cast has no location; an
 * explicit cast has one. Undefined if it is not a literal. `fault` describes a literal that Spark reads differently or not at all.
 */
export function typedLiteral(node: Node): { readonly fault?: string } | undefined {
  const text = literalText(objectOf(node["child"]));
  if (text === undefined || node["query_location"] !== -1) return undefined;
  const type = textOf(objectOf(node["cast_type"])["id"]);
  if (type === "BOOLEAN") return {};
  if (type === "DATE")
    return day.test(text) ? {} : { fault: `date '${text}' is not written as date '2024-02-29'` };
  if (type === "TIMESTAMP") {
    return moment.test(text)
      ? {}
      : { fault: `timestamp '${text}' is not written as timestamp '2024-02-29 12:00:00' (UTC)` };
  }
  return { fault: `a literal of type ${type} is not known to Spark` };
}
