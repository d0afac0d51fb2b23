/** A store with published tables, a warehouse, and a clock that moves only when it is waited for. */
import { DuckDBInstance } from "@duckdb/node-api";
import { planKey, pointerKey, processedPrefix } from "../../../contract/keys";
import type { PlanColumn } from "../../../contract/plan";
import { quoteName, quoteText } from "../../../contract/derive/sql-literals";
import { typeNames, type ColumnType } from "../../../contract/types";
import type { Pointer, WrittenFile } from "../../../core/run/documents";
import { makeLoad, type LoadAnswer, type LoadEvent } from "../../../handlers/load";
import { createJson } from "../../../core/run/state";
import { makeDirectoryStore, type DirectoryStore } from "../../../local/directory-store";
import { wholeAnalysisPlan, wholePlan } from "../../whole-documents";
import { pgliteWarehouse, type PgliteWarehouse } from "./pglite-warehouse";

/** A table to publish: its columns, and the rows of each file as SQL of DuckDB. */
export interface Published {
  readonly table?: string;
  readonly number: number;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** One text of `values (…), (…)` or `select …` for each file. */
  readonly files: readonly string[];
  /** What the pointer says of each file, instead of the truth. */
  readonly claimed?: Partial<WrittenFile>;
  /** The plan is that of an analysis. */
  readonly analysis?: boolean;
}

export interface World {
  readonly store: DirectoryStore;
  readonly warehouse: PgliteWarehouse;
  readonly load: (event: LoadEvent) => Promise<LoadAnswer>;
  publish(table: Published): Promise<Pointer>;
  /** One call. */
  call(
    load: LoadEvent["load"],
    event?: { readonly run?: string; readonly table?: string },
  ): Promise<LoadAnswer>;
  /** Calls until it is no longer running, as the state machine does. */
  run(run?: string, table?: string): Promise<{ readonly answer: LoadAnswer; readonly waits: number[] }>;
  /** Rows of a table of the warehouse, by the first column. */
  rows(table?: string): Promise<Record<string, unknown>[]>;
  /** Numbers that are recorded as loaded, in the order of the loads. */
  numbers(table?: string): Promise<number[]>;
}

export async function openWorld(home: string): Promise<World> {
  const store = makeDirectoryStore(home);
  const warehouse = await pgliteWarehouse(store);
  let now = Date.parse("2026-03-01T08:00:00Z");
  const clock = { now: () => new Date(now), sleep: () => Promise.resolve(), random: () => 0.5 };
  const load = makeLoad({ store, clock, warehouse });
  let executions = 0;

  const world: World = {
    store,
    warehouse,
    load,
    async publish({ table = "prices", number, columns, files, claimed = {}, analysis = false }) {
      const run = `run-${number}`;
      const plans = Object.entries(columns).map(([name, type]): PlanColumn => ({
        name,
        type,
        nullable: true,
      }));
      const location = processedPrefix(table, run, "a1");
      const written: WrittenFile[] = [];
      for (const [index, sql] of files.entries())
        written.push({
          ...(await writeParquet(store, `${location}part-${index}.parquet`, plans, sql)),
          ...claimed,
        });
      const key = [plans[0]!.name];
      await createJson(
        store,
        planKey(table, run),
        analysis
          ? wholeAnalysisPlan({ dataset: table, table: { columns: plans, key, compression: "snappy" } })
          : wholePlan({ dataset: table, transform: { columns: plans, key } }),
      );
      const count = written.reduce((sum, { rows }) => sum + rows, 0);
      const pointer: Pointer = {
        ...{ version: 1, dataset: table, run, attempt: "a1", date: "2026-02-28", number, location },
        ...{ fingerprint: "f", content: "c", merged: null, files: written },
        rows: { read: count, staged: count, quarantined: 0, published: count },
        publishedAt: "2026-03-01T07:59:00.000Z",
      };
      await createJson(store, pointerKey(table, number), pointer);
      return pointer;
    },
    call: (state, { run = "night-1", table = "prices" } = {}) =>
      load({ dataset: "prices", table, run, load: state }),
    async run(run = `night-${++executions}`, table = "prices") {
      const waits: number[] = [];
      let answer = await world.call({ status: "begin" }, { run, table });
      while (answer.status === "running") {
        waits.push(answer.wait);
        now += answer.wait * 1000;
        answer = await world.call(answer, { run, table });
      }
      return { answer, waits };
    },
    async rows(table = "prices") {
      const { rows } = await warehouse.database.query<Record<string, unknown>>(
        `SELECT * FROM "${table}" ORDER BY 1`,
      );
      return rows;
    },
    async numbers(table = "prices") {
      const { rows } = await warehouse.database.query<{ number: number }>(
        `SELECT "number" FROM "_runs_${table}"`,
      );
      return rows.map(({ number }) => number);
    },
  };
  return world;
}

async function writeParquet(
  store: DirectoryStore,
  key: string,
  columns: readonly PlanColumn[],
  sql: string,
): Promise<WrittenFile> {
  const instance = await DuckDBInstance.create();
  try {
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    const file = store.temporary();
    const typed = columns.map(
      ({ name, type }, i) => `c${i}::${typeNames(type).duckdb} as ${quoteName(name)}`,
    );
    const names = columns.map((_, i) => `c${i}`).join(", ");
    const copied = await connection.runAndReadAll(
      `copy (select ${typed.join(", ")} from (${sql}) t(${names})) to ${quoteText(file)} (format parquet)`,
    );
    return { key, size: await store.adopt(key, file), rows: Number(copied.getRows()[0]?.[0]) };
  } finally {
    instance.closeSync();
  }
}
