/** What every Lambda function does around its handler. */
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { settings, type Settings } from "./environment";
import { makeJsonLog } from "./log";
import { makeAwsPorts } from "./ports";

/** What the events have in common. Ingest's is of its function's data set and does not say so. */
interface Event {
  readonly run: string;
  readonly dataset?: string;
}

/** The ports of one event, what its environment says, and the way to standard output. */
export interface Surroundings {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly write: (line: string) => void;
  /** Milliseconds until Lambda stops the function; undefined where something else runs it. */
  readonly remaining: number | undefined;
}

/** What Lambda says of a call. */
export interface Context {
  getRemainingTimeInMillis?(): number;
}

/**
 * Makes a function of a handler: environment and clients once, a log with the run's name for each event. Fails with
 * `EnvironmentIncomplete` at once, with `EventRefused` for an event of another data set.
 */
export function makeEntry<E extends Event, R>(
  step: string,
  dataset: string,
  handle: (event: E, surroundings: Surroundings) => Promise<R>,
): (event: E, context?: Context) => Promise<R> {
  const set = settings(process.env);
  const shared = makeAwsPorts(set);
  const write = (line: string) => void process.stdout.write(`${line}\n`);

  return async (event, context) => {
    const log = makeJsonLog({ dataset, run: event.run, step }, shared.clock, write);
    try {
      if (event.dataset !== undefined && event.dataset !== dataset)
        throw failure(
          "EventRefused",
          `This is ${step} of ${dataset}, and the event is of ${JSON.stringify(event.dataset)}: send it to that data set's function.`,
        );
      const remaining = context?.getRemainingTimeInMillis?.();
      const result = await handle(event, { ports: { ...shared, log }, settings: set, write, remaining });
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
