import { randomBytes } from "node:crypto";
import { stateMachine, type Definition, type Tasks } from "../workflow/machine";
import type { LoadState, WorkState } from "../workflow/definition";
import type { AnalyzeEvent } from "../handlers/analyze";
import { makeConvert, type ConvertEvent, type ConvertPart } from "../handlers/convert";
import { makeIngest } from "../handlers/ingest";
import { makePublish } from "../handlers/publish";
import type { Log } from "../core/run/ports";
import type { ArchivesSource, Source, SourceContext } from "../core/sources/source";
import { sourceOf as contractSource } from "../core/sources";
import type { Dataset } from "../contract/dataset";
import type { AnalysisEngine } from "../contract/returns";
import { makeGivenSource } from "./archive";
import { partsAtOnce } from "./convert-threads";
import type { LocalPorts } from "./local-ports";
import type { ModelOptions, ModelSampleEvent } from "./pymc/index";
import { makeSampleSource } from "./sample-source";
import type { SparkOptions } from "./spark/spark-launch";
import { makeTransform, type TransformEvent } from "./transform";

/** The input of a run on a laptop: a file, the real source, or (if neither is given) the generated sample. */
export interface Input {
  /** Path of an archive, a plain file, or a folder of such files. */
  readonly archive?: string;
  /** When the archive was fetched; ISO 8601, UTC. @default the time of reading */
  readonly asOf?: string;
  /** Fetch from the contract's source. */
  readonly live?: boolean;
  /** Base address to use instead of the source's own. */
  readonly sourceUrl?: string;
  /** Symbols to use instead of the contract's, if the source is asked by symbol. */
  readonly symbols?: readonly string[];
  /** Rows of the generated sample. */
  readonly rows?: number;
}

/** Makes the source for an input. */
export function sourceOf(
  dataset: Dataset,
  input: Input,
  ports: LocalPorts,
  context: SourceContext,
): Source | ArchivesSource {
  if (input.archive !== undefined) return makeGivenSource(input.archive, () => ports.clock.now(), input.asOf);
  if (!input.live) return makeSampleSource(dataset, input.rows);
  const { sourceUrl: baseUrl, symbols } = input;
  return contractSource(dataset, ports, context, { baseUrl, symbols });
}

/** Name of a new run: its date and a unique suffix. Valid as a Step Functions execution name. */
export const newRun = (date: string) => `${date}-${randomBytes(4).toString("hex")}`;

/** The engine of the transform. */
export type Engine = "duckdb" | "spark";

/** Size in bytes of the parts of a run on a laptop, where a part occupies a core and no function has to start for it. */
const laptopPart = 16 * 2 ** 20;

/** The implementations of steps that have several. */
export interface StepOptions {
  /** Of the transform. @default "duckdb" */
  readonly engine?: Engine | undefined;
  /** Of the analysis. @default the contract's */
  readonly analysisEngine?: AnalysisEngine | undefined;
  /** Size in bytes of the smallest parts. @default 16 MiB */
  readonly smallestPart?: number;
  /** Converts a part. @default this thread */
  readonly convertPart?: ConvertPart;
  /** Starts Spark's scripts. */
  readonly spark?: SparkOptions;
  /** Starts the analysis script, and locates the models. */
  readonly model?: ModelOptions;
}

/** The steps of a data set on the laptop's ports: the same handlers as in Lambda, the same scripts as in Glue. */
export function makeSteps(
  dataset: Dataset,
  makeSource: (context: SourceContext) => Source | ArchivesSource,
  ports: LocalPorts,
  options: StepOptions = {},
) {
  const { engine = "duckdb", smallestPart = laptopPart, spark = {}, model = {} } = options;
  const analysisEngine = options.analysisEngine ?? dataset.analysis?.engine ?? "normal";
  const pymc = () => import("./pymc/index.js");
  return {
    ingest: makeIngest(dataset, makeSource, ports, { smallestPart }),
    convert: (event: ConvertEvent, log: Log = ports.log) =>
      makeConvert({ ...ports, log }, options.convertPart)(event),
    // Loaded only on request: other runs need nothing of Python.
    convertSpark: async (event: { readonly dataset: string; readonly run: string }) =>
      (await import("./spark/index.js")).makeSparkConvert(ports, spark)(event),
    transform:
      engine === "duckdb"
        ? makeTransform(ports)
        : async (event: TransformEvent) =>
            (await import("./spark/index.js")).makeSparkTransform(ports, spark)(event),
    publish: makePublish(ports),
    // Loaded only on request: most data sets have no analysis, and its distributions are hundreds of modules.
    analyze: async (event: AnalyzeEvent) => {
      const { makeAnalyze } = await import("../handlers/analyze/index.js");
      const hash =
        analysisEngine === "pymc" ? await (await pymc()).modelHash(dataset.name, model.models) : undefined;
      return makeAnalyze(dataset, ports, { engine: analysisEngine, model: hash })(event);
    },
    sample: async (event: ModelSampleEvent) => (await pymc()).makeModelSample(ports, model)(event),
  } satisfies Readonly<Record<Exclude<keyof Tasks, "load" | "notify">, (event: never) => unknown>>;
}

/** A state that does work on a laptop, which has no warehouse. */
export type LocalState = Exclude<WorkState, LoadState>;

// Names a task; the interpreter calls a state's handler by the state's name and ignores the address.
const arn = (task: keyof Tasks) => `arn:aws:lambda:local:000000000000:function:${task}`;

/** The same definition as on AWS, with names instead of ARNs and a person's patience. */
export function localMachine(dataset: string, analysis = false): Definition {
  return stateMachine({
    dataset,
    tasks: {
      ingest: arn("ingest"),
      convert: arn("convert"),
      convertSpark: { resource: arn("convertSpark"), parameters: { dataset, "run.$": "$.run" } },
      transform: {
        resource: arn("transform"),
        parameters: { dataset, "run.$": "$.run", "base.$": "$.base", "merged.$": "$.merged" },
      },
      publish: arn("publish"),
      ...(analysis
        ? {
            analyze: arn("analyze"),
            sample: { resource: arn("sample"), parameters: { dataset, "run.$": "$.run" } },
          }
        : {}),
      notify: { resource: arn("notify"), parameters: { "error.$": "$.error" } },
    },
    // A slow connection is not an error on a laptop, and the user sees the cause and can retry.
    executionTimeout: 604_800,
    taskTimeout: 86_400,
    transformTimeout: 86_400,
    sourceRetries: 0,
    // A merge takes one or two seconds on a laptop.
    rebaseWait: 2,
    parallelParts: partsAtOnce(),
  });
}
