/**
 * What sweeps know of a data set's runs and pointers. Neither changes once written, so a sweep reads each once and keeps it in one
 * document: later sweeps ask the store the same few questions, however many runs are kept. The document holds nothing that the
 * store does not. If it is missing, damaged or overwritten by another sweep, the only cost is reading again.
 */
import { historyKey, startedKey } from "../../contract/keys";
import type { Pointer, Started } from "./documents";
import type { ObjectStore } from "./ports";
import { findIntact, pointerNumbers, readJson, readPointer, replaceJson } from "./state";

/** What a sweep knows of a pointer. */
export type PointerFacts = Pick<Pointer, "run" | "attempt" | "publishedAt"> & {
  /** Records of its run that were quarantined. */
  readonly quarantined: number;
};

/** What a sweep knows of a run. */
export interface RunFacts {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** True if it was old enough to count as dead but has a manifest or no raw files: it is kept for the retention period. */
  readonly settled?: true;
}

export interface History {
  readonly version: 1;
  readonly dataset: string;
  /** By number, as far back as sweeps need them. */
  readonly pointers: Readonly<Record<string, PointerFacts>>;
  /** By name; only those in the store. */
  readonly runs: Readonly<Record<string, RunFacts>>;
}

/** What earlier sweeps recorded; empty at first. */
export async function knownHistory(store: Pick<ObjectStore, "get">, dataset: string): Promise<History> {
  const none: History = { version: 1, dataset, pointers: {}, runs: {} };
  const found = await findIntact<History>(store, historyKey(dataset));
  return found?.version === none.version ? found : none;
}

/** Records what is known now, if that has changed. */
export async function writeHistory(
  store: Pick<ObjectStore, "put">,
  before: History,
  now: Pick<History, "pointers" | "runs">,
): Promise<void> {
  const settled = ({ runs }: Pick<History, "runs">) =>
    Object.values(runs).filter((run) => run.settled).length;
  if (
    sameNames(before.pointers, now.pointers) &&
    sameNames(before.runs, now.runs) &&
    settled(before) === settled(now)
  )
    return;
  await replaceJson(store, historyKey(before.dataset), { ...before, ...now });
}

const sameNames = (a: object, b: object) =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => name in b);

/**
 * The current pointer, whatever its age, and those that were superseded after `cutoff` (milliseconds since 1970), newest first. It
 * trusts recorded pointers only if the newest recorded one is unchanged in the store: you may have removed the newest ones, and
 * other pointers may have taken their numbers.
 */
export async function pointersSince(
  store: Pick<ObjectStore, "get" | "names">,
  dataset: string,
  cutoff: number,
  { pointers: known }: Pick<History, "pointers">,
): Promise<ReadonlyMap<number, PointerFacts>> {
  const found = new Map<number, PointerFacts>();
  let believed = false;
  let supersededAt = Infinity;
  for (const number of (await pointerNumbers(store, dataset)).reverse()) {
    if (supersededAt < cutoff) break;
    const before = known[number];
    const facts = believed && before ? before : factsOf(await readPointer(store, dataset, number));
    if (before && before.attempt === facts.attempt && before.publishedAt === facts.publishedAt)
      believed = true;
    found.set(number, facts);
    supersededAt = Date.parse(facts.publishedAt);
  }
  return found;
}

const factsOf = ({ run, attempt, publishedAt, rows }: Pointer): PointerFacts => ({
  run,
  attempt,
  publishedAt,
  quarantined: rows.quarantined,
});

/** When a run began. Fails as `readJson` does. */
export async function runFacts(
  store: Pick<ObjectStore, "get">,
  dataset: string,
  run: string,
  { runs }: Pick<History, "runs">,
): Promise<RunFacts> {
  const known = runs[run];
  if (known) return known;
  const { startedAt } = await readJson<Started>(store, startedKey(dataset, run));
  return { startedAt };
}
