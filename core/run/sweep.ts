/** Removes runs that were superseded long ago, runs that were never published, and runs that died before they were complete. */
import { manifestKey, rawPrefix, runPrefixes, runs, startedKey, zones } from "../../contract/keys";
import type { Started } from "./documents";
import { isFailure } from "./failure";
import type { ObjectStore, Ports } from "./ports";
import { removeRun } from "./remove";
import { currentPointer, replaceJson } from "./state";
import { knownHistory, pointersSince, runFacts, writeHistory, type History, type RunFacts } from "./history";
import { retention } from "./retention";

const hour = 3_600_000;

/**
 * Milliseconds from a run's start after which a sweep removes its raw files if it has no manifest: it died on the way. There are no
 * locks, so only its age tells a dead run from a live one. Ingest gives up an hour earlier (ingest/late.ts).
 */
export const ingestLimit = 24 * hour;

type SweepPorts = Pick<Ports, "store" | "clock" | "log">;

/**
 * Removes what is due and never fails: a fault becomes a warning, and the next sweep does the rest. `days`: how long to keep runs
 * if no plan says so yet.
 *
 * A run is due unless a pointer within retention names it, or it began within retention. That covers both rules at once, because a
 * run that was superseded that long ago began earlier still. So the sweep reads only the pointers of the last days, not the whole
 * history. It spares the run that sweeps, because a retry of its Publish may need it.
 *
 * A run that no pointer names and that has raw files but no manifest is due after `ingestLimit` already: it can never be completed.
 *
 * A run with keys but no `started.json` is left over from an interrupted sweep, or from a step that wrote after the sweep: Ingest
 * writes `started.json` before anything else, a sweep removes it last, and the sweep looks for it after listing the keys.
 */
export async function sweep(ports: SweepPorts, dataset: string, run: string, days?: number): Promise<void> {
  const { store, clock, log } = ports;
  // One run that cannot be removed must not keep all others in the store.
  const faults: unknown[] = [];
  try {
    const current = await currentPointer(store, dataset);
    const cutoff = clock.now().getTime() - (await retention(store, dataset, [current?.run, run], days));
    const known = await knownHistory(store, dataset);
    const present = await presentRuns(store, dataset);
    // Read after listing the runs: the sweep then sees a run as published if that happens while it lists.
    const pointers = await pointersSince(store, dataset, cutoff, known);
    const kept = new Set([...pointers.values()].map((pointer) => pointer.run));
    const left: Record<string, RunFacts> = {};
    for (const candidate of present) {
      if (candidate === run && !kept.has(candidate)) continue;
      const judged = kept.has(candidate)
        ? runFacts(store, dataset, candidate, known).catch(() => undefined)
        : removeIfDue(ports, dataset, candidate, cutoff, known);
      const facts = await judged.catch((error: unknown) => void faults.push(error));
      if (facts) left[candidate] = facts;
    }
    await writeHistory(store, known, { pointers: Object.fromEntries(pointers), runs: left });
  } catch (error) {
    faults.push(error);
  }
  if (faults.length === 0) return;
  const [first] = faults;
  const why = first instanceof Error ? `${first.name}: ${first.message}` : String(first);
  log.warn(`${dataset}: old runs were not all removed (${why}). The next run tries again.`);
}

/** Removes a run if no pointer within retention names it and it is due; otherwise returns what is known of it. */
async function removeIfDue(
  ports: SweepPorts,
  dataset: string,
  run: string,
  cutoff: number,
  known: History,
): Promise<RunFacts | undefined> {
  const { store, clock } = ports;
  let facts: RunFacts;
  try {
    facts = await runFacts(store, dataset, run, known);
  } catch (error) {
    if (isFailure(error, "StateDamaged")) return restart(ports, dataset, run);
    if (!isFailure(error, "StateMissing")) throw error;
    return removeLeftovers(store, dataset, run);
  }
  const began = Date.parse(facts.startedAt);
  // An unreadable time compares as not older, so nothing is removed on a guess.
  if (began < cutoff) return removeWhole(store, dataset, run);
  if (facts.settled || !(began < clock.now().getTime() - ingestLimit)) return facts;
  const died =
    !(await store.head(manifestKey(dataset, run))) && (await hasKeys(store, rawPrefix(dataset, run)));
  return died ? removeWhole(store, dataset, run) : { ...facts, settled: true };
}

async function removeWhole(store: ObjectStore, dataset: string, run: string): Promise<undefined> {
  await removeRun(store, dataset, run);
}

/** Removes keys without a `started.json`. Looks for it again after listing the keys, because it is written first. */
async function removeLeftovers(store: ObjectStore, dataset: string, run: string): Promise<undefined> {
  for (const prefix of runPrefixes(dataset, run)) {
    if (!(await hasKeys(store, prefix))) continue;
    if (!(await store.head(startedKey(dataset, run)))) await removeRun(store, dataset, run);
    return;
  }
}

async function hasKeys(store: Pick<ObjectStore, "list">, prefix: string): Promise<boolean> {
  for await (const _ of store.list(prefix)) return true;
  return false;
}

/** Never removes on a guess: keeps a run with an unreadable age as if it began now, and removes it after its retention. */
async function restart({ store, clock, log }: SweepPorts, dataset: string, run: string): Promise<RunFacts> {
  const key = startedKey(dataset, run);
  const startedAt = clock.now().toISOString();
  const started: Started = { version: 1, dataset, run, date: startedAt.slice(0, 10), startedAt };
  await replaceJson(store, key, started);
  log.warn(`${key} was damaged, and is written again: the run counts as begun at ${startedAt}.`);
  return { startedAt };
}

/** Every run that has a key in any zone: one request per zone, however many keys a run has. */
async function presentRuns(store: Pick<ObjectStore, "names">, dataset: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const zone of zones) {
    const prefix = zone === "state" ? runs(dataset) : `${zone}/${dataset}/`;
    for await (const name of store.names(prefix)) if (name.endsWith("/")) found.add(name.slice(0, -1));
  }
  return found;
}
