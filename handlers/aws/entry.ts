/** What every Lambda function does around its handler. */
import type { FunctionStep } from "../../contract/derive/step-contract";
import type { CredentialsWords } from "../../contract/sources";
import { failure } from "../../core/run/failure";
import type { Ports } from "../../core/run/ports";
import { makeJsonLog } from "./log";
import { makeAwsPorts, type PortVariables } from "./aws-ports";

/** What all events have in common. Ingest's event does not name the data set: it is the function's. */
interface Event {
  readonly run: string;
  readonly dataset?: string;
}

/** The ports of one event, and how to write to standard output. */
export interface Surroundings {
  readonly ports: Ports;
  readonly write: (line: string) => void;
  /** Milliseconds until Lambda stops the function; undefined outside Lambda. */
  readonly remaining: number | undefined;
}

/** What Lambda says about a call. */
export interface Context {
  getRemainingTimeInMillis?(): number;
}

/**
 * Makes a function from a handler: it creates the clients once, and for each event a log with the run's name. Fails with
 * `EventRefused` for an event of another data set. `credentials`: those that the source of the data set reads.
 */
export function makeEntry<E extends Event, R>(
  step: Capitalize<FunctionStep>,
  dataset: string,
  env: PortVariables,
  handle: (event: E, surroundings: Surroundings) => Promise<R>,
  credentials?: CredentialsWords,
): (event: E, context?: Context) => Promise<R> {
  const shared = makeAwsPorts(env, credentials);
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
