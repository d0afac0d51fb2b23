/**
 * The transform as DuckDB executes it. In this order, on one connection: each of `duckdbSession`, `stageView`,
 * each of `mergeStatements` (duckdb-merge.ts), `resultTable`, each of `checkQueries` (one row each; all their columns together are what
 * `readChecks` takes).
 */
import { duckdbMacros } from "../functions";
import type { PlanColumn, PlanRule, TransformPlan } from "../plan";
import { typeNames } from "../types";
import { quoteName, quoteText } from "./sql-literals";

/** Settings of the connection, and macros for functions of Spark that DuckDB has under another name. */
export const duckdbSession: readonly string[] = ["set TimeZone = 'UTC'", ...duckdbMacros];

/**
 * The view over this run's Parquet files (paths): `stage`, or for `upsert`, which merges it first, `staged`. Empty
 * and yet typed where there is none.
 */
export function stageView(plan: TransformPlan, files: readonly string[]): string {
  const columns = plan.stage.map((column) => `  ${castColumn(column, files.length ? undefined : "null")}`);
  const list = files.map(quoteText).join(", ");
  // A folder named like `day=1` would otherwise become a column.
  const from = files.length ? `from read_parquet([${list}], hive_partitioning = false)` : "where false";
  return `create or replace temp view ${quoteName(stagedName(plan))} as\nselect\n${columns.join(",\n")}\n${from}`;
}

/** The table `result`: what the contract's SQL gives, each column cast to its declared type, in key order. */
export function resultTable(plan: TransformPlan): string {
  const columns = plan.columns.map((column) => `  ${castColumn(column)}`);
  const order = plan.key.map((name) => `${quoteName(name)} nulls first`).join(", ");
  return [
    `create or replace temp table "result" as`,
    `select`,
    columns.join(",\n"),
    // A line of its own: the SQL may end in a comment.
    `from (\n${plan.sql}\n)`,
    `order by ${order}`,
  ].join("\n");
}

/** Queries that count rows, each rule's violations and each column's extremes; each answers with one row. */
export function checkQueries(plan: TransformPlan): readonly string[] {
  const key = plan.key.map(quoteName);
  const anyNull = key.map((name) => `${name} is null`).join(" or ");
  const oneRow = [
    `count(*) as "rows_out"`,
    `count_if(${anyNull}) as "rule.key_not_null"`,
    ...plan.rules.filter((rule) => rule.kind === "row").map(rowCount),
    ...plan.columns.flatMap(extremes),
  ];
  return [
    `select count(*) as "rows_in" from ${quoteName(stagedName(plan))}`,
    ...(plan.mode === "upsert"
      ? [`select count(*) as "rows_base" from "base"`, `select count(*) as "rows_merged" from "stage"`]
      : []),
    `select\n  ${oneRow.join(",\n  ")}\nfrom "result"`,
    // Rows beyond the first of each key; a null is the other rule's matter.
    [
      `select coalesce(sum("_rows" - 1), 0)::bigint as "rule.key_unique",`,
      `  ${plan.key.map(smallestDuplicate).join(",\n  ")}`,
      `from (`,
      `  select count(*) as "_rows", ${keyStruct(plan)} as "_key" from "result" where not (${anyNull}) group by ${key.join(", ")}`,
      `)`,
    ].join("\n"),
    ...plan.rules.filter((rule) => rule.kind === "covers").map(missingValues),
    ...plan.rules
      .filter((rule) => rule.kind === "milliseconds")
      .map((rule) => equalInMilliseconds(rule, plan)),
  ];
}

/**
 * The raw files of the rows with the smallest key that several rows of the table have, at most `mostFiles`, in the order of their names;
 * undefined where the key is not made of columns of stage. To be asked only where `key_unique` is broken.
 */
export function duplicateFiles(plan: TransformPlan): string | undefined {
  const staged = (name: string) => plan.stage.find((column) => column.name === name);
  const typeOf = (name: string) => plan.columns.find((column) => column.name === name)?.type;
  if (!plan.key.every((name) => staged(name)?.type === typeOf(name))) return undefined;
  const key = plan.key.map(quoteName).join(", ");
  const anyNull = plan.key.map((name) => `${quoteName(name)} is null`).join(" or ");
  return [
    `select distinct "_file" from "stage" where ${keyStruct(plan)} = (`,
    `  select min("_key") from (`,
    `    select ${keyStruct(plan)} as "_key" from "result" where not (${anyNull}) group by ${key} having count(*) > 1`,
    `  )`,
    `) order by 1 limit ${mostFiles}`,
  ].join("\n");
}

/** As many files are named where rows have the same key. */
const mostFiles = 5;

const keyStruct = ({ key }: TransformPlan) =>
  `struct_pack(${key.map((name) => `${quoteName(name)} := ${quoteName(name)}`).join(", ")})`;

/** A field of the smallest key that several rows have, as text; null where there is none. */
const smallestDuplicate = (name: string) =>
  `cast(struct_extract(min(case when "_rows" > 1 then "_key" end), ${quoteText(name)}) as varchar) as ${quoteName(`duplicate.${name}`)}`;

/** What the checks say, in the words of the transform's report. */
export interface Checks {
  /** As in the transform's report. */
  readonly rows: {
    readonly in: number;
    readonly base: number;
    readonly merged: number;
    readonly out: number;
    readonly dropped: { readonly superseded?: number };
  };
  readonly rules: readonly {
    readonly name: string;
    readonly severity: PlanRule["severity"];
    readonly violations: number;
  }[];
  readonly columns: Readonly<
    Record<string, { readonly min: string | null; readonly max: string | null; readonly nulls: number }>
  >;
  /** Smallest key that several rows have, as text; the files of its rows come from `duplicateFiles`. */
  readonly duplicate?: {
    readonly key: readonly { readonly name: string; readonly value: string }[];
    readonly files: readonly string[];
  };
}

/** Reads the row that all `checkQueries` give together; counts may be numbers, bigints or their texts. */
export function readChecks(plan: TransformPlan, row: Readonly<Record<string, unknown>>): Checks {
  const count = (name: string) => Number(row[name]);
  const text = (name: string) => {
    const value = row[name];
    return typeof value === "string" ? value : null;
  };
  const out = count("rows_out");
  const smallest = plan.key.flatMap((name) => {
    const value = text(`duplicate.${name}`);
    return value === null ? [] : { name, value };
  });
  const keyRules = ["key_not_null", "key_unique"].map((name) => ({ name, severity: "error" as const }));
  return {
    rows: { ...rowsBefore(plan, count), out },
    rules: [
      ...keyRules.map((rule) => ({ ...rule, violations: count(`rule.${rule.name}`) })),
      ...plan.rules.map((rule) => ({
        name: rule.name,
        severity: rule.severity,
        violations: rule.kind === "rows" ? Math.max(0, rule.min - out) : count(`rule.${rule.name}`),
      })),
    ],
    columns: Object.fromEntries(
      plan.columns.map(({ name, type }) => {
        // Of 0.0 and -0.0, which are equal, the smallest is whichever the engine met first.
        const extreme = (which: string) => {
          const value = text(`${which}.${name}`);
          return type === "double" && value === "-0.0" ? "0.0" : value;
        };
        return [name, { min: extreme("min"), max: extreme("max"), nulls: count(`nulls.${name}`) }];
      }),
    ),
    ...(smallest.length > 0 ? { duplicate: { key: smallest, files: [] } } : {}),
  };
}

/** Rows on their way into the SQL; what is not told apart for `replace` is all the same. */
function rowsBefore({ mode }: TransformPlan, count: (name: string) => number): Omit<Checks["rows"], "out"> {
  const staged = count("rows_in");
  if (mode !== "upsert") return { in: staged, base: 0, merged: staged, dropped: {} };
  const [base, merged] = [count("rows_base"), count("rows_merged")];
  return { in: staged, base, merged, dropped: { superseded: staged + base - merged } };
}

const stagedName = ({ mode }: TransformPlan) => (mode === "upsert" ? "staged" : "stage");

const castColumn = ({ name, type }: PlanColumn, value = quoteName(name)) =>
  `cast(${value} as ${typeNames(type).duckdb}) as ${quoteName(name)}`;

// Not `count(*) filter (where …)`: for each filter DuckDB copies every column of the query, so that 2,000 of them take a minute.
const rowCount = (rule: { readonly name: string; readonly violation: string }) =>
  `count_if(${rule.violation}) as ${quoteName(`rule.${rule.name}`)}`;

const extremes = ({ name }: PlanColumn) => [
  `cast(min(${quoteName(name)}) as varchar) as ${quoteName(`min.${name}`)}`,
  `cast(max(${quoteName(name)}) as varchar) as ${quoteName(`max.${name}`)}`,
  `count(*) - count(${quoteName(name)}) as ${quoteName(`nulls.${name}`)}`,
];

const missingValues = (rule: { readonly name: string; readonly stage: string; readonly column: string }) =>
  `select count(*) as ${quoteName(`rule.${rule.name}`)} from (\n` +
  `  select distinct ${quoteName(rule.stage)} as value from "stage" where ${quoteName(rule.stage)} is not null\n` +
  `) as wanted where not exists (select 1 from "result" where "result".${quoteName(rule.column)} = wanted.value)`;

/** In most tables no timestamp is finer than a millisecond: then the semi join is empty, and nothing is grouped. */
function equalInMilliseconds(rule: { readonly name: string }, { key, columns }: TransformPlan): string {
  const times = columns.filter(({ name, type }) => type === "timestamp" && key.includes(name));
  const fine = times.map(({ name }) => `epoch_us(${quoteName(name)}) % 1000 <> 0`).join(" or ");
  const rounded = key.map((name) => {
    const micros = `epoch_us(${quoteName(name)}) + 500`;
    const isTime = times.some((column) => column.name === name);
    // `%` takes the sign of its left side.
    return isTime ? `${micros} - ((${micros}) % 1000 + 1000) % 1000` : quoteName(name);
  });
  const exact = key.map(quoteName).join(", ");
  const keys = `select ${exact}, ${rounded.map((sql, at) => `${sql} as k${at}`).join(", ")} from "result"`;
  const present = key.map((name) => `${quoteName(name)} is not null`).join(" and ");
  const names = rounded.map((_, at) => `k${at}`).join(", ");
  return (
    `select coalesce(sum(n - 1), 0)::bigint as ${quoteName(`rule.${rule.name}`)} from (\n` +
    `  select count(distinct (${exact})) as n from (${keys} where ${present})\n` +
    `  where (${names}) in (select (${names}) from (${keys} where ${fine}))\n` +
    `  group by ${names}\n)`
  );
}
