/** What a SELECT may be: its tables, order, limit and set operations. */
import { listOf, objectOf, textOf, type Node } from "./ast";

/** Faults of a query itself, without its expressions. */
export function queryFaults(query: Node): string[] {
  const faults: string[] = [];
  const kind = textOf(query["type"]);
  if (kind === "SET_OPERATION_NODE") {
    const operation = textOf(query["setop_type"]);
    if (!["UNION", "EXCEPT", "INTERSECT"].includes(operation))
      faults.push(`Spark has no ${operation.toLowerCase().replaceAll("_", " ")}`);
    else if (query["setop_all"] === true && operation !== "UNION")
      faults.push(`${operation.toLowerCase()} all is not in the portable SQL`);
  } else if (kind !== "SELECT_NODE") {
    return [`${kind.toLowerCase().replaceAll("_", " ")} is not in the portable SQL`];
  }
  if (query["qualify"]) faults.push("Spark has no qualify: put the window into a subquery and use where");
  if (query["sample"]) faults.push("a sample is another table each time");
  if (Array.isArray(query["group_sets"]) && query["group_sets"].length > 1)
    faults.push("grouping sets are not in the portable SQL");
  if (query["aggregate_handling"] === "FORCE_AGGREGATES")
    faults.push("group by all is not in the portable SQL: name the columns");
  return [...faults, ...modifierFaults(listOf(query["modifiers"]))];
}

function modifierFaults(modifiers: readonly Node[]): string[] {
  const has = (type: string) => modifiers.some((modifier) => modifier["type"] === type);
  return modifiers.flatMap((modifier) => {
    switch (modifier["type"]) {
      case "ORDER_MODIFIER":
        return [];
      case "LIMIT_MODIFIER":
        if (modifier["offset"]) return ["offset is not in the portable SQL: number the rows in a window"];
        return has("ORDER_MODIFIER")
          ? []
          : ["limit without order by takes any rows: order by columns that leave no ties"];
      case "DISTINCT_MODIFIER":
        return listOf(modifier["distinct_on_targets"]).length
          ? ["Spark has no distinct on: number the rows in a window"]
          : [];
      default:
        return [`${textOf(modifier["type"]).toLowerCase()} is not in the portable SQL`];
    }
  });
}

/** A fault of one item of an `order by`; undefined if it has none. */
export const orderFault = (order: Node): string | undefined =>
  ["NULLS FIRST", "NULLS LAST"].includes(textOf(order["null_order"]))
    ? undefined
    : "order by without nulls first or nulls last: the two engines put nulls at different ends";

/** Faults of an item of FROM itself. `tables`: names that may be read, in lower case. */
export function sourceFaults(source: Node, tables: ReadonlySet<string>): string[] {
  if (source["sample"]) return ["a sample is another table each time"];
  switch (textOf(source["type"])) {
    case "BASE_TABLE": {
      const name = [source["catalog_name"], source["schema_name"], source["table_name"]]
        .map(textOf)
        .filter(Boolean)
        .join(".");
      if (source["at_clause"]) return ["Spark has no at (…) of a table"];
      return tables.has(name.toLowerCase())
        ? []
        : [`${name} is no table of a transform: it reads stage and what it defines by with`];
    }
    case "TABLE_FUNCTION":
      return [
        `${textOf(objectOf(source["function"])["function_name"])}(…) is no table of a transform: it reads stage alone`,
      ];
    case "JOIN": {
      const type = textOf(source["join_type"]);
      const regular =
        ["REGULAR", "CROSS"].includes(textOf(source["ref_type"])) &&
        ["INNER", "LEFT", "RIGHT", "OUTER", "FULL"].includes(type);
      return regular
        ? []
        : [
            `a ${textOf(source["ref_type"]).toLowerCase()} ${type.toLowerCase()} join is not in the portable SQL`,
          ];
    }
    case "EMPTY":
    case "SUBQUERY":
    case "EXPRESSION_LIST":
      return [];
    default:
      return [`${textOf(source["type"]).toLowerCase().replaceAll("_", " ")} is not in the portable SQL`];
  }
}
