/** How an execution fails: it notifies a person, and the failure keeps its name. */
import { unsent } from "./retries";
import type { State, States } from "./definition";

/** A service integration with its own parameters. */
export interface Job {
  readonly resource: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A state that fails the execution by a fixed name. */
export const failingBy = (name: string, cause: string): State => ({
  Type: "Pass",
  Result: { Error: name, Cause: cause },
  ResultPath: "$.error",
  Next: "Notify",
});

/** The states at the end of every failure, whose name and cause are in `$.error`. */
export const telling = ({ resource, parameters }: Job): States => ({
  Notify: {
    Type: "Task",
    Resource: resource,
    Parameters: parameters,
    ResultSelector: {},
    ResultPath: null,
    TimeoutSeconds: 60,
    Retry: [unsent],
    // A failed notification must not hide the original failure.
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.notifyError", Next: "Failed" }],
    Next: "Failed",
  },
  Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
});
