/** Two places where a sequence of changes is run: the transform alone, on any engine, and the laptop's whole machine. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveColumns, type Dataset } from "../../contract";
import { quoteName } from "../../contract/derive/sql-literals";
import { basePrefix, manifestKey, noBase, transformReportKey } from "../../contract/keys";
import { asOfColumn, housekeeping, type PlanColumn, type TransformPlan } from "../../contract/plan";
import { typeNames } from "../../contract/types";
import { describeRun } from "../../core/run/described-run";
import type { Manifest, TransformReport } from "../../core/run/documents";
import { lostColumns } from "../../handlers/publish/base";
import { createJson, currentPointer, readJson } from "../../core/run/state";
import { openDatabase } from "../../local/duckdb-connection";
import type { LocalPorts } from "../../local/local-ports";
import { run } from "../../local/run";
import { layRun, portsIn } from "../local/staged-run";
import { textOf, type Contract, type Held, type World } from "./changes";
import { meters } from "./meters";

/** How a run's transform is made: the report that it leaves. */
export type Transform = (ports: LocalPorts, run: string, merged: string) => Promise<TransformReport>;

/** Only the transform, over stage files that are laid down; each base is what the transform before it wrote. */
export function transformWorld(home: string, transform: Transform): World {
  const ports = portsIn(home);
  let merged = noBase;
  return {
    async run({ number, contract, rows, allowLoss }) {
      const name = `r${number}`;
      const plan = planOf(contract);
      await layRun(ports, name, [rows.size ? { staged: stageSql(contract, rows) } : {}], plan);
      if (allowLoss.length) await allow(ports, name, allowLoss);
      const report = await transform(ports, name, merged);
      if (report.error) return { fault: report.error.name };
      if (merged !== noBase) await nothingLost(ports, plan, merged, report, allowLoss);
      merged = basePrefix("readings", name, report.attempt);
      return { table: await tableIn(ports, contract, report) };
    },
    forget: () => forgetIdentity(ports, merged),
  };
}

/** The laptop's machine over CSV files, from Ingest to the published table. */
export function machineWorld(home: string): World {
  const ports = portsIn(home);
  const watch = { begin: () => undefined, end: () => undefined };
  return {
    async run({ number, contract, rows, allowLoss }) {
      const archive = join(home, `${number}.csv`);
      await writeFile(archive, csvOf(contract, rows));
      const [held] = rows.values();
      const asOf = new Date(Date.UTC(2026, 0, 1, 0, held?.asOf ?? 0)).toISOString();
      const options = { date: "2026-01-01", force: true, archive, asOf, allowLoss };
      const before = await currentPointer(ports.store, "changing");
      const document = await run(datasetOf(contract), options, ports, watch);
      const pointer = await currentPointer(ports.store, "changing");
      if (document.error) {
        assert.deepEqual(pointer, before);
        return { fault: document.error.name };
      }
      return { table: await tableIn(ports, contract, pointer!) };
    },
    async forget() {
      await forgetIdentity(ports, (await currentPointer(ports.store, "changing"))!.merged!);
    },
  };
}

async function tableIn(
  { store }: LocalPorts,
  contract: Contract,
  { files }: Pick<TransformReport, "files">,
): Promise<(string | null)[][]> {
  const { connection, close } = await openDatabase(store, []);
  const paths = files.map(({ key }) => `'${store.path(key)}'`).join(", ");
  const columns = contract.map(({ name }) => `cast(${quoteName(name)} as varchar)`).join(", ");
  const answer = await connection.runAndReadAll(
    `select ${columns} from read_parquet([${paths}], hive_partitioning = false) order by ${quoteName(contract[0]!.name)}`,
  );
  close();
  return answer.getRows() as (string | null)[][];
}

function planOf(contract: Contract): TransformPlan {
  const columns = contract.map(({ name, type, nullable, renamedFrom, fill }): PlanColumn => ({
    name,
    type,
    nullable,
    ...(renamedFrom.length ? { renamedFrom } : {}),
    ...(fill === undefined ? {} : { fill: textOf(fill, type)! }),
  }));
  const names = contract.map(({ name }) => name);
  return {
    sql: `select ${names.join(", ")} from stage`,
    stage: [...columns, ...housekeeping, asOfColumn],
    columns,
    key: [names[0]!],
    mode: "upsert",
    rules: [],
  };
}

function stageSql(contract: Contract, rows: ReadonlyMap<number, Held>): string {
  const selects = [...rows].map(([key, { asOf, values }]) => {
    const columns = contract.map(({ identity, name, type }) => {
      const text = textOf(values.get(identity) ?? null, type);
      return `cast(${text === null ? "null" : `'${text}'`} as ${typeNames(type).duckdb}) as ${quoteName(name)}`;
    });
    return (
      `select ${columns.join(", ")}, 'f' as _file, ${key}::bigint as _offset, 0::bigint as _row, ` +
      `timestamptz '2026-01-01 00:00:00+00' + to_minutes(${asOf}) as _as_of`
    );
  });
  return selects.join(" union all ");
}

const noValue = "\\N";

function datasetOf(contract: Contract): Dataset {
  const named = <T>(of: (column: Contract[number]) => T) =>
    Object.fromEntries(contract.map((column) => [column.name, of(column)]));
  const renamed = ({ renamedFrom }: Contract[number]) => (renamedFrom.length ? { renamedFrom } : {});
  return {
    ...meters,
    name: "changing",
    layouts: [
      {
        name: "rows",
        files: "\\.csv$",
        delimiter: ",",
        quoting: "rfc4180",
        header: true,
        columns: named(({ identity }) => ({ header: `h${identity}` })),
      },
    ],
    stage: named((column) => {
      const { type, nullable, fill } = column;
      const filled = nullable || fill === undefined ? {} : { fill: textOf(fill, type)! };
      return { type, nullable, nulls: nullable ? [noValue] : [], ...renamed(column), ...filled };
    }),
    table: {
      columns: named((column) => ({
        type: column.type,
        nullable: column.nullable,
        description: "A column",
        ...renamed(column),
      })),
      key: [contract[0]!.name],
      mode: "upsert",
      sql: `select ${contract.map(({ name }) => name).join(", ")} from stage`,
    },
    rules: [],
  };
}

const csvOf = (contract: Contract, rows: ReadonlyMap<number, Held>): string =>
  [
    contract.map(({ identity }) => `h${identity}`).join(","),
    ...[...rows.values()].map(({ values }) =>
      contract.map(({ identity, type }) => textOf(values.get(identity) ?? null, type) ?? noValue).join(","),
    ),
    "",
  ].join("\n");

/** Writes into the run's manifest what may be lost. */
async function allow(ports: LocalPorts, run: string, allowLoss: readonly string[]): Promise<void> {
  const key = manifestKey("readings", run);
  const manifest = await readJson<Manifest>(ports.store, key);
  await ports.store.delete([key]);
  await createJson(ports.store, key, { ...manifest, allowLoss });
}

/** Publish, too, finds no column lost. */
async function nothingLost(
  { store }: LocalPorts,
  transform: TransformPlan,
  merged: string,
  report: TransformReport,
  allowLoss: readonly string[],
): Promise<void> {
  const [, dataset = "", run = "", attempt = ""] = merged.split("/");
  const before = (await describeRun(store, { dataset, run, attempt }))!;
  const after = (await describeRun(store, report))!;
  assert.deepEqual(lostColumns({ transform }, before, after, allowLoss), []);
  const { retired } = resolveColumns(transform.stage, before.base.columns, allowLoss);
  assert.deepEqual(
    after.retired.map(({ name }) => name),
    retired.map(({ name }) => name),
  );
}

async function forgetIdentity({ store }: LocalPorts, merged: string): Promise<void> {
  const [, dataset = "", run = "", attempt = ""] = merged.split("/");
  const key = transformReportKey(dataset, run, attempt);
  const { identity, ...report } = await readJson<TransformReport>(store, key);
  assert.deepEqual(identity?.retired, []);
  await store.delete([key]);
  await createJson(store, key, report);
}
