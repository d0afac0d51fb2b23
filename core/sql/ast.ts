/** SQL as DuckDB's parser reads it (`json_serialize_sql`), as plain objects. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteText } from "../../contract/derive/sql-literals";

/** Any object of the tree; its `class` or `type` says what kind of node it is. */
export type Node = { readonly [key: string]: unknown };

/** A parsed SELECT, or why the SQL is not a valid one. */
export type Parsed = { readonly node: Node } | { readonly fault: string };

/** Parses one SQL string. */
export async function parseSql(connection: DuckDBConnection, sql: string): Promise<Parsed> {
  const answer = await connection.runAndReadAll(`select json_serialize_sql(${quoteText(sql)})`);
  // The parser writes "no location" as the greatest 64-bit number, which JavaScript cannot hold.
  const json = String(answer.getRows()[0]?.[0]).replaceAll("18446744073709551615", "-1");
  const tree = JSON.parse(json) as { error: boolean; error_message?: string; statements?: Node[] };
  if (tree.error) return { fault: tree.error_message ?? "it cannot be parsed" };
  const statements = tree.statements ?? [];
  if (statements.length !== 1) return { fault: `it has ${statements.length} statements; write one SELECT` };
  return { node: objectOf(statements[0]?.["node"]) };
}

/** The SQL of a tree's SELECT. */
export async function sqlOf(connection: DuckDBConnection, node: Node): Promise<string> {
  // A location is optional, and the number that replaces "no location" is not a valid one.
  const json = JSON.stringify(
    { error: false, statements: [{ node, named_param_map: [] }] },
    (key, value: unknown) => (key === "query_location" ? undefined : value),
  );
  const answer = await connection.runAndReadAll(`select json_deserialize_sql(${quoteText(json)})`);
  return String(answer.getRows()[0]?.[0]);
}

/** A member as an object; an empty one if it is not an object. */
export const objectOf = (value: unknown): Node =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};

/** A member as a list of objects; empty if it is not a list. */
export const listOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.map(objectOf) : []);

/** A member as a string; "" if it is not a string. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The value of a literal string; undefined for any other expression. */
export function literalText(node: Node | undefined): string | undefined {
  const value = objectOf(node?.["value"]);
  return node?.["class"] === "CONSTANT" && objectOf(value["type"])["id"] === "VARCHAR"
    ? textOf(value["value"])
    : undefined;
}

/** "line 2, column 7" of a byte offset; undefined if the parser states none. */
export function placeIn(sql: string, location: unknown): string | undefined {
  if (typeof location !== "number" || location < 0) return undefined;
  const before = Buffer.from(sql).subarray(0, location).toString().split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
