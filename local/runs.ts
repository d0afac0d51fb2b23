import { runs, startedKey } from "../contract/keys";
import type { Started } from "../core/run/documents";
import type { ObjectStore } from "../core/run/ports";
import { knownHistory } from "../core/run/history";
import { findIntact } from "../core/run/state";

/** The last run to begin among those that `has` accepts, or undefined. A run with an unreadable start counts as the earliest. */
export async function lastRun(
  store: ObjectStore,
  dataset: string,
  has: (run: string) => Promise<boolean>,
): Promise<string | undefined> {
  const known = await knownHistory(store, dataset);
  const began: { readonly run: string; readonly startedAt: string }[] = [];
  for await (const name of store.names(runs(dataset))) {
    if (!name.endsWith("/")) continue;
    const run = name.slice(0, -1);
    const facts = known.runs[run] ?? (await findIntact<Started>(store, startedKey(dataset, run)));
    began.push({ run, startedAt: facts?.startedAt ?? "" });
  }
  // If times are equal, the first name.
  began.sort((a, b) => (a.startedAt === b.startedAt ? 0 : a.startedAt > b.startedAt ? -1 : 1));
  for (const { run } of began) if (await has(run)) return run;
  return undefined;
}
