/** Runs SQL over the store with DuckDB in memory: it reads the tables' files and nothing else. */
import {
  StatementType,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type Json,
} from "@duckdb/node-api";
import { portableFunctions } from "../contract/functions";
import { quoteText } from "../contract/derive/sql-literals";
import { failure } from "../core/run/failure";
import { machineFault, openDatabase } from "./duckdb-connection";
import { jsonValue } from "./json-value";
import type { LocalPorts } from "./local-ports";
import { createViews, type Views } from "./views";

export type { Json };

/** A column of an answer: its name, made unique, and DuckDB's name for its type. */
export interface AnswerColumn {
  readonly name: string;
  readonly type: string;
}

/** An answer that delivers its rows as DuckDB computes them, thousands at a time, with values as `jsonValue` describes. */
export interface StreamedAnswer {
  readonly columns: readonly AnswerColumn[];
  readonly chunks: AsyncIterable<readonly (readonly Json[])[]>;
}

/** A whole answer. */
export interface Answer {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly Json[])[];
}

/** An open database; it gives one answer at a time. */
export interface Query {
  /** Names of the views that a query can use. */
  readonly tables: readonly string[];
  /** Fails with `QueryFailed`, `QueryRefused`, `NothingPublished`, `StoreFull` or `OutOfMemory`. */
  stream(sql: string): Promise<StreamedAnswer>;
  /** Like `stream`, with all rows in memory. */
  query(sql: string): Promise<Answer>;
  close(): void;
}

/**
 * Opens the published tables, the stage of each data set's last run and the quarantined records as they are now. A
 * statement can read the files of those views only, and write nothing. `sql` is the statement to be run, if it is
 * known: views that it cannot refer to are not looked for.
 */
export async function openQuery(ports: LocalPorts, sql?: string): Promise<Query> {
  const { connection, close } = await openDatabase(ports.store, ["set TimeZone = 'UTC'"]);
  try {
    await addMissingFunctions(connection);
    const views = await createViews(connection, ports, sql);
    await lock(connection, views.files);
    const explain = (error: unknown) => machineFault(error, ports.home) ?? queryFailure(error, views);

    async function stream(sql: string): Promise<StreamedAnswer> {
      const statement = await prepareRead(connection, sql, explain);
      const result = await statement.stream().catch((error: unknown) => {
        throw explain(error);
      });
      const types = result.columnTypes();
      const columns = result.deduplicatedColumnNames().map((name, i) => ({ name, type: String(types[i]) }));
      async function* chunks() {
        try {
          for await (const rows of result.yieldConvertedRows(jsonValue)) yield rows;
        } catch (error) {
          throw explain(error);
        } finally {
          statement.destroySync();
        }
      }
      return { columns, chunks: chunks() };
    }

    async function query(sql: string): Promise<Answer> {
      const { columns, chunks } = await stream(sql);
      const rows: (readonly Json[])[] = [];
      for await (const chunk of chunks) for (const row of chunk) rows.push(row);
      return { columns, rows };
    }

    return { tables: views.names, stream, query, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Queries use DuckDB's dialect: adds only the Spark functions that DuckDB lacks, and changes none. */
async function addMissingFunctions(connection: DuckDBConnection): Promise<void> {
  const known = await connection.runAndReadAll("select distinct function_name from duckdb_functions()");
  const names = new Set(known.getRows().map(([name]) => name));
  for (const { name, duckdb } of portableFunctions) {
    if (duckdb !== undefined && !names.has(name)) await connection.run(`create temp macro ${name}${duckdb}`);
  }
}

/** Restricts the database to these files and locks its settings. */
async function lock(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  await connection.run(`set allowed_paths = [${files.map(quoteText).join(", ")}]`);
  await connection.run("set enable_external_access = false");
  await connection.run("set lock_configuration = true");
}

/**
 * Accepts a single statement that only reads. The lock leaves the tables' own files open, so a COPY could overwrite
 * them: therefore only some kinds of statements are accepted. EXPLAIN ANALYZE executes the statement that it explains.
 */
async function prepareRead(
  connection: DuckDBConnection,
  sql: string,
  explain: (error: unknown) => Error,
): Promise<DuckDBPreparedStatement> {
  const refuse = (why: string) =>
    failure("QueryRefused", `${why}: ask one SELECT, DESCRIBE, SHOW or EXPLAIN.`);
  if (sql.replace(/--.*$|\/\*[\s\S]*?\*\/|[\s;]/gm, "") === "") throw refuse("The SQL holds no statement");
  const statements = await connection.extractStatements(sql).catch((error: unknown) => {
    throw explain(error);
  });
  if (statements.count !== 1) throw refuse(`The SQL holds ${statements.count} statements`);
  const statement = await statements.prepare(0).catch((error: unknown) => {
    throw explain(error);
  });
  const { statementType } = statement;
  // These two are functions in a SELECT that change what DuckDB writes, and where.
  const settings = /\benable_(profiling|logging)\b/i.test(sql);
  const reads =
    !settings &&
    (statementType === StatementType.SELECT ||
      (statementType === StatementType.EXPLAIN && /^\s*explain\s+(select|with|from|values)\b/i.test(sql)));
  if (reads) return statement;
  statement.destroySync();
  throw refuse("The statement does more than read");
}

/** DuckDB's message; if it does not know a table, also the tables that exist. */
function queryFailure(error: unknown, views: Views): Error {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /^Catalog Error: Table (?:Function )?with name (.+?) does not exist/.exec(message)?.[1];
  if (missing === undefined) return failure("QueryFailed", message, error);
  const broken = views.broken.get(missing);
  if (broken !== undefined) {
    return failure("QueryFailed", `The table ${missing} cannot be read: ${broken}.`, error);
  }
  const tables = views.names.length ? ` Tables: ${views.names.join(", ")}.` : "";
  if (views.published.length === 0) {
    return failure("NothingPublished", `Nothing is published yet: run \`npm start\` first.${tables}`, error);
  }
  return failure("QueryFailed", `Table ${missing} does not exist.${tables}`, error);
}
