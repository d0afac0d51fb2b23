/** Runs definitions of the state machine with handlers of a test. */
import { StateMachine } from "aws-local-stepfunctions";
import { stateMachine, type Tasks } from "../../workflow/machine";

export const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}:1`;
/** The tasks that every machine has. */
export const tasks: Tasks = {
  ingest: arn("ingest"),
  convert: arn("convert"),
  transform: {
    resource: arn("transform"),
    parameters: { "run.$": "$.run", "base.$": "$.base", "merged.$": "$.merged" },
  },
  publish: arn("publish"),
  notify: { resource: arn("notify"), parameters: { "run.$": "$$.Execution.Name", "error.$": "$.error" } },
};
export const definition = stateMachine({ dataset: "d", tasks });
type Handler = (event: Record<string, unknown>) => unknown;
/** What came of an execution: calls in their order, the last event of each. */
export interface Outcome {
  readonly result?: unknown;
  readonly calls: readonly string[];
  readonly notified?: unknown;
  readonly events: Readonly<Record<string, Record<string, unknown>>>;
}

/** An error as a task throws it. */
export const named = (name: string, message = `${name} happened`) =>
  Object.assign(new Error(message), { name });

/** Interprets the definition; handlers not given succeed. Neither retries nor the states that wait do. */
export async function interpret(
  handlers: Readonly<Record<string, Handler>>,
  machineDefinition = definition,
): Promise<Outcome> {
  const calls: string[] = [];
  const events: Record<string, Record<string, unknown>> = {};
  let notified: unknown;
  const usual: Record<string, Handler> = {
    Ingest: ({ run }) => ({
      dataset: "d",
      run,
      date: "2026-01-01",
      changed: true,
      base: 0,
      merged: "none",
      convert: "lambda",
      parts: 2,
      records: 9,
    }),
    ConvertPart: () => ({}),
    ConvertSpark: () => ({ Id: "c1" }),
    Transform: () => ({ Id: "a1" }),
    Publish: () => ({ status: "published" }),
    Notify: (event) => (notified = event) && {},
  };
  const all = Object.entries({ ...usual, ...handlers }).map(([name, handler]): [string, unknown] => [
    name,
    async (event: Record<string, unknown>) => {
      calls.push(name);
      events[name] = event;
      return Promise.resolve(handler(event));
    },
  ]);
  const noWait = Object.fromEntries(all.map(([name]) => [name, 0]));
  // Validated once, below.
  const machine = new StateMachine(machineDefinition as never, { validationOptions: { noValidate: true } });
  const execution = machine.run(
    { date: "2026-01-01" },
    {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(all) as never,
        retryIntervalOverrides: noWait,
        waitTimeOverrides: { WaitRebase: 0, WaitLoad: 0, WaitLoadAnalysis: 0 },
      },
      context: { Execution: { Name: "run-1", Input: {}, StartTime: "2026-01-01T00:00:00Z" } },
    },
  );
  const result = await execution.result.catch((error: unknown) => error);
  return { result, calls, notified, events };
}
