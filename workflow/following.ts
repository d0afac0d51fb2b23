/** The steps after publishing a table: load it into the warehouse, analyse it. Both run on every path, and converge. */
import type { Job } from "./failing";
import type { Catcher, LoadState, State, StateName, States } from "./definition";
import { contention, glueQueue, hopeless, lambdaRetries, machineTroubles } from "./retries";

/** What the states share. */
export interface Following {
  readonly dataset: string;
  readonly taskTimeout: number;
  readonly transformTimeout: number;
  readonly onError: readonly Catcher[];
  readonly next: StateName;
}

/**
 * The states `Begin<name>`, `<name>`, `<name>Done?` and `Wait<name>`: the function returns what it is waiting for, and
 * the machine calls it again until it no longer returns "running". The function never waits, because AWS bills
 * functions by time, but not states.
 */
export function loading(name: LoadState, task: string, table: string, following: Following): States {
  const { dataset, taskTimeout, onError, next } = following;
  const [begin, done, wait]: readonly [StateName, StateName, StateName] = [
    `Begin${name}`,
    `${name}Done?`,
    `Wait${name}`,
  ];
  // Inside the part of the state that the execution returns at the end.
  const path = `$.publish.${name[0]!.toLowerCase()}${name.slice(1)}`;
  const states: Readonly<Record<string, State>> = {
    [begin]: {
      Type: "Pass",
      Result: { status: "begin" },
      ResultPath: path,
      Next: name,
    },
    [name]: {
      Type: "Task",
      Resource: task,
      Parameters: { dataset, table, "run.$": "$.run", "load.$": path },
      ResultPath: path,
      TimeoutSeconds: taskTimeout,
      Retry: [hopeless, ...lambdaRetries],
      Catch: onError,
      Next: done,
    },
    [done]: {
      Type: "Choice",
      Choices: [{ Variable: `${path}.status`, StringEquals: "running", Next: wait }],
      Default: next,
    },
    [wait]: { Type: "Wait", SecondsPath: `${path}.wait`, Next: name },
  };
  return states;
}

/** Goes to a state if an analysis exists: a table that never had rows has no analysis, so there is nothing to load. */
export const whereAnalysed = (then: StateName, otherwise: StateName): States => ({
  "AnyAnalysis?": {
    Type: "Choice",
    Choices: [{ Variable: "$.publish.analysis.number", NumericGreaterThan: 0, Next: then }],
    Default: otherwise,
  },
});

/**
 * `Analyze`: the function computes and publishes, or finds that both were done already. If a job samples a model, the
 * function returns "sample", `Sample` runs the job, and `PublishAnalysis` judges its report.
 */
export function analysing(task: string, sample: Job | undefined, following: Following): States {
  const { dataset, taskTimeout, transformTimeout, onError, next } = following;
  const analyze = (parameters: object, after: StateName): State => ({
    Type: "Task",
    Resource: task,
    Parameters: { dataset, "run.$": "$.run", ...parameters },
    ResultPath: "$.publish.analysis",
    TimeoutSeconds: taskTimeout,
    Retry: [hopeless, contention, ...lambdaRetries],
    Catch: onError,
    Next: after,
  });
  if (!sample) return { Analyze: analyze({}, next) };
  return {
    Analyze: analyze({}, "Analyzed?"),
    "Analyzed?": {
      Type: "Choice",
      Choices: [{ Variable: "$.publish.analysis.status", StringEquals: "sample", Next: "Sample" }],
      Default: next,
    },
    Sample: {
      Type: "Task",
      Resource: sample.resource,
      Parameters: sample.parameters,
      ResultSelector: { "attempt.$": "$.Id" },
      ResultPath: "$.sample",
      TimeoutSeconds: transformTimeout,
      Retry: [hopeless, glueQueue, machineTroubles],
      Catch: onError,
      Next: "PublishAnalysis",
    },
    PublishAnalysis: analyze({ "attempt.$": "$.sample.attempt" }, next),
  };
}
