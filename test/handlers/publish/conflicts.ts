/** Finds the calls whose order between processes can matter, from what the calls touch. */

const isWrite = (call: string) => /^(store\.(put|create|delete)|catalog\.put) /.test(call);
const target = (call: string) => call.slice(call.indexOf(" ") + 1);
const port = (call: string) => call.slice(0, call.indexOf("."));
const isListing = (call: string) => call.startsWith("store.list ");

/** Whether two calls, named as `intercept` names them, touch the same and one of them may change it. */
export function conflict(a: string, b: string): boolean {
  if ((!isWrite(a) && !isWrite(b)) || port(a) !== port(b)) return false;
  if (isListing(a)) return target(b).startsWith(target(a));
  if (isListing(b)) return target(a).startsWith(target(b));
  return target(a) === target(b);
}

/**
 * The calls of processes that conflict with a call of another process, learned from the orders that were run. All
 * others commute with whatever the other processes do: an order that interrupts a process there ends as one that
 * interrupts it at its next call that conflicts.
 */
export function makeConflicts(processes: number) {
  const seen = Array.from({ length: processes }, () => new Set<string>());
  let known: readonly ReadonlySet<string>[] = seen.map(() => new Set());
  let conflicting = known;
  return {
    /** Whether a process waits for its turn before a call; the same answer until `learn` is called. */
    waits: (process: number) => (call: string) => {
      seen[process]!.add(call);
      return !known[process]!.has(call) || conflicting[process]!.has(call);
    },
    /** Takes in the calls of the orders since; false when there was no new one. */
    learn: (): boolean => {
      const isNew = seen.some((calls, process) => calls.size > known[process]!.size);
      known = seen.map((calls) => new Set(calls));
      const others = known.map((_, process) =>
        known.flatMap((calls, other) => (other === process ? [] : [...calls])),
      );
      conflicting = known.map(
        (calls, process) =>
          new Set([...calls].filter((call) => others[process]!.some((other) => conflict(call, other)))),
      );
      return isNew;
    },
  };
}
