/**
 * Rules of the plans that earlier versions wrote. Those have no `query`, and the rules of kind `change` are in a list of their
 * own, without their kind.
 */
import type { Plan, PlanRule, TransformPlan } from "../plan";
import { ruleKinds, type RuleWords } from "./index";
import { milliseconds } from "./milliseconds";

/** The rules of a plan, whichever version wrote it. */
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
 * A plan as earlier versions wrote it, over which a run's fingerprint is taken. A query follows from the rest of its rule, so a better
 * one is no reason to build a table again; nor is an upgrade from such a version.
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
