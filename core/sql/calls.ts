/** Which function calls are the same in Spark and DuckDB. */
import { portableFunctions, type ArgumentClass, type PortableFunction } from "../../contract/functions";
import { nearest } from "../../contract/check/near";
import { listOf, literalText, objectOf, textOf, type Node } from "./ast";
import type { ValueType } from "./expression-types";

/** What to write instead of a known function that is refused. */
const instead: Readonly<Record<string, string>> = {
  concat: "of a null Spark makes null and DuckDB nothing; use ||",
  log: "natural in Spark, base ten in DuckDB; use ln or log10",
  pow: "use power",
  ceiling: "use ceil",
  count_if: "use count(*) filter (where …)",
  nvl: "use coalesce",
  ifnull: "use coalesce",
  date_part: "use year, month, day, dayofweek, … instead of extract",
  "//": "use floor(x / nullif(y, 0))",
  "**": "use power",
  "^": "use power",
  "~~*": "use lower(x) like …",
  any_value: "which value it gives is not fixed; use min or max",
  first: "which value it gives is not fixed; use min or max",
  last: "which value it gives is not fixed; use min or max",
  random: "a run must give the same table each time",
  uuid: "a run must give the same table each time",
  now: "a run must give the same table each time; the data must bring its own time",
  get_current_timestamp: "a run must give the same table each time; the data must bring its own time",
};

const intervals = ["to_years", "to_months", "to_weeks", "to_days", "to_hours", "to_minutes", "to_seconds"];

/** What looks like a function but is syntax to the parser. */
const syntax = ["coalesce", "cast", "try_cast", "if", "case"];

const spelled: Readonly<Record<string, string>> = { "~~": "like", "!~~": "not like", count_star: "count(*)" };
const units = {
  date_trunc: ["year", "quarter", "month", "week", "day", "hour", "minute", "second"],
  trunc: ["year", "quarter", "month", "week"],
};

/** The function from the list, or a sentence that refuses it. */
export function findFunction(
  name: string,
  kinds: readonly PortableFunction["kind"][],
): PortableFunction | string {
  const known = portableFunctions.filter((entry) => entry.name === name);
  const found = known.find(({ kind }) => kinds.includes(kind));
  if (found) return found;
  if (known[0])
    return `${name} is ${known[0].kind === "window" ? "a window function: give it over (…)" : `no function to use here`}`;
  const near = nearest(name, [
    ...portableFunctions.filter(({ kind }) => kind !== "operator").map((entry) => entry.name),
    ...syntax,
  ]);
  if (intervals.includes(name))
    return "an interval is not in the portable SQL; use date_add, add_months or timestamp_micros";
  const hint = instead[name] ?? (near === undefined ? undefined : `did you mean ${near}?`);
  return `${name} is not among the portable functions${hint === undefined ? "" : ` (${hint})`}`;
}

const fits = (wanted: ArgumentClass, { kind }: ValueType): boolean => {
  if (kind === "unknown" || kind === "null" || wanted === "any" || wanted === "unit") return kind !== "other";
  if (wanted === "number") return kind === "integer" || kind === "decimal" || kind === "double";
  if (wanted === "real") return kind === "integer" || kind === "double";
  if (wanted === "moment") return kind === "date" || kind === "timestamp";
  return wanted === kind;
};

/** Faults of a call's arguments: how many, of what types, and domains where the engines differ. */
export function callFaults(
  entry: PortableFunction,
  children: readonly Node[],
  types: readonly ValueType[],
): string[] {
  const { name, takes, required } = entry;
  const shown = spelled[name] ?? name;
  if (children.length < required || children.length > takes.length) {
    const wanted = required === takes.length ? `${required}` : `${required} to ${takes.length}`;
    return [`${shown} takes ${wanted} argument${wanted === "1" ? "" : "s"} here and has ${children.length}`];
  }
  const wrong = types.flatMap((type, at) =>
    fits(takes[at] ?? "any", type)
      ? []
      : [
          `argument ${at + 1} of ${shown} is ${type.name} and not ${takes[at] === "real" ? "integer or double" : takes[at]}`,
        ],
  );
  if (children.length === 1 && entry.kind === "operator" && types[0] && !fits("number", types[0])) {
    return [`${shown} of ${types[0].name} is no number`];
  }
  return wrong.length ? wrong : domainFaults(entry, children, types);
}

function domainFaults(
  { name }: PortableFunction,
  children: readonly Node[],
  types: readonly ValueType[],
): string[] {
  if ((name === "/" || name === "%") && !neverZero(children[1])) {
    return [`what divides may be 0: an error in Spark and no error in DuckDB; write x ${name} nullif(y, 0)`];
  }
  if (["greatest", "least", "nullif"].includes(name)) return mixedFault(types, name);
  if (name === "~~" || name === "!~~") {
    const pattern = literalText(children[1]);
    if (pattern === undefined || pattern.includes("\\"))
      return ["the pattern of like is not a literal without backslash"];
  }
  if (name === "date_trunc" || name === "trunc") {
    const unit = literalText(children[name === "trunc" ? 1 : 0]);
    if (unit === undefined || !units[name].includes(unit))
      return [`the unit of ${name} is none of ${units[name].map((text) => `'${text}'`).join(", ")}`];
  }
  return ["+", "-", "*", "/"].includes(name) && types.length === 2
    ? arithmeticFaults(name, types[0]!, types[1]!)
    : [];
}

function arithmeticFaults(name: string, a: ValueType, b: ValueType): string[] {
  const numeric = ({ kind }: ValueType) => ["integer", "decimal", "double", "null", "unknown"].includes(kind);
  if (!numeric(a) || !numeric(b)) {
    if ((name === "+" || name === "-") && a.kind === "date" && (b.kind === "integer" || b.kind === "unknown"))
      return [];
    return [
      `${a.name} ${name} ${b.name} is not the same in Spark and DuckDB; use datediff, add_months, or microseconds by unix_micros`,
    ];
  }
  const kinds = [a.kind, b.kind];
  if (
    !kinds.includes("decimal") ||
    kinds.includes("double") ||
    kinds.includes("unknown") ||
    kinds.includes("null")
  )
    return [];
  if (name === "/")
    return [`${a.name} / ${b.name} is a decimal in Spark and a double in DuckDB; cast one of them to double`];
  const digits =
    name === "*"
      ? a.whole + a.scale + b.whole + b.scale + 1
      : Math.max(a.whole, b.whole) + Math.max(a.scale, b.scale) + 1;
  return digits <= 38
    ? []
    : [
        `${a.name} ${name} ${b.name} may need ${digits} digits, and a decimal has 38: cast to a shorter decimal or to double first`,
      ];
}

/** Faults of values that are compared, or of which one is chosen: they must be of one kind. */
export function mixedFault(types: readonly ValueType[], what: string): string[] {
  const kinds = types.filter(({ kind }) => kind !== "unknown" && kind !== "null");
  const family = ({ kind }: ValueType) => (["integer", "decimal", "double"].includes(kind) ? "number" : kind);
  const families = [...new Set(kinds.map(family))];
  if (families.length <= 1) return [];
  return [
    `${what} mixes ${families.join(" and ")}, which each engine casts differently; write a literal of the type (date '2024-02-29') or cast`,
  ];
}

/** True for a literal other than 0, and for nullif(…, 0). */
function neverZero(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node["class"] === "CONSTANT") return Number(objectOf(node["value"])["value"]) !== 0;
  if (node["class"] !== "FUNCTION" || node["function_name"] !== "nullif") return false;
  const zero = listOf(node["children"])[1];
  return (
    zero?.["class"] === "CONSTANT" &&
    Number(objectOf(zero["value"])["value"]) === 0 &&
    textOf(zero["type"]) !== ""
  );
}
