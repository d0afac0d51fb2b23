/** Walks DuckDB's tree of a SELECT and collects everything that is not portable. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { listOf, objectOf, placeIn, textOf, type Node } from "./ast";
import { expressionFaults } from "./expressions";
import { orderFault, queryFaults, sourceFaults } from "./queries";
import { typeIn, type Scope } from "./expression-types";

/** All faults of parsed SQL, each with its location if the parser knows it. `tables`: names that it may read. */
export async function walk(
  connection: DuckDBConnection,
  sql: string,
  root: Node,
  tables: readonly string[],
): Promise<string[]> {
  const faults: string[] = [];
  const tell = (node: Node, texts: readonly string[]) => {
    const place = placeIn(sql, node["query_location"]);
    for (const text of texts) faults.push(place === undefined ? text : `${place}: ${text}`);
  };

  async function query(node: Node, names: ReadonlySet<string>, outer: readonly Node[]): Promise<void> {
    tell(node, queryFaults(node));
    const ctes = [...outer];
    const known = new Set(names);
    for (const cte of listOf(objectOf(node["cte_map"])["map"])) {
      await query(objectOf(objectOf(objectOf(cte["value"])["query"])["node"]), known, ctes);
      ctes.push(cte);
      known.add(textOf(cte["key"]).toLowerCase());
    }
    const scope: Scope = { select: node, ctes };
    for (const [key, value] of Object.entries(node)) {
      if (key !== "cte_map") await visit(value, scope, known);
    }
  }

  async function visit(value: unknown, scope: Scope, names: ReadonlySet<string>): Promise<void> {
    if (Array.isArray(value)) {
      for (const item of value) await visit(item, scope, names);
      return;
    }
    const node = objectOf(value);
    const type = textOf(node["type"]);
    if (type.endsWith("_NODE")) return query(node, names, scope.ctes);
    if ("null_order" in node) {
      const fault = orderFault(node);
      if (fault !== undefined) tell(objectOf(node["expression"]), [fault]);
    }
    if ("class" in node) {
      tell(node, await expressionFaults(node, (child) => typeIn(connection, scope, child)));
      if (
        sql[0] !== undefined &&
        Buffer.from(sql)
          .subarray(locationOf(node), locationOf(node) + 2)
          .toString() === "::"
      ) {
        tell(node, ["Spark has no ::, write cast(x as type)"]);
      }
      // Members of a literal's value look like nodes.
      if (node["class"] === "CONSTANT") return;
    } else if ("sample" in node && type !== "") {
      tell(node, sourceFaults(node, names));
      if (type === "TABLE_FUNCTION") return;
    }
    for (const child of Object.values(node)) if (typeof child === "object") await visit(child, scope, names);
  }

  await query(root, new Set(tables), []);
  return faults;
}

const locationOf = (node: Node) => {
  const location = node["query_location"];
  return node["class"] === "CAST" && typeof location === "number" && location >= 0 ? location : Infinity;
};
