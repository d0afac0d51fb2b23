/**
 * The transform in DuckDB. Run these in order on one connection: each of `duckdbSession`, `stageView`, each of `mergeStatements`
 * (duckdb-merge.ts), `resultTable`, each of `checkQueries`. Each check query returns one row; pass all their columns together to
 * `readChecks`.
 */
import { duckdbMacros } from "../functions";
import type { PlanColumn, PlanRule, TransformPlan } from "../plan";
import { keyRules } from "../rules/key";
import { typeNames } from "../types";
import { quoteName, quoteText } from "./sql-literals";

/** Settings of the connection, and macros for Spark functions that DuckDB names differently. */
export const duckdbSession: readonly string[] = ["set TimeZone = 'UTC'", ...duckdbMacros];

/**
 * The view over this run's Parquet files: `stage`, or `staged` for `upsert`, which merges it first. Without files it is empty, yet
 * typed.
 */
export function stageView(plan: TransformPlan, files: readonly string[]): string {
  const columns = plan.stage.map((column) => `  ${castColumn(column, files.length ? undefined : "null")}`);
  const list = files.map(quoteText).join(", ");
  // Otherwise a folder named like `day=1` would become a column.
  const from = files.length ? `from read_parquet([${list}], hive_partitioning = false)` : "where false";
  return `create or replace temp view ${quoteName(stagedName(plan))} as\nselect\n${columns.join(",\n")}\n${from}`;
}

/** The table `result`: the result of the contract's SQL, each column cast to its declared type, in key order. */
export function resultTable(plan: TransformPlan): string {
  const columns = plan.columns.map((column) => `  ${castColumn(column)}`);
  const order = plan.key.map((name) => `${quoteName(name)} nulls first`).join(", ");
  return [
    `create or replace temp table "result" as`,
    `select`,
    columns.join(",\n"),
    // On a separate line, because the SQL may end in a comment.
    `from (\n${plan.sql}\n)`,
    `order by ${order}`,
  ].join("\n");
}

/** Queries that count rows, each rule's violations and each column's extremes. Each returns one row. */
export function checkQueries(plan: TransformPlan): readonly string[] {
  const oneRow = [
    `count(*) as "rows_out"`,
    `count_if(${anyNull(plan)}) as "rule.key_not_null"`,
    ...plan.rules.flatMap(rowCount),
    ...plan.columns.flatMap(extremes),
  ];
  return [
    `select count(*) as "rows_in" from ${quoteName(stagedName(plan))}`,
    ...(plan.mode === "upsert"
      ? [`select count(*) as "rows_base" from "base"`, `select count(*) as "rows_merged" from "stage"`]
      : []),
    `select\n  ${oneRow.join(",\n  ")}\nfrom "result"`,
    keyQuery(plan),
    ...plan.rules.flatMap(queryCount),
  ];
}

/**
 * Counts the rows that have the same key as the row before, and finds the smallest such key. `result` is in key order, so equal keys
 * are neighbours, and DuckDB keeps a table's order under a window with an empty OVER clause: no grouping is needed, whose memory
 * would grow with the rows. A key with a null equals none; the other rule counts those.
 */
function keyQuery(plan: TransformPlan): string {
  const before = (name: string) => quoteName(`before.${name}`);
  const repeated = plan.key.map((name) => `${quoteName(name)} = ${before(name)}`).join(" and ");
  const smallest = plan.key.map(
    (name) =>
      `cast(struct_extract("_key", ${quoteText(name)}) as varchar) as ${quoteName(`duplicate.${name}`)}`,
  );
  const lags = plan.key.map((name) => `lag(${quoteName(name)}) over () as ${before(name)}`);
  return [
    `select "rule.key_unique", ${smallest.join(", ")}`,
    `from (`,
    `  select count(*) as "rule.key_unique", min(${keyStruct(plan)}) as "_key"`,
    `  from (select ${[...plan.key.map(quoteName), ...lags].join(", ")} from "result")`,
    `  where ${repeated}`,
    `)`,
  ].join("\n");
}

/**
 * Finds the smallest key that breaks each broken condition, in one pass; undefined if no condition is broken. Pass its row to
 * `withExamples`. `key_not_null` reports rows without a whole key.
 */
export function exampleQuery(plan: TransformPlan, checks: Checks): string | undefined {
  const broken = brokenConditions(plan, checks);
  if (broken.length === 0) return undefined;
  const smallest = broken.map(
    ({ violation }, at) =>
      `min(case when (${violation}) and not (${anyNull(plan)}) then ${keyStruct(plan)} end) as "_key${at}"`,
  );
  const values = broken.flatMap((_, at) =>
    plan.key.map(
      (name) =>
        `cast(struct_extract("_key${at}", ${quoteText(name)}) as varchar) as ${quoteName(`${at}.${name}`)}`,
    ),
  );
  return `select ${values.join(",\n  ")}\nfrom (select ${smallest.join(",\n  ")}\nfrom "result")`;
}

/** Adds an example to each broken condition, from the row of `exampleQuery`. */
export function withExamples(
  plan: TransformPlan,
  checks: Checks,
  row: Readonly<Record<string, unknown>>,
): Checks {
  const broken = brokenConditions(plan, checks).map(({ name }) => name);
  const rules = checks.rules.map((rule) => {
    const example = keyTexts(plan, row, `${broken.indexOf(rule.name)}.`);
    return example.length > 0 ? { ...rule, example } : rule;
  });
  return { ...checks, rules };
}

function brokenConditions({ rules }: TransformPlan, checks: Checks): readonly PlanRule[] {
  const broken = new Set(checks.rules.filter(({ violations }) => violations > 0).map(({ name }) => name));
  return rules.filter(({ name, violation }) => violation !== undefined && broken.has(name));
}

/** A key's values as strings, from columns with its names after the prefix; empty if they are null. */
const keyTexts = ({ key }: TransformPlan, row: Readonly<Record<string, unknown>>, prefix: string) =>
  key.flatMap((name) => {
    const value = row[`${prefix}${name}`];
    return typeof value === "string" ? [{ name, value }] : [];
  });

/**
 * The raw files of the rows that share the smallest duplicate key, by name, at most `mostFiles`; undefined if stage lacks a key
 * column or has it with another type. Ask only if `key_unique` is broken.
 */
export function duplicateFiles(plan: TransformPlan): string | undefined {
  const staged = (name: string) => plan.stage.find((column) => column.name === name);
  const typeOf = (name: string) => plan.columns.find((column) => column.name === name)?.type;
  if (!plan.key.every((name) => staged(name)?.type === typeOf(name))) return undefined;
  const key = plan.key.map(quoteName).join(", ");
  return [
    `select distinct "_file" from "stage" where ${keyStruct(plan)} = (`,
    `  select min("_key") from (`,
    `    select ${keyStruct(plan)} as "_key" from "result" where not (${anyNull(plan)}) group by ${key} having count(*) > 1`,
    `  )`,
    `) order by 1 limit ${mostFiles}`,
  ].join("\n");
}

/** How many files an error names for rows with the same key. */
const mostFiles = 5;

const anyNull = ({ key }: TransformPlan) => key.map((name) => `${quoteName(name)} is null`).join(" or ");

const keyStruct = ({ key }: TransformPlan) =>
  `struct_pack(${key.map((name) => `${quoteName(name)} := ${quoteName(name)}`).join(", ")})`;

/** The results of the checks, in the words of the transform's report. */
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
    readonly example?: readonly { readonly name: string; readonly value: string }[];
  }[];
  readonly columns: Readonly<
    Record<string, { readonly min: string | null; readonly max: string | null; readonly nulls: number }>
  >;
  /** Smallest key that several rows have, as strings. `duplicateFiles` finds the files of its rows. */
  readonly duplicate?: {
    readonly key: readonly { readonly name: string; readonly value: string }[];
    readonly files: readonly string[];
  };
}

/** Reads the row that all `checkQueries` return together. Counts may be numbers, bigints or strings. */
export function readChecks(plan: TransformPlan, row: Readonly<Record<string, unknown>>): Checks {
  const count = (name: string) => Number(row[name]);
  const text = (name: string) => {
    const value = row[name];
    return typeof value === "string" ? value : null;
  };
  const out = count("rows_out");
  const duplicate = keyTexts(plan, row, "duplicate.");
  const ofKey = Object.keys(keyRules).map((name) => ({ name, severity: "error" as const }));
  return {
    rows: { ...rowsBefore(plan, count), out },
    rules: [
      ...[...ofKey, ...plan.rules.filter(isCounted)].map(({ name, severity }) => ({
        name,
        severity,
        violations: count(`rule.${name}`),
      })),
    ],
    columns: Object.fromEntries(
      plan.columns.map(({ name, type }) => {
        // 0.0 and -0.0 are equal: the engine reports the one it met first.
        const extreme = (which: string) => {
          const value = text(`${which}.${name}`);
          return type === "double" && value === "-0.0" ? "0.0" : value;
        };
        return [name, { min: extreme("min"), max: extreme("max"), nulls: count(`nulls.${name}`) }];
      }),
    ),
    ...(duplicate.length > 0 ? { duplicate: { key: duplicate, files: [] } } : {}),
  };
}

/** Rows that reach the SQL. For `replace` all these counts are equal. */
function rowsBefore({ mode }: TransformPlan, count: (name: string) => number): Omit<Checks["rows"], "out"> {
  const staged = count("rows_in");
  if (mode !== "upsert") return { in: staged, base: 0, merged: staged, dropped: {} };
  const [base, merged] = [count("rows_base"), count("rows_merged")];
  return { in: staged, base, merged, dropped: { superseded: staged + base - merged } };
}

const stagedName = ({ mode }: TransformPlan) => (mode === "upsert" ? "staged" : "stage");

const castColumn = ({ name, type }: PlanColumn, value = quoteName(name)) =>
  `cast(${value} as ${typeNames(type).duckdb}) as ${quoteName(name)}`;

/** True if an engine counts a rule's violations; Publish judges the others. */
const isCounted = ({ violation, query }: PlanRule) => violation !== undefined || query !== undefined;

// Not `count(*) filter (where …)`: DuckDB copies every column for each filter, so that 2,000 of them take a minute.
const rowCount = ({ name, violation }: PlanRule) =>
  violation === undefined ? [] : [`count_if(${violation}) as ${quoteName(`rule.${name}`)}`];

// A query that returns null has not shown that the rule holds.
const queryCount = ({ name, query }: PlanRule) =>
  query === undefined
    ? []
    : [
        `select coalesce("_count", 1) as ${quoteName(`rule.${name}`)} from (\n${query}\n) as counted("_count")`,
      ];

const extremes = ({ name }: PlanColumn) => [
  `cast(min(${quoteName(name)}) as varchar) as ${quoteName(`min.${name}`)}`,
  `cast(max(${quoteName(name)}) as varchar) as ${quoteName(`max.${name}`)}`,
  `count_if(${quoteName(name)} is null) as ${quoteName(`nulls.${name}`)}`,
];
