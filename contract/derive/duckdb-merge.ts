/**
 * The merge of an `upsert` in DuckDB: run each of `mergeStatements` after the view `staged` of this run's rows exists. They make
 * the view `base` (the published run's merged rows, with today's names and types), the table `merged` (both merged) and the view
 * `stage` (what the contract's SQL sees of it).
 */
import { resolveColumns, type RecordedColumn, type Resolution, type ResolvedColumn } from "../identity";
import type { PlanColumn, TransformPlan } from "../plan";
import { typeChange } from "../retype";
import { typeNames } from "../types";
import { convertedSql, survivesSql } from "./retype-sql";
import { quoteName, quoteText } from "./sql-literals";

/** The merged rows of the published run. */
export interface MergeBase {
  /** Paths of Parquet files. */
  readonly files: readonly string[];
  /** The recorded column whose values each of the plan's columns takes over. */
  readonly resolution: Resolution;
  /** Columns whose values may be lost. */
  readonly allowLoss: readonly string[];
}

/** Before the first published run every column is new. */
export const noMergeBase = (plan: Pick<TransformPlan, "stage">): MergeBase => ({
  files: [],
  resolution: resolveColumns(plan.stage, { named: [], retired: [] }),
  allowLoss: [],
});

/** Columns of the merged rows, for any engine: the plan's, then the retired ones by name. */
export const mergedColumns = (plan: Pick<TransformPlan, "stage">, { retired }: Resolution): PlanColumn[] => [
  ...plan.stage,
  ...retired.map(({ name, type }) => ({ name, type, nullable: true })),
];

/** The latest row of both per key, in key order. A retired column always comes from the base's row, because this run does not know it. */
export function mergeStatements(plan: TransformPlan, base: MergeBase = noMergeBase(plan)): readonly string[] {
  if (plan.mode !== "upsert") return [];
  const key = plan.key.map(quoteName);
  const list = (columns: readonly string[], indent = "  ") =>
    columns.map((column) => `${indent}${column}`).join(",\n");
  const names = plan.stage.map(({ name }) => quoteName(name));
  const retired = base.resolution.retired.map(({ name }) => quoteName(name));
  // DuckDB compares strings by their bytes. If one record was read twice, this run's reading wins.
  const latest = [
    ...["_as_of", "_file", "_offset"].map((name) => `${quoteName(name)} desc nulls last`),
    `"_is_base"`,
  ].join(", ");
  const newest = [
    `  select *`,
    `  from (`,
    `    select ${names.join(", ")}, false as "_is_base" from "staged"`,
    `    union all`,
    `    select ${names.join(", ")}, true as "_is_base" from "base"`,
    `  )`,
    `  qualify row_number() over (partition by ${key.join(", ")} order by ${latest}) = 1`,
  ].join("\n");
  const sameKey = key.map((name) => `"newest".${name} is not distinct from "base".${name}`).join(" and ");
  return [
    `create or replace temp view "base_rows" as\n${readBase(base.files)}`,
    `create or replace temp view "base" as\nselect\n${list(baseColumns(plan, base))}\nfrom "base_rows"${base.files.length ? "" : "\nwhere false"}`,
    [
      `create or replace temp table "merged" as`,
      `select\n${list([...names.map((name) => `"newest".${name}`), ...retired.map((name) => `"base".${name}`)])}`,
      `from (\n${newest}\n) as "newest"`,
      ...(retired.length ? [`left join "base" on ${sameKey}`] : []),
      `order by ${key.map((name) => `"newest".${name} nulls first`).join(", ")}`,
    ].join("\n"),
    `create or replace temp view "stage" as\nselect\n${list(names)}\nfrom "merged"`,
  ];
}

const readBase = (files: readonly string[]) =>
  files.length
    ? `select * from read_parquet([${files.map(quoteText).join(", ")}], hive_partitioning = false)`
    : `select null as "none"`;

/** The columns of `base`: the plan's under today's names and types, the retired ones unchanged. */
function baseColumns(plan: TransformPlan, { files, resolution, allowLoss }: MergeBase): string[] {
  const resolved = new Map(resolution.columns.map((each) => [each.column.name, each]));
  return mergedColumns(plan, resolution).map((column) => {
    const { name, type, nullable, fill } = column;
    const each = resolved.get(name);
    const value = files.length === 0 || (each && !each.from) ? undefined : baseValue(column, each, allowLoss);
    const typed = value ?? `cast(null as ${typeNames(type).duckdb})`;
    const filled =
      fill === undefined || nullable
        ? typed
        : `coalesce(${typed}, cast(${quoteText(fill)} as ${typeNames(type).duckdb}))`;
    return `${filled} as ${quoteName(name)}`;
  });
}

function baseValue(
  { name, type }: PlanColumn,
  resolved: ResolvedColumn | undefined,
  allowLoss: readonly string[],
): string {
  const from = resolved?.from ?? { name, type };
  const value = quoteName(from.name);
  const converted = convertedSql(from.type, type, value);
  // A value that does not survive becomes null, never a rounded value.
  return allowLoss.includes(name) && typeChange(from.type, type) === "checked"
    ? `case when ${survivesSql(from.type, type, value)} then ${converted} end`
    : converted;
}

/** Columns of the base whose values must survive a change of type, though some may not. */
export const checkedColumns = ({
  resolution,
  allowLoss,
}: MergeBase): (ResolvedColumn & { readonly from: RecordedColumn })[] =>
  resolution.columns.flatMap(({ column, from }) =>
    from && typeChange(from.type, column.type) === "checked" && !allowLoss.includes(column.name)
      ? [{ column, from }]
      : [],
  );

/** Counts the base's values that do not survive, by column of today's contract: one row. */
export const lostQuery = (base: MergeBase): string =>
  counts(
    checkedColumns(base).map(({ column, from }) => [column.name, `not ${survives({ column, from })}`]),
    "base_rows",
  );

/** The first of these values by key, with the key's columns: one row of strings, the value last. */
export function lostExampleQuery(plan: TransformPlan, base: MergeBase, name: string): string {
  const checked = checkedColumns(base).find(({ column }) => column.name === name)!;
  const sources = new Map(base.resolution.columns.map(({ column, from }) => [column.name, from?.name]));
  const key = plan.key.map((each) => sources.get(each) ?? each);
  return first([...key, checked.from.name], key, "base_rows", `not ${survives(checked)}`);
}

const survives = ({ column, from }: ResolvedColumn & { readonly from: RecordedColumn }) =>
  survivesSql(from.type, column.type, quoteName(from.name));

/** Counts the rows that lack a required value, by column: one row. */
export const needyQuery = (plan: TransformPlan): string =>
  counts(
    requiredColumns(plan).map(({ name }) => [name, `${quoteName(name)} is null`]),
    "merged",
  );

/** The key of the first row that lacks a value: one row of strings. */
export const needyExampleQuery = (plan: TransformPlan, name: string): string =>
  first(plan.key, plan.key, "merged", `${quoteName(name)} is null`);

const requiredColumns = ({ stage }: Pick<TransformPlan, "stage">) =>
  stage.filter(({ name, nullable }) => !nullable && !name.startsWith("_"));

/** Counts the values of each retired column in `base` or in `merged`: one row. */
export const retiredQuery = ({ retired }: Resolution, table: "base" | "merged"): string =>
  counts(
    retired.map(({ name }) => [name, `${quoteName(name)} is not null`]),
    table,
  );

const counts = (conditions: readonly (readonly [name: string, condition: string])[], table: string) => {
  const columns = conditions.map(
    ([name, condition]) => `count(*) filter (where ${condition}) as ${quoteName(name)}`,
  );
  return `select\n  ${["count(*)", ...columns].join(",\n  ")}\nfrom ${quoteName(table)}`;
};

function first(columns: readonly string[], key: readonly string[], table: string, condition: string): string {
  const texts = columns.map((name) => `cast(${quoteName(name)} as varchar)`);
  const order = key.map((name) => `${quoteName(name)} nulls first`);
  return `select ${texts.join(", ")} from ${quoteName(table)} where ${condition} order by ${order.join(", ")} limit 1`;
}
