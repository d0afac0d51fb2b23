import { runs, startedKey } from "../contract/keys";
import type { Started } from "../handlers/documents";
import type { ObjectStore } from "../handlers/ports";
import { findIntact } from "../handlers/state";

/** The run that began last among those that `has` accepts, or nothing. One whose start cannot be read began first. */
export async function lastRun(
  store: ObjectStore,
  dataset: string,
  has: (run: string) => Promise<boolean>,
): Promise<string | undefined> {
  const names = new Set<string>();
  for await (const { key } of store.list(runs(dataset)))
    names.add(key.slice(runs(dataset).length).split("/")[0] ?? "");
  let last: { run: string; startedAt: string } | undefined;
  for (const run of names) {
    const startedAt = (await findIntact<Started>(store, startedKey(dataset, run)))?.startedAt ?? "";
    if ((last === undefined || startedAt > last.startedAt) && (await has(run))) last = { run, startedAt };
  }
  return last?.run;
}
