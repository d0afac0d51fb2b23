/** Load's event and answer. They are small, because they are the state machine's data. */
import type { LoadStep } from "../../contract/derive/redshift-load";

/** A load in progress: what the next call needs to know. */
export interface Running {
  readonly status: "running";
  /** Seconds to wait before the next call, 1 to 30. */
  readonly wait: number;
  /** What the warehouse is doing: answering what it holds, or replacing the table. */
  readonly what: "question" | "transaction";
  /** Id of the statement or batch that was sent. */
  readonly statement: string;
  /** What each statement of the transaction is for. */
  readonly steps: readonly LoadStep[];
  /** Number of the pointer. */
  readonly number: number;
  /** When the load began; ISO 8601, UTC. */
  readonly since: string;
  /** How many times the load was started, because others were at work at the same moment. */
  readonly tries: number;
}

/** A load that has ended. */
export interface Ended {
  /** `superseded`: another load brought this run or a later one meanwhile. */
  readonly status: "loaded" | "unchanged" | "superseded";
  /** Number of the pointer to load. */
  readonly number: number;
  readonly rows: number;
}

export type LoadAnswer = Running | Ended;

export interface LoadEvent {
  readonly dataset: string;
  /** The published table: the data set's, or its analysis'. */
  readonly table: string;
  /** Name of the execution. The load takes the pointer's run. */
  readonly run: string;
  /** Load's last answer. */
  readonly load: { readonly status: "begin" } | LoadAnswer;
}
