import { runPrefixes, startedKey } from "../../contract/keys";
import type { ObjectStore } from "./ports";

/** How many keys one delete call takes: S3's limit. */
const batch = 1_000;

type Removing = Pick<ObjectStore, "list" | "delete">;

/** Removes every key under a prefix except `spared`. */
export async function removePrefix(store: Removing, prefix: string, spared?: string): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) if (key !== spared) keys.push(key);
  for (let first = 0; first < keys.length; first += batch)
    await store.delete(keys.slice(first, first + batch));
}

/**
 * Removes every key of a run, zone by zone, its `started.json` last. Until then a later sweep still knows the run's age, so it
 * finishes an interrupted removal.
 */
export async function removeRun(store: Removing, dataset: string, run: string): Promise<void> {
  const last = startedKey(dataset, run);
  for (const prefix of runPrefixes(dataset, run)) await removePrefix(store, prefix, last);
  await store.delete([last]);
}
