/** Checks whether the new table may follow the published one, by their row counts. */
import type { Broken } from "../../contract/rules/rule";
import { brokenByCounts, mayBeEmpty } from "../../contract/rules/plan-rules";
import type { Pointer, Publication } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import { isGenerated } from "../../core/run/generated";
import type { Ports } from "../../core/run/ports";
import type { BrokenRule, Judged } from "./judge";

/**
 * Returns the rules of severity `warn` that the table breaks in comparison with the published one, without those that it breaks by
 * itself. Fails with `TableEmptied` if an empty table would replace one with rows and no rule allows that, and with `RuleBroken`.
 * It does not compare with the generated sample, which says nothing about the size of real data.
 */
export async function judgeChange(
  { store, log }: Pick<Ports, "store" | "log">,
  { rules, brokenRules }: Pick<Judged, "rules" | "brokenRules">,
  publication: Publication,
  current: Pointer | undefined,
): Promise<readonly BrokenRule[]> {
  if (!current) return [];
  const { dataset, run, rows } = publication;
  const where = `${dataset}, run ${run}`;
  const [before, after] = [current.rows.published, rows.published];
  if (before > 0 && after === 0 && !mayBeEmpty(rules)) {
    throw failure(
      "TableEmptied",
      `${where}: the new table has no rows (${rows.read} records read, ${rows.quarantined} quarantined), and the one that ` +
        `run ${current.run} published has ${before}. Nothing is published; readers keep the table they have. Check the ` +
        `source. If an empty table is right, add { name: "may_be_empty", kind: "rows", min: 0 } to the rules in ` +
        `datasets/${dataset}.ts and run again.`,
    );
  }
  const alone = new Set(brokenRules.map(({ name }) => name));
  const broken = brokenByCounts(rules, after, before).filter(({ name }) => !alone.has(name));
  if (broken.length === 0) return [];
  if (publication.generated !== (await isGenerated(store, current))) return [];
  const told = ({ name, how }: { readonly name: string } & Broken) => `${name} (${how})`;
  for (const rule of broken)
    if (rule.severity === "warn") log.warn(`${where}: the table breaks the rule ${told(rule)}.`);
  const errors = broken.filter(({ severity }) => severity === "error");
  if (errors.length === 0)
    return broken.map(({ name, severity, violations }) => ({ name, severity, violations }));
  const remedies = new Set(errors.map(({ remedy = "change the rule" }) => remedy));
  throw failure(
    "RuleBroken",
    `${where}: the table breaks ${errors.map(told).join(", ")}. Nothing is published; readers keep the table they have. ` +
      `Check the source; if the change is correct, ${[...remedies].join(", ")} in datasets/${dataset}.ts and run again.`,
  );
}
