/** Types of expressions, as DuckDB binds them over an empty `stage`. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { listOf, objectOf, sqlOf, type Node } from "./ast";

/** The types that the rules distinguish. `unknown` if DuckDB cannot say, for example for an outer column in a subquery. */
export type TypeClass =
  "integer" | "double" | "decimal" | "text" | "boolean" | "date" | "timestamp" | "null" | "other" | "unknown";

/** An expression's type, with the digits before and after the point of an integer or a decimal. */
export interface ValueType {
  readonly kind: TypeClass;
  /** DuckDB's name, in lower case. */
  readonly name: string;
  readonly whole: number;
  readonly scale: number;
}

/** The context of an expression: its SELECT and the common table expressions in scope. */
export interface Scope {
  readonly select: Node;
  readonly ctes: readonly Node[];
}

const kinds: readonly (readonly [RegExp, TypeClass, number])[] = [
  [/^(tinyint|smallint|integer)$/, "integer", 10],
  [/^bigint$/, "integer", 20],
  [/^hugeint$/, "integer", 38],
  [/^double$/, "double", 0],
  [/^decimal/, "decimal", 0],
  [/^varchar$/, "text", 0],
  [/^boolean$/, "boolean", 0],
  [/^date$/, "date", 0],
  [/^timestamp(tz| with time zone)?$/, "timestamp", 0],
  [/^"?null"?$/, "null", 0],
];

/** The type for one of DuckDB's type names. */
export function valueType(duckdb: string): ValueType {
  const name = duckdb.toLowerCase();
  const [, kind = "other" as const, whole = 0] = kinds.find(([pattern]) => pattern.test(name)) ?? [];
  const [precision = whole, scale = 0] = /\((\d+),(\d+)\)/.exec(name)?.slice(1).map(Number) ?? [];
  return { kind, name, whole: precision - scale, scale };
}

export const unknownType: ValueType = { kind: "unknown", name: "unknown", whole: 0, scale: 0 };

/** Types of the columns of a SELECT, by their names in lower case; empty if DuckDB cannot bind it. */
export async function columnTypes(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly (readonly [string, ValueType])[]> {
  try {
    const statement = await connection.prepare(sql);
    const columns = Array.from({ length: statement.columnCount }, (_, at) => {
      const name = statement.columnName(at).toLowerCase();
      return [name, valueType(String(statement.columnType(at)))] as const;
    });
    statement.destroySync();
    return columns;
  } catch {
    return [];
  }
}

/**
 * The type of an expression. It is bound as one more column of its SELECT, so that aliases are known; or alone, if something else
 * in that SELECT cannot be bound.
 */
export async function typeIn(
  connection: DuckDBConnection,
  scope: Scope | undefined,
  expression: Node,
): Promise<ValueType> {
  const select = scope?.select ?? empty;
  // DuckDB types a bare null as an integer.
  if (expression["class"] === "CONSTANT" && objectOf(expression["value"])["is_null"] === true)
    return valueType("null");
  for (const before of [listOf(select["select_list"]), []]) {
    const probe = {
      ...select,
      modifiers: [],
      where_clause: null,
      having: null,
      qualify: null,
      cte_map: { map: scope?.ctes ?? [] },
      select_list: [...before, { ...expression, alias: "" }],
    };
    try {
      const type = (await columnTypes(connection, await sqlOf(connection, probe))).at(-1)?.[1];
      if (type) return type;
    } catch {
      // DuckDB cannot write every tree as SQL; the next probe is smaller.
    }
  }
  return unknownType;
}

const empty: Node = {
  type: "SELECT_NODE",
  from_table: { type: "EMPTY" },
  aggregate_handling: "STANDARD_HANDLING",
};
