/** Stops an Ingest that takes too long: the sweep of another run would take it for dead. */
import { startedKey } from "../../contract/keys";
import type { Started } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { ingestLimit } from "../../core/run/sweep";
import { findJson } from "../../core/run/state";

const hour = 3_600_000;

/**
 * Fails with `IngestExpired` from the last hour of `ingestLimit` on. A manifest written before that is visible to sweeps well
 * before its run would count as dead, so no manifest names raw files that a sweep is removing.
 */
export async function refuseLate(
  { store, clock }: Pick<Ports, "store" | "clock">,
  dataset: string,
  run: string,
): Promise<void> {
  const started = await findJson<Started>(store, startedKey(dataset, run));
  const hours = ingestLimit / hour - 1;
  if (started && clock.now().getTime() - Date.parse(started.startedAt) < hours * hour) return;
  throw failure(
    "IngestExpired",
    `${dataset}, run ${run}: it started ${started ? `at ${started.startedAt}` : "so long ago that it was removed"}, and its raw files were not complete within ${hours} hours. ` +
      `Such a run counts as dead, and other runs may remove its files. Start a new run with a smaller archive, or download the archive first and give it with --archive.`,
  );
}
