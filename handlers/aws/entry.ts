/** What every Lambda function does around its handler. */
import type { FunctionStep } from "../../contract/derive/step-contract";
import type { Environment } from "../../contract/environment";
import { failure } from "../../core/run/failure";
import { systemClock } from "../../core/run/clock";
import type { Ports } from "../../core/run/ports";
import { makeJsonLog } from "./log";
import { openBucket } from "./bucket-store";

/** What all events have in common. Ingest's event does not name the data set: it is the function's. */
interface Event {
  readonly run: string;
  readonly dataset?: string;
}

/** The ports of one event, and how to write to standard output. */
export interface Surroundings<More extends object> {
  readonly ports: Pick<Ports, "store" | "clock" | "log"> & More;
  readonly write: (line: string) => void;
  /** Milliseconds until Lambda stops the function; undefined outside Lambda. */
  readonly remaining: number | undefined;
}

/** What Lambda says about a call. */
export interface Context {
  getRemainingTimeInMillis?(): number;
}

/**
 * Makes a function from a handler. All its events share the store, the clock and the ports in `more`; each has a log with its run's
 * name. Fails with `EventRefused` for an event of another data set.
 */
export function makeEntry<E extends Event, R, More extends object>(
  step: Capitalize<FunctionStep>,
  dataset: string,
  { LAKE_BUCKET }: Environment<"convert">,
  more: More,
  handle: (event: E, surroundings: Surroundings<More>) => Promise<R>,
): (event: E, context?: Context) => Promise<R> {
  const shared = { ...more, store: openBucket(LAKE_BUCKET), clock: systemClock };
  const write = (line: string) => void process.stdout.write(`${line}\n`);

  return async (event, context) => {
    const log = makeJsonLog({ dataset, run: event.run, step }, shared.clock, write);
    try {
      if (event.dataset !== undefined && event.dataset !== dataset)
        throw failure(
          "EventRefused",
          `This function is ${step} of ${dataset}, but the event is for ${JSON.stringify(event.dataset)}: send it to that data set's function.`,
        );
      const remaining = context?.getRemainingTimeInMillis?.();
      const result = await handle(event, { ports: { ...shared, log }, write, remaining });
      log.end();
      log.info(`${step} ends`, { result });
      return result;
    } catch (error) {
      log.end();
      log.error(error);
      throw error;
    }
  };
}
