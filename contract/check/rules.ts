import type { Dataset } from "../dataset";
import { tableColumns } from "../derive/plan-columns";
import { impliedKinds } from "../rules";
import { kindOf } from "../rules/plan-rules";
import { repeated, type Report } from "./fault";
import { nameFault } from "./name-faults";

/** Faults of the quality rules: names are checked here, the rest by the rule's kind. */
export function ruleFaults(dataset: Dataset, report: Report): void {
  const { rules, table } = dataset;
  const described = { columns: tableColumns(dataset), key: table.key };
  const implied = new Set(impliedKinds.flatMap((kind) => kind.names(described)));
  for (const [index, name] of repeated(rules.map((rule) => rule.name)))
    report(`rules[${index}].name`, `"${name}" is already the name of a rule; give each its own name`);
  rules.forEach((rule, index) => {
    const path = `rules[${index}]`;
    nameFault(rule.name, `${path}.name`, report);
    if (implied.has(rule.name))
      report(
        `${path}.name`,
        `"${rule.name}" is a built-in rule that every run checks; remove or rename yours`,
      );
    kindOf(rule).faults(rule, dataset, (property, message) => report(`${path}.${property}`, message));
  });
}
