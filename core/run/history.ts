/**
 * What is known of a data set's runs and pointers. Neither changes once it is written, so each is read once and stands in one
 * document from then on: a sweep asks the store the same few questions however many runs are kept. The document holds nothing that
 * the store does not: one that is missing, damaged or overwritten by another sweep costs the reading again.
 */
import { historyKey, startedKey } from "../../contract/keys";
import type { Pointer, Started } from "./documents";
import type { ObjectStore } from "./ports";
import { findIntact, pointerNumbers, readJson, readPointer, replaceJson } from "./state";

/** What is known of a pointer. */
export type PointerFacts = Pick<Pointer, "run" | "attempt" | "publishedAt"> & {
  /** Records of its run that were quarantined. */
  readonly quarantined: number;
};

/** What is known of a run. */
export interface RunFacts {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** It was old enough to count as dead, and has a manifest or no raw files: it is kept for its time. */
  readonly settled?: true;
}

export interface History {
  readonly version: 1;
  readonly dataset: string;
  /** By number, as far back as a sweep needs them. */
  readonly pointers: Readonly<Record<string, PointerFacts>>;
  /** By name, those that are in the store. */
  readonly runs: Readonly<Record<string, RunFacts>>;
}

/** What sweeps have written down; nothing is known at first. */
export async function knownHistory(store: Pick<ObjectStore, "get">, dataset: string): Promise<History> {
  const none: History = { version: 1, dataset, pointers: {}, runs: {} };
  const found = await findIntact<History>(store, historyKey(dataset));
  return found?.version === none.version ? found : none;
}

/** Writes down what is known now, unless it was known before. */
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
 * The current pointer, whatever its age, and those that were superseded after `cutoff` (milliseconds since 1970), the newest first.
 * What is known of a pointer is believed where the newest that is known still says the same: a person may have removed
 * the newest ones, and others have taken their numbers since.
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

/** When a run began; fails as `readJson` does. */
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
