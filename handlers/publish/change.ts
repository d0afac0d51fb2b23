/** Whether the new table may follow the published one, by their numbers of rows. */
import { mayBeEmpty } from "../../contract/derive/transform-plan";
import { percent } from "../../contract/percent";
import type { ChangeRule, Plan } from "../../contract/plan";
import type { Pointer, Publication, TransformReport } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import { isGenerated } from "../../core/run/generated";
import type { Ports } from "../../core/run/ports";

/** A broken rule; its violations are the rows beyond what it allows. */
export type BrokenRule = TransformReport["rules"][number];

/**
 * Answers the broken rules of severity `warn`. Fails with `TableEmptied` where a table without rows would replace one with rows and no rule allows that, and with
 * `RuleBroken` where a rule of kind `change` is broken. A share of no rows has no meaning, and the generated sample says
 * nothing about the size of real data: there a `change` rule holds.
 */
export async function judgeChange(
  { store, log }: Pick<Ports, "store" | "log">,
  plan: Plan,
  publication: Publication,
  current: Pointer | undefined,
): Promise<readonly BrokenRule[]> {
  if (!current || current.rows.published === 0) return [];
  const { dataset, run, rows } = publication;
  const where = `${dataset}, run ${run}`;
  const [before, after] = [current.rows.published, rows.published];
  if (after === 0 && !mayBeEmpty(plan.transform.rules)) {
    throw failure(
      "TableEmptied",
      `${where}: the new table has no rows (${rows.read} records read, ${rows.quarantined} quarantined), and the one that ` +
        `run ${current.run} published has ${before}. Nothing is published; readers keep the table they have. Check the ` +
        `source. If an empty table is right, add { name: "may_be_empty", kind: "rows", min: 0 } to the rules in ` +
        `datasets/${dataset}.ts and run again.`,
    );
  }
  // 29 of 100 rows are no more than 0.29 of them, whatever 0.29 * 100 is in binary.
  const broken = (plan.change ?? []).filter(
    ({ max }) => Math.abs(after - before) > max * before * (1 + 1e-12),
  );
  if (broken.length === 0) return [];
  if (publication.generated !== (await isGenerated(store, current))) return [];
  const share = `${(((after - before) / before) * 100).toFixed(1).replace(/^(?!-)/, "+")} %`;
  const told = ({ name, max }: ChangeRule) =>
    `${name} (${before} rows before, ${after} now, ${share}; at most ${percent(max)})`;
  for (const rule of broken)
    if (rule.severity === "warn") log.warn(`${where}: the table breaks the rule ${told(rule)}.`);
  const errors = broken.filter(({ severity }) => severity === "error");
  if (errors.length === 0)
    return broken.map(({ name, severity, max }) => ({
      name,
      severity,
      violations: Math.abs(after - before) - Math.floor(max * before),
    }));
  throw failure(
    "RuleBroken",
    `${where}: the table breaks ${errors.map(told).join(", ")}. Nothing is published; readers keep the table they have. ` +
      `Check the source; if the change is correct, raise "max" of the rule in datasets/${dataset}.ts and run again.`,
  );
}
