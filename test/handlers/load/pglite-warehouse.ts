/** A warehouse that is PostgreSQL in this process: every statement as it is, but COPY, which reads the manifest's files itself. */
import { PGlite } from "@electric-sql/pglite";
import { DuckDBInstance } from "@duckdb/node-api";
import { quoteText } from "../../../contract/derive/sql-literals";
import type { Warehouse, WarehouseProgress, WarehouseRows, WarehouseValue } from "../../../core/run/ports";
import type { DirectoryStore } from "../../../local/directory-store";

/** What was sent, and what became of it. */
export interface Batch {
  readonly id: string;
  readonly statements: readonly string[];
  progress: WarehouseProgress;
  readonly answers: WarehouseRows[];
}

/** The port, and what a test wants to see and to spoil. */
export interface PgliteWarehouse extends Warehouse {
  readonly database: PGlite;
  readonly batches: readonly Batch[];
  readonly cancelled: string[];
  /** How often a batch is said to be running before its end is told, unless it is cancelled. @default 0 */
  slowness: number;
  /** Whether what was cancelled is said to be running all the same. @default false */
  deaf: boolean;
  /** Kills each transaction (a batch that begins with LOCK) after so many of its statements. */
  killAfter: number | undefined;
  /** Runs before a transaction. */
  before: (() => Promise<unknown>) | undefined;
  /** What a failing batch is said to have failed with, instead of PostgreSQL's words. */
  complaint: string | undefined;
}

// It takes seconds to start, so the tests of a process share one, which each of them finds empty.
let shared: Promise<PGlite> | undefined;

/** An empty warehouse over a store. */
export async function pgliteWarehouse(store: DirectoryStore): Promise<PgliteWarehouse> {
  const database = await (shared ??= PGlite.create());
  await database.exec(
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC; DROP ROLE IF EXISTS reader",
  );
  const batches: Batch[] = [];
  const byToken = new Map<string, Batch>();
  const described = new Map<string, number>();
  // One connection: a transaction waits for the one before it, as LOCK makes it wait.
  let last: Promise<unknown> = Promise.resolve();
  const find = (id: string) => batches.find((batch) => batch.id === id)!;

  async function run(batch: Batch): Promise<void> {
    const { statements, answers } = batch;
    const rows: number[] = [];
    await database.exec("BEGIN");
    for (const [index, sql] of statements.entries()) {
      try {
        if (statements[0]!.startsWith("LOCK") && index === warehouse.killAfter)
          throw new Error("Query cancelled on user's request");
        const { fields, ...result } = /^COPY /.test(sql)
          ? await copy(database, store, warehouse.root, sql)
          : await database.query<WarehouseValue[]>(sql, [], { rowMode: "array" });
        rows.push(result.affectedRows ?? result.rows.length);
        answers.push({ columns: fields.map(({ name }) => ({ name, type: "" })), rows: result.rows });
      } catch (error) {
        await database.exec("ROLLBACK");
        const said = warehouse.complaint ?? (error as Error).message;
        batch.progress = { status: "failed", error: said, failed: index + 1, rows, answers: false };
        return;
      }
    }
    await database.exec("COMMIT");
    batch.progress = { status: "finished", rows, answers: true };
  }

  const warehouse: PgliteWarehouse = {
    root: "s3://lake/",
    database,
    batches,
    cancelled: [],
    slowness: 0,
    deaf: false,
    killAfter: undefined,
    before: undefined,
    complaint: undefined,

    async execute(statements, token) {
      const sent = byToken.get(token);
      if (sent) return sent.id;
      const progress: WarehouseProgress = { status: "running", rows: [], answers: false };
      const batch: Batch = { id: `statement-${batches.length + 1}`, statements, progress, answers: [] };
      byToken.set(token, batch);
      batches.push(batch);
      if (statements[0]!.startsWith("LOCK")) await warehouse.before?.();
      await (last = last.then(() => run(batch)));
      return batch.id;
    },

    describe(id) {
      const times = (described.get(id) ?? 0) + 1;
      described.set(id, times);
      const running: WarehouseProgress = { status: "running", rows: [], answers: false };
      const stopped = warehouse.cancelled.includes(id) && !warehouse.deaf;
      return Promise.resolve(times <= warehouse.slowness && !stopped ? running : find(id).progress);
    },

    async *rows(id, statement = 1) {
      await Promise.resolve();
      yield find(id).answers[statement - 1]!;
    },

    cancel(id) {
      warehouse.cancelled.push(id);
      return Promise.resolve();
    },
  };
  return warehouse;
}

interface Entry {
  readonly url: string;
  readonly mandatory: boolean;
  readonly meta: { readonly content_length: number };
}

/** COPY as Redshift does it of Parquet: the files of the manifest, of the size that it says, column by column in their order. */
async function copy(database: PGlite, store: DirectoryStore, root: string, sql: string) {
  const words =
    /^COPY "_incoming"\nFROM 's3:\/\/lake\/(.+)'\nIAM_ROLE default FORMAT AS PARQUET MANIFEST$/.exec(sql);
  if (!words) throw new Error(`syntax error: ${sql}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.get(words[1]!)) chunks.push(chunk);
  const { entries } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly entries: readonly Entry[] };
  const paths: string[] = [];
  for (const { url, mandatory, meta } of entries) {
    const key = url.slice(root.length);
    const found = await store.head(key);
    if (!mandatory || found?.size !== meta.content_length)
      throw new Error(`The file size of ${url} is not ${meta.content_length}`);
    paths.push(store.path(key));
  }
  if (paths.length === 0) throw new Error("Mandatory url is not present in manifest file.");
  const columns = await readColumns(paths);
  const types = await database.query<[string]>(
    `SELECT format_type(atttypid, atttypmod) FROM pg_attribute
     WHERE attrelid = '"_incoming"'::regclass AND attnum > 0 ORDER BY attnum`,
    [],
    { rowMode: "array" },
  );
  if (types.rows.length !== columns.length)
    throw new Error(`Unmatched number of columns between table and file: ${columns.length}`);
  const values = types.rows.map(([type], i) => `unnest($${i + 1}::text[])::${type}`);
  return database.query<WarehouseValue[]>(`INSERT INTO "_incoming" SELECT ${values.join(", ")}`, columns, {
    rowMode: "array",
  });
}

/** The columns of Parquet files as texts. */
async function readColumns(paths: readonly string[]): Promise<(string | null)[][]> {
  const instance = await DuckDBInstance.create();
  try {
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    const files = `read_parquet([${paths.map(quoteText).join(", ")}])`;
    const result = await connection.runAndReadAll(`select columns(*)::varchar from ${files}`);
    return result.getColumns() as (string | null)[][];
  } finally {
    instance.closeSync();
  }
}
