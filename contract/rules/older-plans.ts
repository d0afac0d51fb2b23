/**
 * Rules in plans of earlier versions. Their rules have no `query`, and rules of kind `change` are in a separate list, without their
 * kind.
 */
import type { Plan, PlanRule, TransformPlan } from "../plan";
import { ruleKinds, type RuleWords } from "./index";
import { milliseconds } from "./milliseconds";

/** The rules of a plan of any version. */
export const rulesOf = ({
  transform,
  change = [],
}: Pick<Plan, "transform" | "change">): readonly PlanRule[] => [
  ...transform.rules.map((rule) => withQuery(rule, transform)),
  ...change.map((rule) => ({ ...rule, kind: "change" })),
];

function withQuery(rule: PlanRule, table: TransformPlan): PlanRule {
  if (rule.violation !== undefined || rule.query !== undefined) return rule;
  if (rule.kind === "milliseconds") return { ...rule, query: milliseconds.query(table) };
  const kind = Object.hasOwn(ruleKinds, rule.kind) && ruleKinds[rule.kind as RuleWords["kind"]];
  return kind && "query" in kind ? { ...rule, query: kind.query(rule as never, table) } : rule;
}

/**
 * A plan as earlier versions wrote it, to compute a run's fingerprint from. A query follows from the rest of its rule, so neither a
 * better query nor an upgrade from such a version is a reason to rebuild a table.
 */
export function withoutQueries({ transform, ...plan }: Plan): object {
  const rules = transform.rules.map(({ query: _, ...rule }) => rule);
  const change = rules.filter(({ kind }) => kind === "change").map(({ kind: _, ...rule }) => rule);
  return {
    ...plan,
    transform: { ...transform, rules: rules.filter(({ kind }) => kind !== "change") },
    ...(change.length > 0 ? { change } : {}),
  };
}
