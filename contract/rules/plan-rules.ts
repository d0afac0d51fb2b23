/** The rules of contracts and plans, of any kind. */
import type { Dataset, Rule } from "../dataset";
import type { PlanRule } from "../plan";
import { impliedKinds, ruleKinds, type RuleWords } from "./index";
import type { Broken, PageRow, RuledTable, RuleKind } from "./rule";

/** The kind of a contract's rule. */
export const kindOf = ({ kind }: Pick<RuleWords, "kind">): RuleKind<RuleWords> => ruleKinds[kind];

/** The rules of a table's plan: the implied ones, then the contract's. */
export const planRules = (table: RuledTable, rules: readonly Rule[]): readonly PlanRule[] => [
  ...impliedKinds.flatMap((kind) => kind.rules(table)),
  ...rules.map((rule) => planRule(rule, table)),
];

function planRule(rule: Rule, table: RuledTable): PlanRule {
  const { name, severity = "error", ...words } = rule;
  const kind = kindOf(rule);
  if ("violation" in kind) return { name, severity, kind: "row", violation: kind.violation(rule, table) };
  return { name, severity, ...words, ...("query" in kind ? { query: kind.query(rule, table) } : {}) };
}

/** The rules on the data set's page: the implied ones, then the contract's. */
export const pageRows = (
  table: RuledTable,
  { rules, table: { columns } }: Pick<Dataset, "rules" | "table">,
): readonly PageRow[] => [
  ...impliedKinds.flatMap((kind) => kind.page(table)),
  ...rules.map((rule): PageRow => [
    `\`${rule.name}\``,
    rule.severity ?? "error",
    kindOf(rule).inWords(rule, columns),
  ]),
];

/** True if a rule lets an empty table replace one with rows. */
export const mayBeEmpty = (rules: readonly (Rule | PlanRule)[]): boolean =>
  rules.some((rule) => countsKind(rule)?.mayBeEmpty?.(rule as RuleWords));

/** True if Publish judges a rule of a plan by row counts, instead of an engine. */
export const isCounts = (rule: PlanRule): boolean => countsKind(rule) !== undefined;

/** The rules that these row counts break. `published`: rows of the table to compare with; undefined if there is no such table. */
export const brokenByCounts = (
  rules: readonly PlanRule[],
  now: number,
  published: number | undefined,
): readonly (Pick<PlanRule, "name" | "severity"> & Broken)[] =>
  rules.flatMap((rule) => {
    const broken = countsKind(rule)?.counts(rule as unknown as RuleWords, now, published);
    return broken ? [{ name: rule.name, severity: rule.severity, ...broken }] : [];
  });

/** The kind of a rule if Publish judges it. A plan's conditions have kind `row`, which contracts do not have. */
function countsKind({ kind }: Rule | PlanRule) {
  if (!Object.hasOwn(ruleKinds, kind)) return undefined;
  const found = kindOf({ kind } as Pick<RuleWords, "kind">);
  return "counts" in found ? found : undefined;
}
