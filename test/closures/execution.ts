/** Executes a program's own state machine: its functions run from their archives, its job is stood in for. */
import { StateMachine } from "aws-local-stepfunctions";
import { input, textIn, type RecordedResource } from "../../policy/resource";
import { find } from "../components/record";

/** A task of the machine, by the name of its state: takes what AWS would be given, answers or throws what AWS would. */
export type Task = (given: Record<string, unknown>) => unknown;

/** How an execution went. */
export interface Execution {
  /** Of one that succeeded. */
  readonly result?: unknown;
  /** Of one that failed. */
  readonly error?: { readonly name: string; readonly cause: string };
  /** The states' tasks in their order, once for each try. */
  readonly calls: readonly { readonly state: string; readonly given: Record<string, unknown> }[];
}

/** The definition as the program registers it. */
export const definitionOf = (resources: readonly RecordedResource[], name: string): Definition =>
  JSON.parse(textIn(find(resources, name, "aws:sfn/stateMachine:StateMachine"), "definition")) as Definition;

export interface Definition {
  readonly States: Readonly<Record<string, State>>;
}

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ItemProcessor?: Definition;
}

/** All tasks of a machine, those of its maps included. */
export const tasksOf = ({ States }: Definition): ReadonlyMap<string, State> =>
  new Map(
    Object.entries(States).flatMap(([name, state]) => [
      ...(state.Type === "Task" ? [[name, state] as const] : []),
      ...(state.ItemProcessor ? tasksOf(state.ItemProcessor) : []),
    ]),
  );

/** What the schedule starts the machine with at a time, ISO 8601 in UTC. */
export const scheduledInput = (resources: readonly RecordedResource[], name: string, time: string) =>
  JSON.parse(
    String(
      input(find(resources, `${name}-schedule`, "aws:scheduler/schedule:Schedule"), "target.input"),
    ).replaceAll("<aws.scheduler.scheduled-time>", time),
  ) as object;

/** The execution's ARN of a run. */
export const executionArn = (run: string) =>
  `arn:aws:states:eu-central-1:123456789012:execution:machine:${run}`;

/** Interprets a definition, which definition.slow.ts finds valid. Retries do not wait. */
export async function execute(
  definition: Definition,
  run: string,
  given: object,
  tasks: Readonly<Record<string, Task>>,
): Promise<Execution> {
  const calls: { state: string; given: Record<string, unknown> }[] = [];
  const handlers = Object.entries(tasks).map(([state, task]) => [
    state,
    async (event: Record<string, unknown>) => {
      calls.push({ state, given: event });
      return task(event);
    },
  ]);
  const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } });
  const execution = machine.run(given as Parameters<StateMachine["run"]>[0], {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers) as never,
      waitTimeOverrides: Object.fromEntries(
        Object.entries(definition.States).flatMap(([name, { Type }]) => (Type === "Wait" ? [[name, 0]] : [])),
      ),
      retryIntervalOverrides: Object.fromEntries(Object.keys(tasks).map((state) => [state, 0])),
    },
    context: { Execution: { Name: run, Id: executionArn(run) } },
  });
  try {
    return { result: await execution.result, calls };
  } catch (error) {
    const { name, message } = (error as Error).cause as Error;
    return { error: { name, cause: message }, calls };
  }
}
