import type { Dataset, Rule } from "../dataset";
import type { ChangeRule, PlanColumn, PlanRule, TransformPlan } from "../plan";
import { compressionOf } from "./compression";
import { stageColumns, tableColumns } from "./plan-columns";
import { numberLiteral } from "./sql-literals";

/** What the transform executes, as data that any engine can follow. */
export function transformPlan(
  dataset: Pick<Dataset, "stage" | "table" | "rules" | "warehouse">,
): TransformPlan {
  const columns = tableColumns(dataset);
  const { key, mode, sql } = dataset.table;
  return {
    sql: sql.trim(),
    stage: stageColumns(dataset),
    columns,
    key,
    mode,
    compression: compressionOf(dataset),
    rules: [
      ...impliedRules(columns, key),
      ...dataset.rules.filter((rule) => rule.kind !== "change").map((rule) => planRule(rule, columns)),
    ],
  };
}

/** No null in a required column; those of the key are the engine's `key_not_null`. Keys with a timestamp also differ for Athena. */
function impliedRules(columns: readonly PlanColumn[], key: readonly string[]): PlanRule[] {
  const notNull = columns
    .filter(({ name, nullable }) => !nullable && !key.includes(name))
    .map(({ name }): PlanRule => ({
      name: `not_null_${name}`,
      severity: "error",
      kind: "row",
      violation: `${name} is null`,
    }));
  const timed = columns.some(({ name, type }) => type === "timestamp" && key.includes(name));
  return timed
    ? [...notNull, { name: "key_unique_in_milliseconds", severity: "warn", kind: "milliseconds" }]
    : notNull;
}

/** The rules that Publish judges. */
export const changeRules = ({ rules }: Pick<Dataset, "rules">): ChangeRule[] =>
  rules
    .filter((rule) => rule.kind === "change")
    .map(({ name, severity = "error", max }) => ({ name, severity, max }));

/** Whether a rule says that a table without rows may replace one with rows. */
export const mayBeEmpty = (rules: readonly (Rule | PlanRule)[]): boolean =>
  rules.some((rule) => rule.kind === "rows" && rule.min === 0);

type TableRule = Exclude<Rule, { readonly kind: "change" }>;

function planRule(rule: TableRule, columns: readonly PlanColumn[]): PlanRule {
  const { name, severity = "error" } = rule;
  switch (rule.kind) {
    case "range": {
      const type = columns.find((column) => column.name === rule.column)?.type ?? "double";
      const bounds = `${numberLiteral(rule.min, type)} and ${numberLiteral(rule.max, type)}`;
      // Both engines order NaN above every number, so it lies in no range; null is not a range's matter.
      const violation = `${rule.column} is not null and not (${rule.column} between ${bounds})`;
      return { name, severity, kind: "row", violation };
    }
    case "expression":
      return { name, severity, kind: "row", violation: `not coalesce((${rule.sql.trim()}), false)` };
    case "covers":
      return { name, severity, kind: "covers", column: rule.column, stage: rule.stage };
    case "rows":
      return { name, severity, kind: "rows", min: rule.min };
  }
}
