/** One execution of a deployed program's pipeline, with everything that its functions said. */
import type { Deployed } from "./deployed";
import { definitionOf, execute, scheduledInput, tasksOf, type Execution, type Task } from "./execution";
import { transform, type JobRequest } from "./glue";
import { invoke, type Invocation } from "./invoke";
import { partBytes } from "./recording";

/** A function's try: of which state, and what came of it. */
export interface Called extends Invocation {
  readonly state: string;
}

export interface Night extends Execution {
  readonly functions: readonly Called[];
  /** What was said to the topic, if anything was. */
  readonly notified?: unknown;
}

/** Executes the pipeline of a data set as its schedule would at a time (ISO 8601, UTC), in parts of `partBytes`. */
export async function night(deployed: Deployed, dataset: string, run: string, time: string): Promise<Night> {
  const definition = definitionOf(deployed.resources, dataset);
  const functions: Called[] = [];
  let notified: unknown;
  const taskOf = (state: string, resource: string): Task => {
    if (resource.endsWith(":::sns:publish")) return (given) => (notified = given) && {};
    if (resource.endsWith(":::glue:startJobRun.sync"))
      return (given) => transform(deployed, given as unknown as JobRequest);
    const fn = deployed.functions.get(resource);
    if (!fn) throw new Error(`${state} runs ${resource}, which is no function of the program.`);
    return async (event) => {
      const invocation = await invoke(fn, event);
      functions.push({ state, ...invocation });
      const [answer] = invocation.answers;
      if (answer && "result" in answer) return answer.result;
      // As Step Functions hands on what Lambda tells.
      throw Object.assign(new Error(JSON.stringify(answer)), { name: answer?.errorType ?? "Lambda.Unknown" });
    };
  };
  const tasks = [...tasksOf(definition)].map(([state, { Resource = "" }]) => [
    state,
    taskOf(state, Resource),
  ]);
  const input = { ...scheduledInput(deployed.resources, dataset, time), partBytes };
  const execution = await execute(definition, run, input, Object.fromEntries(tasks) as Record<string, Task>);
  return { ...execution, functions, notified };
}
