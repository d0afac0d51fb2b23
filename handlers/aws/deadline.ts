/** Ends waits for a source before Lambda ends the function, so that the run fails with a name. */
import type { Clock, Ports } from "../../core/run/ports";
import { sourceFailure } from "../../core/sources/source-failures";

/** Milliseconds reserved for what a failing function still does; at most half of the function's time. */
const reserve = 60_000;

/**
 * Calls `use` with ports whose requests and waits fail with `SourceUnavailable` `reserve` before the function ends. `remaining`:
 * milliseconds that the function has left; undefined for no limit.
 */
export async function withDeadline<P extends Pick<Ports, "fetch" | "clock">, R>(
  ports: P,
  remaining: number | undefined,
  use: (ports: P) => Promise<R>,
): Promise<R> {
  if (remaining === undefined) return use(ports);
  const left = remaining - Math.min(reserve, remaining / 2);
  const ends = ports.clock.now().getTime() + left;
  const over = () =>
    sourceFailure(
      "SourceUnavailable",
      `The source has not given everything within ${Math.round(left / 1000)} s, which is what the function has time for; it is tried again later.`,
    );
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(over()), left);
  const clock: Clock = {
    ...ports.clock,
    sleep: async (milliseconds) => {
      if (ports.clock.now().getTime() + milliseconds >= ends) throw over();
      await ports.clock.sleep(milliseconds);
    },
  };
  const fetch: Ports["fetch"] = (url, init) =>
    ports.fetch(url, { ...init, signal: AbortSignal.any([init.signal, ended.signal]) });
  try {
    return await use({ ...ports, clock, fetch });
  } finally {
    clearTimeout(timer);
  }
}
