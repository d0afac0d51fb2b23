import { planKey } from "../../contract/keys";
import type { Plan } from "../../contract/plan";
import type { ObjectStore } from "../ports";
import { readJson } from "../state";

const day = 86_400_000;

/**
 * Milliseconds after which a superseded or never published run is removed, as the plan of `run` says: the
 * published run, or one's own where nothing is published. A day at least: a run under way is never removed.
 */
export async function retention(
  store: Pick<ObjectStore, "get">,
  dataset: string,
  run: string,
): Promise<number> {
  const { retentionDays } = await readJson<Plan>(store, planKey(dataset, run));
  return Math.max(1, retentionDays) * day;
}
