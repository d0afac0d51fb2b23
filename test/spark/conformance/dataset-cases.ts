/** The SQL and the rules of a data set as cases, over made-up stage rows with the edge values of every type. */
import { transformPlan, type Dataset, type PlanColumn } from "../../../contract";
import { typeNames } from "../../../contract/types";
import type { Statement } from "./answers";

/** A statement of a data set, and the tables (name to SQL that DuckDB executes) that it reads. */
export interface DatasetCase extends Statement {
  readonly dataset: string;
  readonly inputs: ReadonlyMap<string, string>;
}

// By type: which column of `edges` gives such values.
const source: Readonly<Record<string, string>> = {
  string: "t",
  boolean: "yes",
  int: "j",
  double: "x",
  date: "day",
  timestamp: "ts",
};

/** Values of a stage column; a required one is never null. Of a bigint those that are an instant in microseconds. */
function values({ name, type, nullable }: PlanColumn): string {
  const column =
    type === "bigint" ? "epoch_us(ts)" : type.startsWith("decimal") ? "c" : (source[type] ?? "j");
  const duckdb = typeNames(type).duckdb;
  const fallback: Readonly<Record<string, string>> = {
    string: "'none'",
    boolean: "false",
    date: "date '1970-01-01'",
    timestamp: "make_timestamptz(0)",
  };
  const value = nullable ? column : `coalesce(${column}, ${fallback[type] ?? "0"})`;
  return `cast(${value} as ${duckdb}) as "${name}"`;
}

/** Three inputs for the SQL of the data set (edge values, one row, none) and its rules over the edge values. */
export function datasetCases(dataset: Dataset): DatasetCase[] {
  const plan = transformPlan(dataset);
  const { name } = dataset;
  const own = plan.stage.filter((column) => !column.name.startsWith("_")).map(values);
  const kept = [
    "'f' || (n % 3) || '.csv' as _file",
    "n::bigint * 100 as _offset",
    "n::bigint as _row",
    "make_timestamptz(n) as _as_of",
  ];
  const held = kept.filter((text) => plan.stage.some((column) => text.endsWith(` ${column.name}`)));
  const key = plan.key.map((column) => `"${column}"`).join(", ");
  const all = `select ${[...own, ...held].join(", ")} from edges`;
  // The merged rows of an upsert have each key once, which its windows may rely on.
  const once = `qualify row_number() over (partition by ${key} order by _offset) = 1`;
  const rows = plan.mode === "upsert" ? `select * from (${all}) ${once}` : all;
  const inputs = [
    ["edge values", `stage_${name}`, rows],
    ["one row", `stage_${name}_one`, `select * from (${rows}) order by _row limit 1`],
    ["no row", `stage_${name}_none`, `select * from (${rows}) where false`],
  ] as const;
  const flags = plan.rules.flatMap((rule) =>
    rule.kind === "row" ? [`${rule.violation} as "${rule.name}"`] : [],
  );
  return inputs.flatMap(([what, table, sql]) => {
    const text = `with stage as (select * from ${table}) select * from (\n${plan.sql}\n) as made`;
    const one = { dataset: name, inputs: new Map([[table, sql]]) };
    return [
      { ...one, id: `the SQL of ${name}, ${what}`, sql: text },
      {
        ...one,
        id: `the rules of ${name}, ${what}`,
        sql: `select ${flags.join(", ")} from (\n${text}\n) as result`,
      },
    ];
  });
}
