/** The state machine of a data set, as Amazon States Language data (JSONPath). Pure. */
import { posteriorName } from "../contract/derive/posterior-table";
import { failingBy, telling, type Job } from "./failing";
import { analysing, loading, whereAnalysed } from "./following";
import {
  contention,
  damagedOnTheWay,
  glueQueue,
  hopeless,
  lambdaRetries,
  machineTroubles,
  sourceTroubles,
} from "./retries";

import type { Catcher, Definition, State, StateName } from "./definition";

export type { Job } from "./failing";
export type { Definition } from "./definition";

/** What each task runs: a Lambda function's ARN, or a job. */
export interface Tasks {
  readonly ingest: string;
  readonly convert: string;
  /** Converts all parts of a run at once, if Ingest's result says `convert: "spark"`. @default none; such a run fails */
  readonly convertSpark?: Job;
  /**
   * Its parameters may use `$.run`, `$.base`, the number of the pointer to build on (0 for none), and `$.merged`, the prefix of the
   * rows to merge into or "none".
   */
  readonly transform: Job;
  readonly publish: string;
  /** Loads a published table into the warehouse. @default none */
  readonly load?: string;
  /** Analyses the published table into a second table. @default none */
  readonly analyze?: string;
  /** Samples the analysis' model; its parameters may use `$.run`. @default none; the function computes the analysis itself */
  readonly sample?: Job;
  readonly notify: Job;
}

export interface MachineOptions {
  /** Name of the data set. */
  readonly dataset: string;
  readonly tasks: Tasks;
  /**
   * Longest time of one Lambda task, in seconds.
   * @default 900, Lambda's own limit
   */
  readonly taskTimeout?: number;
  /**
   * Longest time of the transform, and of the conversion by Spark, in seconds.
   * @default 7200
   */
  readonly transformTimeout?: number;
  /**
   * Longest time of a whole execution, in seconds. After that Step Functions stops it wherever it is, and only an alarm
   * notifies you.
   * @default 43200, half a day, so that it has ended before the next one starts
   */
  readonly executionTimeout?: number;
  /**
   * How often the machine asks a source again that throttles, changes or is down, five minutes apart and doubling.
   * @default 3
   */
  readonly sourceRetries?: number;
  /**
   * Longest wait before a run is transformed again because another run published first, in seconds; each wait is
   * random.
   * @default 60, about the start of a Glue job
   */
  readonly rebaseWait?: number;
  /**
   * Parts converted at the same time; Step Functions runs at most 40 of an inline Map.
   * @default 10
   */
  readonly parallelParts?: number;
}

// How often a run is transformed again because other runs published meanwhile. Each time it loses, another run has
// won, so eleven runs at the same time are all published.
const maxRebases = 10;

const jobRetry = [hopeless, glueQueue, machineTroubles];

/**
 * Ingest, then Convert once per part, Transform and Publish; an unchanged run goes straight to Publish. If another run
 * published before it, an `upsert` returns to Transform, on the new base; so does a `replace` if that run published
 * other columns. Then, on every path, the machine brings the warehouse and the analysis up to the published table.
 * Every error leads, with its name and cause, through Notify to Fail.
 */
export function stateMachine(options: MachineOptions): Definition {
  const { dataset, tasks } = options;
  const taskTimeout = options.taskTimeout ?? 900;
  const transformTimeout = options.transformTimeout ?? 7200;
  const executionTimeout = options.executionTimeout ?? 43_200;
  const sourceRetries = options.sourceRetries ?? 3;
  const rebaseWait = options.rebaseWait ?? 60;
  const parallelParts = options.parallelParts ?? 10;
  // The analysis first: it does not depend on whether the warehouse can load.
  const afterLoad: StateName = tasks.analyze ? "AnyAnalysis?" : "Done";
  const afterAnalyze: StateName = tasks.load ? "BeginLoad" : "Done";
  const afterPublish: StateName = tasks.analyze ? "Analyze" : afterAnalyze;
  const onError: readonly Catcher[] = [
    { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Notify" },
  ];
  const shared = { dataset, taskTimeout, transformTimeout, onError };
  const convertSpark = ({ resource, parameters }: Job): State => ({
    Type: "Task",
    Resource: resource,
    Parameters: parameters,
    ResultSelector: {},
    ResultPath: null,
    TimeoutSeconds: transformTimeout,
    Retry: jobRetry,
    Catch: onError,
    Next: "Transform",
  });

  return {
    Comment: `${dataset}: from its source to its published table`,
    TimeoutSeconds: executionTimeout,
    StartAt: "Ingest",
    States: {
      Ingest: {
        Type: "Task",
        Resource: tasks.ingest,
        Parameters: { "run.$": "$$.Execution.Name", "input.$": "$" },
        TimeoutSeconds: taskTimeout,
        Retry: [
          hopeless,
          { ...sourceTroubles, MaxAttempts: sourceRetries },
          { ...damagedOnTheWay, MaxAttempts: Math.min(1, sourceRetries) },
          ...lambdaRetries,
        ],
        Catch: onError,
        Next: "Begin",
      },
      Begin: { Type: "Pass", Result: { count: 0 }, ResultPath: "$.rebases", Next: "Changed?" },
      "Changed?": {
        Type: "Choice",
        Choices: [
          { Variable: "$.changed", BooleanEquals: false, Next: "Publish" },
          { Variable: "$.parts", NumericEquals: 0, Next: "Transform" },
          {
            Variable: "$.convert",
            StringEquals: "spark",
            Next: tasks.convertSpark ? "ConvertSpark" : "NoConvertSpark",
          },
        ],
        Default: "Parts",
      },
      Parts: {
        Type: "Pass",
        Parameters: { "numbers.$": "States.ArrayRange(0, States.MathAdd($.parts, -1), 1)" },
        ResultPath: "$.range",
        Next: "Convert",
      },
      Convert: {
        Type: "Map",
        ItemsPath: "$.range.numbers",
        ItemSelector: { dataset, "run.$": "$.run", "part.$": "$$.Map.Item.Value" },
        MaxConcurrency: parallelParts,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "ConvertPart",
          States: {
            ConvertPart: {
              Type: "Task",
              Resource: tasks.convert,
              // The part's report is in the store. Dropped here and not by the Map, because a task's result may count
              // against the 256 kB of state data before the Map's ResultPath drops it.
              ResultSelector: {},
              TimeoutSeconds: taskTimeout,
              Retry: [hopeless, ...lambdaRetries],
              End: true,
            },
          },
        },
        // State data stays small for any number of parts.
        ResultPath: null,
        Catch: onError,
        Next: "Transform",
      },
      ...(tasks.convertSpark
        ? { ConvertSpark: convertSpark(tasks.convertSpark) }
        : {
            NoConvertSpark: failingBy(
              "ConvertSparkMissing",
              `${dataset}: the run is to be converted by Spark, and this state machine was made without a job for it. Give it one, or start a run with "convert": "lambda".`,
            ),
          }),
      Transform: {
        Type: "Task",
        Resource: tasks.transform.resource,
        Parameters: tasks.transform.parameters,
        ResultSelector: { "attempt.$": "$.Id" },
        ResultPath: "$.transform",
        TimeoutSeconds: transformTimeout,
        Retry: jobRetry,
        Catch: onError,
        Next: "Publish",
      },
      Publish: {
        Type: "Task",
        Resource: tasks.publish,
        ResultPath: "$.publish",
        TimeoutSeconds: taskTimeout,
        Retry: [hopeless, contention, ...lambdaRetries],
        Catch: onError,
        Next: "Published?",
      },
      "Published?": {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: "$.publish.status", StringEquals: "rebase" },
              { Variable: "$.rebases.count", NumericLessThan: maxRebases },
            ],
            Next: "Rebase",
          },
          { Variable: "$.publish.status", StringEquals: "rebase", Next: "Contended" },
        ],
        Default: afterPublish,
      },
      Rebase: {
        Type: "Pass",
        Parameters: {
          dataset,
          "run.$": "$.run",
          "date.$": "$.date",
          changed: true,
          "base.$": "$.publish.base",
          "merged.$": "$.publish.merged",
          rebases: {
            "count.$": "States.MathAdd($.rebases.count, 1)",
            "wait.$": `States.MathRandom(0, ${rebaseWait})`,
          },
        },
        Next: "WaitRebase",
      },
      // Otherwise runs that lost to the same run would merge at the same time again, and all but one in vain.
      WaitRebase: { Type: "Wait", SecondsPath: "$.rebases.wait", Next: "Transform" },
      Contended: failingBy(
        "PublishContended",
        `${dataset}: others published before this run, each of the ${maxRebases + 1} times that it was transformed. Nothing is lost; run again.`,
      ),
      ...(tasks.analyze ? analysing(tasks.analyze, tasks.sample, { ...shared, next: afterAnalyze }) : {}),
      ...(tasks.load ? loading("Load", tasks.load, dataset, { ...shared, next: afterLoad }) : {}),
      ...(tasks.load && tasks.analyze
        ? {
            ...whereAnalysed("BeginLoadAnalysis", "Done"),
            ...loading("LoadAnalysis", tasks.load, posteriorName(dataset), { ...shared, next: "Done" }),
          }
        : {}),
      ...telling(tasks.notify),
      Done: { Type: "Succeed", OutputPath: "$.publish" },
    },
  };
}
