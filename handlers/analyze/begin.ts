import type { AnalysisPlan } from "../../contract/analysis-plan";
import { planKey, startedKey } from "../../contract/keys";
import type { Started } from "../../core/run/documents";
import type { Ports } from "../../core/run/ports";
import { createJson, readJson } from "../../core/run/state";

/** Writes down that an analysis begins and by which plan; a try that comes later takes the first one's. */
export async function begin(
  { store, clock }: Pick<Ports, "store" | "clock">,
  run: string,
  plan: AnalysisPlan,
): Promise<AnalysisPlan> {
  const { dataset, source } = plan;
  const startedAt = clock.now().toISOString();
  const started: Started = { version: 1, dataset, run, date: source.date, startedAt };
  await createJson(store, startedKey(dataset, run), started);
  const key = planKey(dataset, run);
  return (await createJson(store, key, plan)) ? plan : readJson<AnalysisPlan>(store, key);
}
