import type { Plan } from "../plan";
import { notNull } from "../rules/not-null";
import { rulesOf } from "../rules/older-plans";
import type { Change } from "./effects";
import { same } from "./same";

/** Changes of the rules that a contract states. Changes of the column report what a column requires. */
export function ruleChanges(before: Plan, after: Plan): Change[] {
  const [stated, wanted] = [statedRules(before), statedRules(after)];
  const changed = [...wanted].flatMap(([name, rule]): Change[] => {
    const former = stated.get(name);
    const what = `rule ${name}`;
    if (!former)
      return [{ effect: rule.severity === "warn" ? "compatible" : "checked at the run", what, how: "added" }];
    const { severity: was, ...said } = former;
    const { severity: is, ...says } = rule;
    const how = was === is ? [] : [`${was} becomes ${is}`];
    if (!same(said, says)) how.unshift("changed");
    if (how.length === 0) return [];
    return [{ effect: is === "warn" ? "compatible" : "checked at the run", what, how: how.join(", ") }];
  });
  const removed = [...stated.keys()]
    .filter((name) => !wanted.has(name))
    .map((name): Change => ({ effect: "compatible", what: `rule ${name}`, how: "removed" }));
  return [...changed, ...removed];
}

function statedRules(plan: Plan) {
  const implied = new Set(notNull.names(plan.transform));
  const rules = rulesOf(plan).filter(({ name }) => !implied.has(name));
  // A query follows from the rest of its rule and from the table's key.
  return new Map(rules.map(({ query: _, ...rule }) => [rule.name, rule]));
}
