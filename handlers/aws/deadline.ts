/** Ends what waits for a source before Lambda ends the function, so that the run fails by name. */
import type { Clock, Ports } from "../../core/run/ports";
import { sourceFailure } from "../../core/sources/source-failures";

/** Milliseconds for what a failing function still does; half of a function's time where that is less. */
const reserve = 60_000;

/**
 * Calls `use` with ports whose requests and waits end `reserve` before the function does, by `SourceUnavailable`. `remaining`:
 * milliseconds that the function has; undefined for no end.
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
