/** What one expression may be, by its class in DuckDB's tree. The walk checks its children. */
import { findFunction, callFaults, mixedFault } from "./calls";
import { castFault, isRounded, typedLiteral } from "./casts";
import { listOf, literalText, objectOf, textOf, type Node } from "./ast";
import { valueType, type ValueType } from "./expression-types";

/** The type of an expression in its context. */
export type TypeOf = (node: Node) => Promise<ValueType>;

const all = (nodes: readonly Node[], typeOf: TypeOf) => Promise.all(nodes.map(typeOf));

/** Faults of a node, without its children. */
export async function expressionFaults(node: Node, typeOf: TypeOf): Promise<string[]> {
  const type = textOf(node["type"]);
  switch (textOf(node["class"])) {
    case "COLUMN_REF":
      return columnFaults(node);
    case "CONSTANT":
      return constantFaults(node);
    case "FUNCTION":
      return functionFaults(node, typeOf);
    case "WINDOW":
      return windowFaults(node, typeOf);
    case "CAST":
      return castFaults(node, typeOf);
    case "COMPARISON":
      return mixedFault(await all([objectOf(node["left"]), objectOf(node["right"])], typeOf), "a comparison");
    case "BETWEEN":
      return mixedFault(
        await all(
          ["input", "lower", "upper"].map((name) => objectOf(node[name])),
          typeOf,
        ),
        "between",
      );
    case "CASE":
      return mixedFault(
        await all(
          [
            ...listOf(node["case_checks"]).map((check) => objectOf(check["then_expr"])),
            objectOf(node["else_expr"]),
          ],
          typeOf,
        ),
        "case",
      );
    case "OPERATOR":
      if (["OPERATOR_NOT", "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"].includes(type)) return [];
      if (["OPERATOR_COALESCE", "COMPARE_IN", "COMPARE_NOT_IN"].includes(type)) {
        return mixedFault(
          await all(listOf(node["children"]), typeOf),
          type === "OPERATOR_COALESCE" ? "coalesce" : "in (…)",
        );
      }
      return [`${type.toLowerCase()} is not known to be the same in Spark and DuckDB`];
    case "CONJUNCTION":
      return [];
    case "STAR": {
      const plain = ["exclude_list", "qualified_exclude_list", "replace_list", "rename_list"].every((name) =>
        isEmpty(node[name]),
      );
      return plain && node["columns"] !== true
        ? []
        : ["Spark has no * with exclude, replace or columns: name the columns"];
    }
    case "SUBQUERY":
      return ["EXISTS", "NOT_EXISTS", "SCALAR"].includes(textOf(node["subquery_type"])) ||
        node["comparison_type"] === "COMPARE_EQUAL"
        ? []
        : ["a comparison with any or all of a subquery is not in the portable SQL; use exists or in"];
    default:
      return [`${textOf(node["class"]).toLowerCase()} is not in the portable SQL`];
  }
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || Object.keys(objectOf(value)).length + listOf(value).length === 0;

function columnFaults(node: Node): string[] {
  const names = Array.isArray(node["column_names"]) ? node["column_names"].map(String) : [];
  const moving =
    /^(current_(date|time|timestamp|user|catalog|schema)|localtime|localtimestamp|user|session_user|today)$/i;
  return names.length === 1 && moving.test(names[0] ?? "")
    ? [`${names[0]} is another value each time; the data must bring its own time`]
    : [];
}

function constantFaults(node: Node): string[] {
  const id = textOf(objectOf(objectOf(node["value"])["type"])["id"]);
  if (!["VARCHAR", "INTEGER", "BIGINT", "DECIMAL", "DOUBLE", "BOOLEAN", "NULL"].includes(id)) {
    return [`a literal of type ${id.toLowerCase()} is not in the portable SQL`];
  }
  return literalText(node)?.includes("'")
    ? ["a text with a quote in it: Spark reads 'it''s' as its; keep it out of the SQL"]
    : [];
}

async function functionFaults(node: Node, typeOf: TypeOf): Promise<string[]> {
  const name = textOf(node["function_name"]).toLowerCase();
  const entry = findFunction(name, ["operator", "scalar", "aggregate"]);
  if (typeof entry === "string") return [entry];
  const faults: string[] = [];
  if (listOf(objectOf(node["order_bys"])["orders"]).length) faults.push(`${name} takes no order by in Spark`);
  if (node["distinct"] === true && !["count", "sum", "min", "max"].includes(name))
    faults.push(`${name} takes no distinct`);
  const children = listOf(node["children"]);
  return [...faults, ...callFaults(entry, children, await all(children, typeOf))];
}

async function windowFaults(node: Node, typeOf: TypeOf): Promise<string[]> {
  const called = textOf(node["function_name"]).toLowerCase();
  const name = called === "count" && listOf(node["children"]).length === 0 ? "count_star" : called;
  const entry = findFunction(name, ["window", "aggregate"]);
  if (typeof entry === "string") return [entry];
  const faults: string[] = [];
  if (node["distinct"] === true) faults.push("Spark has no distinct in a window");
  if (node["ignore_nulls"] === true) faults.push("Spark writes ignore nulls elsewhere: leave it out");
  if (node["filter_expr"]) faults.push("Spark has no filter in a window: use case");
  if (node["exclude_clause"] !== "NO_OTHER") faults.push("Spark has no exclude in a window");
  const bounds = `${textOf(node["start"])} ${textOf(node["end"])}`;
  if (/EXPR_\w+_RANGE|GROUPS/.test(bounds))
    faults.push("a frame by range or groups of values is not in the portable SQL: use rows");
  if (entry.kind === "window" && listOf(node["orders"]).length === 0)
    faults.push(`${name} wants an order by in its window`);
  const children = listOf(node["children"]);
  return [...faults, ...callFaults(entry, children, await all(children, typeOf))];
}

async function castFaults(node: Node, typeOf: TypeOf): Promise<string[]> {
  const literal = typedLiteral(node);
  if (literal) return literal.fault === undefined ? [] : [literal.fault];
  const child = objectOf(node["child"]);
  const id = textOf(objectOf(node["cast_type"])["id"]);
  const to = valueType(id);
  if (to.kind === "other" || to.kind === "null" || ["TINYINT", "SMALLINT", "HUGEINT"].includes(id)) {
    return [
      `${id.toLowerCase()} is no type of the contract: int, bigint, double, decimal(p,s), string, boolean, date, timestamp`,
    ];
  }
  const from = await typeOf(child);
  if (from.kind === "double" && to.kind === "integer" && isRounded(child)) return [];
  const fault = castFault(from, to);
  return fault === undefined ? [] : [fault];
}
