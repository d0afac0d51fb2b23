/** DuckDB's answers in the same exact texts as glue/tests/conformance.py gives Spark's. */
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBConnection,
  type DuckDBValue,
} from "@duckdb/node-api";
import { duckdbSession } from "../../../contract";

/** One engine's answer to one statement. */
export type Answer =
  | { readonly types: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly error: string };

/** A connection with the session of the laptop's transform. */
export async function sparkLike(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const statement of duckdbSession) await connection.run(statement);
  return connection;
}

function exact(value: DuckDBValue): string | null {
  if (value === null) return null;
  if (typeof value === "number") return Object.is(value, -0) ? "-0.0" : String(value);
  if (value instanceof DuckDBDateValue) return String(value.days);
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue)
    return String(value.micros);
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (typeof value === "object") throw new Error(`no text for ${value.constructor.name}`);
  return String(value);
}

/** DuckDB's answer; its type names in lower case. */
export async function duckdbAnswer(connection: DuckDBConnection, sql: string): Promise<Answer> {
  try {
    const result = await connection.runAndReadAll(sql);
    return {
      types: result.columnTypes().map((type) => String(type).toLowerCase()),
      rows: result.getRows().map((row) => row.map(exact)),
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
