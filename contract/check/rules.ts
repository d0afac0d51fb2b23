import type { Dataset, Rule } from "../dataset";
import { decimalOf } from "../types";
import { repeated, type Report } from "./fault";
import { hint } from "./near";
import { nameFault } from "./name-faults";

/** Faults of the quality rules. */
export function ruleFaults({ rules, table, stage }: Dataset, report: Report): void {
  const implied = new Set([
    "key_not_null",
    "key_unique",
    ...Object.keys(table.columns).map((name) => `not_null_${name}`),
  ]);
  for (const [index, name] of repeated(rules.map((rule) => rule.name)))
    report(`rules[${index}].name`, `"${name}" is the name of a rule before; give each its own`);
  rules.forEach((rule, index) => {
    const path = `rules[${index}]`;
    nameFault(rule.name, `${path}.name`, report);
    if (implied.has(rule.name))
      report(
        `${path}.name`,
        `"${rule.name}" is a rule that every run checks by itself; leave it out or rename it`,
      );
    ruleFault(rule, path, table.columns, stage, report);
  });
}

function ruleFault(
  rule: Rule,
  path: string,
  columns: Dataset["table"]["columns"],
  stage: Dataset["stage"],
  report: Report,
): void {
  const unknown = (name: string, of: Readonly<Record<string, unknown>>, where: string, property: string) => {
    if (Object.hasOwn(of, name)) return false;
    report(`${path}.${property}`, `"${name}" is no column of ${where} ${hint(name, Object.keys(of))}`);
    return true;
  };
  switch (rule.kind) {
    case "range": {
      if (rule.min > rule.max) report(`${path}.min`, `${rule.min} is above max, ${rule.max}; swap them`);
      if (unknown(rule.column, columns, "the table", "column")) return;
      const { type } = columns[rule.column]!;
      if (!["int", "bigint", "double"].includes(type) && !decimalOf(type))
        report(`${path}.column`, `"${rule.column}" is ${type}; a range is for numbers (use an expression)`);
      return;
    }
    case "covers": {
      const noColumn = unknown(rule.column, columns, "the table", "column");
      const noStage = unknown(rule.stage, stage, "stage", "stage");
      if (noColumn || noStage) return;
      const [wanted, given] = [stage[rule.stage]!.type, columns[rule.column]!.type];
      if (wanted !== given)
        report(
          `${path}.stage`,
          `"${rule.stage}" is ${wanted}, "${rule.column}" is ${given}; compare like with like`,
        );
      return;
    }
    case "expression":
      if (rule.sql.trim() === "")
        report(`${path}.sql`, "is empty; write a condition that is true for each row");
      if (/;|--/.test(rule.sql))
        report(`${path}.sql`, 'holds ";" or "--"; write one condition and no comment');
      return;
    case "rows":
      if (!Number.isSafeInteger(rule.min) || rule.min < 0)
        report(`${path}.min`, `${rule.min} is no number of rows; a whole number from 0`);
      return;
    case "change":
      if (!(Number.isFinite(rule.max) && rule.max >= 0))
        report(`${path}.max`, `${rule.max} is not a share; 0 (no change) or more, 0.1 is a tenth`);
  }
}
