/** Runs one transform on both engines over the same store and compares what they say and wrote. */
import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { quoteName, quoteText } from "../../contract/derive/sql-literals";
import { basePrefix, noBase, pointerKey, processedPrefix, transformReportKey } from "../../contract/keys";
import type { PlanColumn, TransformPlan } from "../../contract/plan";
import type { TransformReport, WrittenFile } from "../../core/run/documents";
import { createJson, readJson } from "../../core/run/state";
import type { LocalPorts } from "../../local/local-ports";
import type { Launch } from "../../local/spark/spark-launch";
import { makeSparkTransform } from "../../local/spark";
import { makeTransform } from "../../local/transform";

/** The reports of both engines. */
export interface Both {
  readonly duckdb: TransformReport;
  readonly spark: TransformReport;
}

/** Prefix of what an attempt merged. */
export const mergedOf = ({ dataset, run, attempt }: TransformReport) => basePrefix(dataset, run, attempt);

/** The report of one attempt of a run of `readings`. */
export const reportOf = ({ store }: LocalPorts, run: string, attempt: string) =>
  readJson<TransformReport>(store, transformReportKey("readings", run, attempt));

/** Runs a laid run of `readings` on both engines, each on the merged rows given for it and on pointer `base`. */
export async function transformBoth(
  ports: LocalPorts,
  launch: Launch,
  run: string,
  merged: { readonly duckdb: string; readonly spark: string } = { duckdb: noBase, spark: noBase },
  base = 0,
): Promise<Both> {
  const event = { dataset: "readings", run, base };
  const duckdb = await makeTransform(ports)({ ...event, merged: merged.duckdb });
  const spark = await makeSparkTransform(ports, { launch })({ ...event, merged: merged.spark });
  return { duckdb: await reportOf(ports, run, duckdb.Id), spark: await reportOf(ports, run, spark.Id) };
}

/** Publishes what a report says of its table, under this number. */
export async function pointTo({ store }: LocalPorts, number: number, report: TransformReport): Promise<void> {
  const { dataset, run, attempt, files, identity, highestFieldId } = report;
  await createJson(store, pointerKey(dataset, number), {
    ...{ version: 1, dataset, run, attempt, number, files, identity, highestFieldId },
    ...{ date: "2026-01-01", fingerprint: "f", content: run, publishedAt: "2026-01-01T00:00:00.000Z" },
    location: processedPrefix(dataset, run, attempt),
    rows: { read: 0, staged: 0, quarantined: 0, published: sum(files) },
  });
}

/** Asserts that two reports are equal but for engine, seconds and file names, and two tables value by value. */
export async function assertEqual(
  ports: LocalPorts,
  plan: TransformPlan,
  { duckdb, spark }: Both,
): Promise<void> {
  assert.deepEqual([duckdb.error, spark.error], [undefined, undefined]);
  assert.deepEqual([duckdb.engine, spark.engine], ["duckdb", "spark"]);
  assert.deepEqual(comparable(spark), comparable(duckdb));
  await assertSameRows(ports, plan.columns, duckdb.files, spark.files);
  await assertOrdered(ports, plan.key, spark.files);
  const columns = [
    ...plan.stage,
    ...(duckdb.identity?.retired ?? []).map(({ name, type }) => ({ name, type, nullable: true })),
  ];
  if (duckdb.merged.length) await assertSameRows(ports, columns, duckdb.merged, spark.merged);
  const ids = duckdb.identity!.table.map(({ name, fieldId }) => [name, String(fieldId)]);
  for (const { files, merged } of [duckdb, spark]) {
    for (const file of files) assert.deepEqual(await fieldIds(ports, file), ids);
    for (const file of merged)
      assert.deepEqual(new Set((await fieldIds(ports, file)).map(([, id]) => id)), new Set([null]));
  }
}

/** Name and field id of each column of a file. */
const fieldIds = ({ store }: LocalPorts, { key }: WrittenFile) =>
  ask(`select name, field_id from parquet_schema(${quoteText(store.path(key))}) where type is not null`);

const sum = (files: readonly WrittenFile[]) => files.reduce((total, { rows }) => total + rows, 0);

export const comparable = ({
  version,
  dataset,
  run,
  rows,
  rules,
  columns,
  duplicate,
  files,
  merged,
  identity,
  highestFieldId,
  ...rest
}: TransformReport) => {
  assert.deepEqual(Object.keys(rest).sort(), ["attempt", "engine", "seconds"]);
  return {
    version,
    dataset,
    run,
    rows,
    rules,
    columns,
    duplicate,
    files: sum(files),
    merged: sum(merged),
    identity,
    highestFieldId,
  };
};

async function ask(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  const rows = (await connection.runAndReadAll(sql)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const from = ({ store }: LocalPorts, files: readonly WrittenFile[]) =>
  `read_parquet([${files.map(({ key }) => quoteText(store.path(key))).join(", ")}], file_row_number = true, filename = true)`;

/** Both ways, doubles as texts: DuckDB takes 0.0 and -0.0 for the same value. Types are compared as well. */
export async function assertSameRows(
  ports: LocalPorts,
  columns: readonly PlanColumn[],
  left: readonly WrittenFile[],
  right: readonly WrittenFile[],
): Promise<void> {
  const names = columns.map(({ name, type }) =>
    type === "double" ? `cast(${quoteName(name)} as varchar) as ${quoteName(name)}` : quoteName(name),
  );
  const rows = (files: readonly WrittenFile[]) => `(select ${names.join(", ")} from ${from(ports, files)})`;
  assert.deepEqual(
    await ask(`select * from ${rows(left)} except all select * from ${rows(right)} limit 5`),
    [],
  );
  assert.deepEqual(
    await ask(`select * from ${rows(right)} except all select * from ${rows(left)} limit 5`),
    [],
  );
  const plain = columns.map(({ name }) => quoteName(name)).join(", ");
  const types = (files: readonly WrittenFile[]) =>
    ask(`select column_name, column_type from (describe select ${plain} from ${from(ports, files)})`);
  assert.deepEqual(await types(right), await types(left));
}

/** Every file is in the order of the key, and so is the row of files. */
async function assertOrdered(
  ports: LocalPorts,
  key: readonly string[],
  files: readonly WrittenFile[],
): Promise<void> {
  const order = key.map((name) => `${quoteName(name)} nulls first`).join(", ");
  const wrong = await ask(
    `select count(*)::int from (select row_number() over (order by filename, file_row_number) as written,
       rank() over (order by ${order}) as lowest, count(*) over (partition by ${key.map(quoteName).join(", ")}) as same
       from ${from(ports, files)}) where written < lowest or written >= lowest + same`,
  );
  assert.deepEqual(wrong, [[0]]);
}
