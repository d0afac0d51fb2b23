import { planKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import { failure } from "./failure";
import type { ObjectStore } from "./ports";
import { findIntact } from "./state";

const day = 86_400_000;

/**
 * Milliseconds after which a superseded or unpublished run is removed. The first plan found among those of `runs` (the published
 * run, then the current one) decides, else `days`. At least a day, so that a run in progress is never removed. Fails with
 * `StateMissing` if neither is known.
 */
export async function retention(
  store: Pick<ObjectStore, "get">,
  dataset: string,
  runs: readonly (string | undefined)[],
  days?: number,
): Promise<number> {
  for (const run of runs) {
    const plan = run === undefined ? undefined : await findIntact<Plan>(store, planKey(dataset, run));
    if (plan) return Math.max(1, plan.retentionDays) * day;
  }
  if (days !== undefined) return Math.max(1, days) * day;
  throw failure(
    "StateMissing",
    `${dataset}: the plans of ${runs.join(" and ")} are missing, so the retention of runs is unknown. Start a new run.`,
  );
}
