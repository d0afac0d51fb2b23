/** Removes runs that are superseded for long, and runs that were never published. */
import { runs, startedKey, zones } from "../../contract/keys";
import type { Started } from "../documents";
import type { ObjectStore, Ports } from "../ports";
import { currentPointer, findIntact, pointerNumbers, readPointer, replaceJson } from "../state";
import { removeRun } from "../remove";
import { retention } from "./retention";

/**
 * Removes what is due and never fails: a fault becomes a warning, and the next sweep does the rest. `days`: how long
 * runs are kept where no plan says it yet.
 *
 * A run is due unless a pointer within retention names it, or it began within retention. That says both rules
 * at once, since a run that was superseded that long ago began earlier still: so only the pointers of the last
 * days are read, not the whole history. The run that sweeps is spared: a retry of its Publish may need it.
 *
 * A run with keys but no `started.json` is what a cut-off sweep, or a step that wrote after the sweep, left:
 * Ingest writes `started.json` before anything else, a sweep removes it last, and it is looked for after the
 * keys were listed.
 */
export async function sweep(
  ports: Pick<Ports, "store" | "clock" | "log">,
  dataset: string,
  run: string,
  days?: number,
): Promise<void> {
  const { store, clock, log } = ports;
  // One run that cannot be removed must not keep all others in the store.
  const faults: unknown[] = [];
  try {
    const current = await currentPointer(store, dataset);
    const cutoff = clock.now().getTime() - (await retention(store, dataset, [current?.run, run], days));
    const candidates = await presentRuns(store, dataset);
    // After the candidates: a run that is published while this sweep lists is then seen as published.
    const kept = await keptRuns(store, dataset, cutoff);
    for (const candidate of candidates) {
      if (candidate === run || kept.has(candidate)) continue;
      await removeIfOld(ports, dataset, candidate, cutoff).catch((error: unknown) => faults.push(error));
    }
  } catch (error) {
    faults.push(error);
  }
  if (faults.length === 0) return;
  const [first] = faults;
  const why = first instanceof Error ? `${first.name}: ${first.message}` : String(first);
  log.warn(`${dataset}: old runs were not all removed (${why}). The next run tries again.`);
}

async function removeIfOld(
  ports: Pick<Ports, "store" | "clock" | "log">,
  dataset: string,
  run: string,
  cutoff: number,
): Promise<void> {
  const { store } = ports;
  const key = startedKey(dataset, run);
  let damaged: Error | undefined;
  const started = await findIntact<Started>(store, key, (fault) => (damaged = fault));
  if (damaged) return restart(ports, dataset, run);
  if (started && !(Date.parse(started.startedAt) < cutoff)) return;
  await removeRun(store, dataset, run);
}

/** Nothing is removed on a guess: a run whose age cannot be read is kept as if it began now, and removed in its time. */
async function restart(
  { store, clock, log }: Pick<Ports, "store" | "clock" | "log">,
  dataset: string,
  run: string,
): Promise<void> {
  const key = startedKey(dataset, run);
  const startedAt = clock.now().toISOString();
  const started: Started = { version: 1, dataset, run, date: startedAt.slice(0, 10), startedAt };
  await replaceJson(store, key, started);
  log.warn(`${key} was damaged, and is written anew: the run counts as begun at ${startedAt}.`);
}

/** Every run that has a key in any zone. */
async function presentRuns(store: Pick<ObjectStore, "list">, dataset: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const zone of zones) {
    const prefix = zone === "state" ? runs(dataset) : `${zone}/${dataset}/`;
    for await (const { key } of store.list(prefix)) {
      const run = key.slice(prefix.length).split("/")[0];
      if (run) found.add(run);
    }
  }
  return found;
}

/** The current run, whatever its age, and those superseded after `cutoff` (milliseconds since 1970). */
async function keptRuns(
  store: Pick<ObjectStore, "get" | "list">,
  dataset: string,
  cutoff: number,
): Promise<Set<string>> {
  const kept = new Set<string>();
  // A run that stands in several pointers is kept for the last of them, which is met first.
  let supersededAt = Infinity;
  for (const number of (await pointerNumbers(store, dataset)).reverse()) {
    if (supersededAt < cutoff) break;
    const pointer = await readPointer(store, dataset, number);
    kept.add(pointer.run);
    supersededAt = Date.parse(pointer.publishedAt);
  }
  return kept;
}
