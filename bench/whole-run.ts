/** A whole run of an archive: the product's command, and a script of the same job. */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../components/package-folder";
import { duckdbSession } from "../contract/derive/duckdb";
import { transformPlan } from "../contract/derive/transform-plan";
import { tableColumns } from "../contract/derive/plan-columns";
import { typeNames } from "../contract/types";
import { mhealth } from "../datasets/mhealth";
import type { AnswerColumn } from "./answers";
import type { Bench, Side } from "./measure";
import { fileColumns } from "./workloads/workload";

/** The table's columns. */
export const runColumns: readonly AnswerColumn[] = tableColumns(mhealth).map(({ name, type }) => ({
  name,
  type,
  prefix: "",
}));

/** `data-flow run mhealth --archive`, into an empty store. */
export function wholeRun({ work }: Bench, archive: string): Side {
  const home = join(work, "run");
  return {
    name: "ours",
    command: [
      process.execPath,
      join(packageFolder, "build/cli/main.js"),
      "run",
      "mhealth",
      "--archive",
      archive,
    ],
    env: { DATA_FLOW_HOME: home },
    before: () => rmSync(home, { recursive: true, force: true }),
    files: () => parquetFiles(join(home, "processed", mhealth.name)),
  };
}

/** The script, on as many threads as pandas and DuckDB take. */
export function scripted({ work }: Bench, python: string, archive: string, header: string): Side {
  const folder = join(work, "script");
  const job = join(work, "script.json");
  const columns = fileColumns(mhealth, header).map((column) => [column.header, column.name] as const);
  return {
    name: "script",
    command: [python, join(packageFolder, "bench", "script.py"), job],
    before: () => {
      rmSync(folder, { recursive: true, force: true });
      const { sql, key, rules } = transformPlan(mhealth);
      const words = {
        header: Object.fromEntries(columns),
        sql,
        session: duckdbSession,
        columns: runColumns.map(({ name, type }) => [name, typeNames(type).duckdb]),
        key,
        violations: rules.flatMap(({ violation }) => violation ?? []),
        count: mhealth.countBy,
      };
      writeFileSync(job, JSON.stringify({ archive, folder, ...words }));
    },
    files: (said) => [said],
  };
}

const parquetFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .sort()
    .map((name) => join(folder, name));
