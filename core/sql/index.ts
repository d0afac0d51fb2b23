/** Which SQL gives the same table in Spark and DuckDB. It uses DuckDB's parser, before either engine executes the SQL. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { duckdbSession } from "../../contract/derive/duckdb";
import { quoteName } from "../../contract/derive/sql-literals";
import type { PlanColumn, TransformPlan } from "../../contract/plan";
import { typeNames } from "../../contract/types";
import { parseSql } from "./ast";
import { bindingFaults } from "./binding";
import { castFault } from "./casts";
import { columnTypes, valueType } from "./expression-types";
import { walk } from "./walk";

/** Why a run of this SQL would be refused: an error's name and its sentence. */
export interface SqlFault {
  readonly name: "SqlNotPortable" | "InvalidSql";
  readonly message: string;
}

/**
 * Checks a transform's SQL and the SQL of its rules, before anything is fetched. Portable SQL must also find the columns that it
 * names, and select those of the table.
 */
export const sqlFault = (plan: TransformPlan): Promise<SqlFault | undefined> =>
  overEmptyTables(plan, async (connection) => {
    const faults = await portable(connection, plan);
    if (faults.length > 0) return { name: "SqlNotPortable", message: notPortable(faults) };
    const unbound = await bindingFaults(connection, plan);
    return unbound.length > 0 ? { name: "InvalidSql", message: invalid(unbound) } : undefined;
  });

/**
 * Everything in a transform's SQL and its rules' SQL that differs between the engines (docs/sql.md): all faults at once, each with
 * its location. SQL that DuckDB cannot bind passes, because `sqlFault` gives a better error.
 */
export const portableFaults = (plan: TransformPlan): Promise<readonly string[]> =>
  overEmptyTables(plan, (connection) => portable(connection, plan));

async function overEmptyTables<T>(
  plan: TransformPlan,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  // A separate database: the types are those of the plan, whatever files exist.
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    for (const statement of duckdbSession) await connection.run(statement);
    await connection.run(emptyTable("stage", plan.stage));
    await connection.run(emptyTable("result", plan.columns));
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function portable(connection: DuckDBConnection, plan: TransformPlan): Promise<readonly string[]> {
  const faults = [
    ...(await sqlFaults(connection, plan.sql, ["stage"])),
    ...(await outputFaults(connection, plan)),
  ];
  for (const { name, violation, query } of plan.rules) {
    const sql = violation === undefined ? query : `select ${violation} from result`;
    if (sql === undefined) continue;
    faults.push(
      ...(await sqlFaults(connection, sql, violation === undefined ? ["result", "stage"] : ["result"])).map(
        (fault) => `rule ${name}: ${fault.replace(/^line .*?: /, "")}`,
      ),
    );
  }
  return faults;
}

const notPortable = (faults: readonly string[]): string =>
  `the SQL would not be the same in Spark and DuckDB, for ${reasons(faults)}; docs/sql.md lists what may be used:\n${lines(faults)}`;

const invalid = (faults: readonly string[]): string =>
  `the SQL does not fit the data set's columns, for ${reasons(faults)}:\n${lines(faults)}`;

const reasons = ({ length }: readonly string[]) => `${length} ${length === 1 ? "reason" : "reasons"}`;

const lines = (faults: readonly string[]) => faults.map((fault) => `  ${fault}`).join("\n");

async function sqlFaults(
  connection: DuckDBConnection,
  sql: string,
  tables: readonly string[],
): Promise<string[]> {
  const first = /^(?:\s|--.*\n|\/\*[\s\S]*?\*\/)*(\w*)/.exec(sql)?.[1] ?? "";
  if (!/^(select|with)?$/i.test(first)) return [`write one SELECT: this begins with ${first}`];
  const parsed = await parseSql(connection, sql);
  if (!("fault" in parsed)) return walk(connection, sql, parsed.node, tables);
  // What DuckDB answers to a second statement that is not a SELECT.
  if (parsed.fault.startsWith("Only SELECT")) return ["write one SELECT, and no other statement"];
  return [`the SQL does not parse: ${parsed.fault}`];
}

/** The engine casts every column to its declared type, so that cast must be portable too. */
async function outputFaults(connection: DuckDBConnection, plan: TransformPlan): Promise<string[]> {
  const types = new Map(await columnTypes(connection, plan.sql));
  return plan.columns.flatMap(({ name, type }) => {
    const from = types.get(name.toLowerCase());
    const fault = from && castFault(from, valueType(typeNames(type).duckdb));
    return fault === undefined ? [] : [`column ${name}, declared ${type}: ${fault}`];
  });
}

const emptyTable = (name: string, columns: readonly PlanColumn[]) =>
  `create temp table ${quoteName(name)} (${columns.map((column) => `${quoteName(column.name)} ${typeNames(column.type).duckdb}`).join(", ")})`;
