/** Runs one transform on both engines over the same store and compares what they say and wrote. */
import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { quoteName, quoteText } from "../../contract/derive/sql-literals";
import { basePrefix, noBase, transformReportKey } from "../../contract/keys";
import type { PlanColumn, TransformPlan } from "../../contract/plan";
import type { TransformReport, WrittenFile } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
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

/** Runs a laid run of `readings` on both engines, each on the merged rows given for it. */
export async function transformBoth(
  ports: LocalPorts,
  launch: Launch,
  run: string,
  merged: { readonly duckdb: string; readonly spark: string } = { duckdb: noBase, spark: noBase },
): Promise<Both> {
  const duckdb = await makeTransform(ports)({ dataset: "readings", run, merged: merged.duckdb });
  const spark = await makeSparkTransform(ports, { launch })({
    dataset: "readings",
    run,
    merged: merged.spark,
  });
  return { duckdb: await reportOf(ports, run, duckdb.Id), spark: await reportOf(ports, run, spark.Id) };
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
}

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
