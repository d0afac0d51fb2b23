/** Puts a test between a process and its ports: to choose whose call is next, or to kill it at one. */
import type { Catalog, ObjectStore, Ports } from "../../../core/run/ports";

export type PublishPorts = Pick<Ports, "store" | "catalog" | "clock" | "log">;

/** Does a call's effect, when and if it wants. `name` is e.g. "store.create state/…". */
export type Around = <T>(name: string, effect: () => Promise<T>) => Promise<T>;

/** The ports with every single store and catalog call going through `around`; a delete is a call for each key. */
export function intercept(ports: PublishPorts, around: Around): PublishPorts {
  const { store, catalog } = ports;
  const all = <T>(name: string, items: AsyncIterable<T>) =>
    (async function* () {
      yield* await around(name, async () => {
        const found: T[] = [];
        for await (const item of items) found.push(item);
        return found;
      });
    })();
  const watchedStore: ObjectStore = {
    get: (key, range) => all(`store.get ${key}`, store.get(key, range)),
    list: (prefix) => all(`store.list ${prefix}`, store.list(prefix)),
    names: (prefix) => all(`store.names ${prefix}`, store.names(prefix)),
    head: (key) => around(`store.head ${key}`, () => store.head(key)),
    put: (key, bytes) => around(`store.put ${key}`, () => store.put(key, bytes)),
    create: (key, bytes) => around(`store.create ${key}`, () => store.create(key, bytes)),
    async delete(keys) {
      for (const key of keys) await around(`store.delete ${key}`, () => store.delete([key]));
    },
  };
  const watchedCatalog: Catalog = {
    get: (name) => around(`catalog.get ${name}`, () => catalog.get(name)),
    put: (name, entry, version) => around(`catalog.put ${name}`, () => catalog.put(name, entry, version)),
  };
  return { ...ports, store: watchedStore, catalog: watchedCatalog };
}

/** One of several processes; each call that goes through `around` waits for its turn. */
export type Process = (around: Around) => Promise<unknown>;

/** Which of the waiting processes goes on; `last` is the one that did its call before. */
export type Choose = (waiting: readonly number[], last: number | undefined) => number;

/** Runs processes one call at a time. A process must wait for nothing but its ports. */
export async function interleave(processes: readonly Process[], choose: Choose): Promise<void> {
  const queues: (() => void)[][] = processes.map(() => []);
  const done = processes.map(() => false);
  let notify = () => undefined as void;
  const finished = processes.map(async (process, i) => {
    try {
      await process(async (_name, effect) => {
        await new Promise<void>((go) => {
          queues[i]?.push(go);
          notify();
        });
        return effect();
      });
    } finally {
      done[i] = true;
      notify();
    }
  });
  const failed = Promise.all(finished);
  failed.catch(() => undefined);
  const parked = (i: number) => done[i] === true || (queues[i]?.length ?? 0) > 0;
  let last: number | undefined;
  for (;;) {
    while (!processes.every((_, i) => parked(i))) await new Promise<void>((resolve) => (notify = resolve));
    const waiting = processes.map((_, i) => i).filter((i) => (queues[i]?.length ?? 0) > 0);
    if (waiting.length === 0) break;
    last = choose(waiting, last);
    queues[last]?.shift()?.();
  }
  await failed;
}

/**
 * Runs `once` for every order of calls that takes a process its turn away at most `preemptions` times. Returns
 * how many orders there were. Depth first: each run repeats the choices of the one before up to the last that
 * has another way.
 */
export async function explore(
  once: (choose: Choose) => Promise<void>,
  preemptions = Infinity,
): Promise<number> {
  const path: { taken: number; ways: number }[] = [];
  for (let orders = 1; ; orders += 1) {
    let depth = 0;
    let spent = 0;
    await once((waiting, last) => {
      const free = last === undefined || !waiting.includes(last);
      const ways = free ? waiting : [last, ...(spent < preemptions ? waiting.filter((i) => i !== last) : [])];
      const step = (path[depth] ??= { taken: 0, ways: ways.length });
      depth += 1;
      if (!free && step.taken > 0) spent += 1;
      return ways[step.taken] as number;
    });
    while (path.length > 0 && path.at(-1)!.taken + 1 === path.at(-1)!.ways) path.pop();
    const end = path.at(-1);
    if (!end) return orders;
    end.taken += 1;
  }
}

/** Thrown instead of every call once a process is killed. */
export const killed = "Killed";

/**
 * Kills a process at its call number `at` (from 0), before or after its effect; from then on it does nothing more.
 * `calls` counts what it did.
 */
export function killer(at: number, when: "before" | "after"): { around: Around; calls: () => number } {
  let calls = 0;
  let dead = false;
  const die = () => {
    dead = true;
    throw Object.assign(new Error(killed), { name: killed });
  };
  return {
    calls: () => calls,
    async around(_name, effect) {
      const mine = calls;
      calls += 1;
      if (dead || (mine === at && when === "before")) return die();
      const result = await effect();
      return mine === at ? die() : result;
    },
  };
}
