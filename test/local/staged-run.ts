import { DuckDBInstance } from "@duckdb/node-api";
import { quoteText } from "../../contract/derive/sql-literals";
import {
  manifestKey,
  noBase,
  partReportKey,
  planKey,
  quarantineKey,
  stageKey,
  startedKey,
  transformReportKey,
} from "../../contract/keys";
import { housekeeping, type PlanColumn, type TransformPlan } from "../../contract/plan";
import type { PartReport, TransformReport, WrittenFile } from "../../core/run/documents";
import { createJson, readJson } from "../../core/run/state";
import { wholeManifest, wholePlan } from "../whole-documents";
import { makeLocalPorts, type LocalPorts } from "../../local/local-ports";
import type { DirectoryStore } from "../../local/directory-store";
import { makeTransform } from "../../local/transform";

export const silent = { progress: () => undefined, warn: () => undefined };
export const portsIn = (home: string): LocalPorts => makeLocalPorts({ home, log: silent, env: {} });

/** A small plan: readings with an exact amount and an instant. */
export const readings: TransformPlan = {
  sql: "select id, taken, value, amount, _row as row_number from stage",
  stage: [
    { name: "id", type: "int", nullable: false },
    { name: "taken", type: "timestamp", nullable: false },
    { name: "value", type: "double", nullable: true },
    { name: "amount", type: "decimal(38,10)", nullable: true },
    ...housekeeping,
  ],
  columns: [
    { name: "id", type: "int", nullable: false },
    { name: "taken", type: "timestamp", nullable: false },
    { name: "value", type: "double", nullable: true },
    { name: "amount", type: "decimal(38,10)", nullable: true },
    { name: "row_number", type: "bigint", nullable: false },
  ],
  key: ["id", "taken"],
  mode: "replace",
  rules: [
    {
      name: "value_range",
      severity: "error",
      kind: "row",
      violation: "value is not null and not (value between -1.0 and 1.0)",
    },
    { name: "all_ids", severity: "warn", kind: "covers", column: "id", stage: "id" },
    { name: "enough", severity: "error", kind: "rows", min: 3 },
    { name: "in_milliseconds", severity: "warn", kind: "milliseconds" },
  ],
};

/** Rows of `readings` as SQL: `rows` of them, in no order of the key. */
export const readingRows = (rows: number, first = 0) =>
  `select (i * 7919 % 1000)::int as id, make_timestamptz(1577836800000000 + i * 20001) as taken,
     sin(i)::double as value, (i::decimal(38,10) / 3)::decimal(38,10) as amount,
     'a.csv' as _file, (i * 10)::bigint as _offset, i::bigint as _row
   from range(${first}, ${first + rows}) as t(i)`;

const brokenRow = (id: string, value: number, taken = "2020-01-01 00:00:00") =>
  `select ${id}::int as id, '${taken}+00'::timestamptz as taken, ${value}::double as value, null::decimal(38,10) as amount, 'a' as _file, 0::bigint as _offset, 0::bigint as _row`;

/** Staged rows that break the rules of `brokenReadings`: keys twice and missing, values out of their range. */
export const brokenRows = [
  brokenRow("1", 0),
  brokenRow("1", 0.5),
  brokenRow("1", 2),
  brokenRow("null", 0),
  brokenRow("2", -7),
  brokenRow("3", 1, "2021-01-01 00:00:00"),
  brokenRow("2", 0, "1969-12-31 23:59:59.9995"),
  brokenRow("2", 0, "1970-01-01 00:00:00.000499"),
  brokenRow("2", 0, "1970-01-01 00:00:00.000500"),
].join(" union all ");

/** `readings` with an SQL that leaves a day out. */
export const brokenReadings: TransformPlan = {
  ...readings,
  sql: "select id, taken, value, amount, _row as row_number from stage where id is null or id < 3",
};

interface Duplicates {
  readonly what: string;
  readonly staged: string;
  readonly plan: TransformPlan;
  readonly duplicate: TransformReport["duplicate"];
}

const keyed = (
  type: PlanColumn["type"],
  values: readonly (readonly [value: string, file: string])[],
  sql = "select id from stage",
) => ({
  staged: values
    .map(
      ([value, file]) => `select ${value} as id, '${file}' as _file, 0::bigint as _offset, 0::bigint as _row`,
    )
    .join(" union all "),
  plan: {
    ...readings,
    sql,
    stage: [{ name: "id", type, nullable: true }, ...housekeeping],
    columns: [{ name: "id", type, nullable: false }],
    key: ["id"],
    rules: [],
  } satisfies TransformPlan,
});

/** Staged rows whose keys come twice, and what a report says of the smallest. */
export const duplicates: readonly Duplicates[] = [
  {
    what: "strings by their bytes, five files in the order of their names",
    // UTF-16 would order these two the other way round.
    ...keyed("string", [
      ["'😀'", "z"],
      ["'😀'", "z"],
      ...["f", "b", "a", "e", "d", "c", "a"].map((file) => ["'\uFFFD'", file] as const),
      ["'A'", "once"],
    ]),
    duplicate: { key: [{ name: "id", value: "\uFFFD" }], files: ["a", "b", "c", "d", "e"] },
  },
  {
    what: "negative decimals, nulls left to the other rule",
    ...keyed("decimal(38,10)", [
      ["-1.5::decimal(38,10)", "b"],
      ["-1.5::decimal(38,10)", "a"],
      ["-0.5::decimal(38,10)", "c"],
      ["-0.5::decimal(38,10)", "c"],
      ["null::decimal(38,10)", "d"],
      ["null::decimal(38,10)", "d"],
    ]),
    duplicate: { key: [{ name: "id", value: "-1.5000000000" }], files: ["a", "b"] },
  },
  {
    what: "dates before 1970",
    ...keyed("date", [
      ["date '1969-07-20'", "a"],
      ["date '1969-07-20'", "a"],
      ["date '1970-01-02'", "b"],
      ["date '1970-01-02'", "b"],
    ]),
    duplicate: { key: [{ name: "id", value: "1969-07-20" }], files: ["a"] },
  },
  {
    what: "without files where the SQL makes the key",
    ...keyed(
      "int",
      [["7::int", "a"]],
      "select id + n as id from stage, (select 1 as n union all select 1 as n)",
    ),
    duplicate: { key: [{ name: "id", value: "8" }], files: [] },
  },
  {
    what: "without files where stage has the column in another type",
    ...(() => {
      const { staged, plan } = keyed("int", [
        ["7::int", "a"],
        ["7::int", "b"],
      ]);
      return {
        staged,
        plan: { ...plan, columns: [{ name: "id", type: "bigint", nullable: false } as const] },
      };
    })(),
    duplicate: { key: [{ name: "id", value: "7" }], files: [] },
  },
  {
    what: "none where there is none",
    ...keyed("boolean", [
      ["true", "a"],
      ["false", "a"],
    ]),
    duplicate: undefined,
  },
];

/** Writes the answer of a SQL text as Parquet under a key. */
export async function writeParquet(store: DirectoryStore, key: string, sql: string): Promise<WrittenFile> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const file = store.temporary();
  await connection.run("set TimeZone = 'UTC'");
  const result = await connection.runAndReadAll(`copy (${sql}) to ${quoteText(file)} (format parquet)`);
  const rows = Number(result.getRows()[0]?.[0]);
  connection.closeSync();
  instance.closeSync();
  return { key, size: await store.adopt(key, file), rows };
}

/** Lays down a run of the data set `readings` as Ingest and Convert leave it. */
export async function layRun(
  ports: LocalPorts,
  run: string,
  parts: readonly { readonly staged?: string; readonly quarantined?: string }[],
  plan: TransformPlan = readings,
  startedAt = "2026-01-01T00:00:00.000Z",
): Promise<void> {
  const dataset = "readings";
  const { store } = ports;
  await createJson(store, startedKey(dataset, run), {
    version: 1,
    dataset,
    run,
    date: "2026-01-01",
    startedAt,
  });
  await createJson(store, planKey(dataset, run), wholePlan({ dataset, transform: plan }));
  for (const [part, { staged, quarantined }] of parts.entries()) {
    const report: PartReport = {
      version: 1,
      part,
      attempt: "a",
      records: 0,
      staged:
        staged === undefined ? null : await writeParquet(store, stageKey(dataset, run, "a", part), staged),
      quarantined:
        quarantined === undefined
          ? null
          : await writeParquet(store, quarantineKey(dataset, run, "a", part), quarantined),
      reasons: {},
    };
    await createJson(store, partReportKey(dataset, run, part), report);
  }
  const manifest = wholeManifest({ dataset, run, parts: parts.map(() => ({ slices: [], records: 0 })) });
  await createJson(store, manifestKey(dataset, run), manifest);
}

/** Runs the transform and reads its report. */
export async function transformed(
  ports: LocalPorts,
  run: string,
  merged: string = noBase,
): Promise<TransformReport> {
  const { Id } = await makeTransform(ports)({ dataset: "readings", run, merged });
  return readJson<TransformReport>(ports.store, transformReportKey("readings", run, Id));
}
