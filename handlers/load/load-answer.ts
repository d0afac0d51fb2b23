/** What Load is asked, and what it answers: small, since it is the state machine's data. */
import type { LoadStep } from "../../contract/derive/redshift-load";

/** A load that goes on: what the next call needs to know. */
export interface Running {
  readonly status: "running";
  /** Seconds until it is worth asking again, 1 to 30. */
  readonly wait: number;
  /** What the warehouse is doing: it says what it holds, or it replaces the table. */
  readonly what: "question" | "transaction";
  /** Id of what was sent. */
  readonly statement: string;
  /** What each statement of the transaction is for. */
  readonly steps: readonly LoadStep[];
  /** Number of the pointer. */
  readonly number: number;
  /** When the load began; ISO 8601, UTC. */
  readonly since: string;
  /** How often it was begun, since others were at work at the same moment. */
  readonly tries: number;
}

/** A load that is over. */
export interface Ended {
  /** `superseded`: others loaded this run or a later one meanwhile. */
  readonly status: "loaded" | "unchanged" | "superseded";
  /** Of the pointer that was to be loaded. */
  readonly number: number;
  readonly rows: number;
}

export type LoadAnswer = Running | Ended;

export interface LoadEvent {
  readonly dataset: string;
  /** The published table: the data set's own, or that of its analysis. */
  readonly table: string;
  /** Of the execution; what is loaded is the pointer's run. */
  readonly run: string;
  /** What Load answered last. */
  readonly load: { readonly status: "begin" } | LoadAnswer;
}
