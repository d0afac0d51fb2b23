import { randomBytes } from "node:crypto";
import { stateMachine, type Definition } from "../workflow/machine";
import { makeConvert } from "../handlers/convert";
import { makeIngest } from "../handlers/ingest";
import { makePublish } from "../handlers/publish";
import type { Source, SourceContext } from "../handlers/source";
import { sourceOf as contractSource } from "../handlers/source-of";
import type { Dataset } from "../contract/dataset";
import { makeFileSource } from "./archive";
import type { LocalPorts } from "./ports";
import { makeSampleSource } from "./sample";
import type { SparkOptions } from "./spark/launch";
import { makeTransform, type TransformEvent } from "./transform";

/** What the laptop reads: a file, the real source, or (neither given) the generated sample. */
export interface Input {
  /** Path of an archive or a plain file. */
  readonly archive?: string;
  /** When the archive was fetched; ISO 8601, UTC. @default when it is read */
  readonly asOf?: string;
  /** Fetch from the contract's source. */
  readonly live?: boolean;
  /** Base address instead of the source's own. */
  readonly sourceUrl?: string;
  /** Instead of the contract's, of a source that is asked by symbol. */
  readonly symbols?: readonly string[];
  /** Rows of the generated sample. */
  readonly rows?: number;
}

/** The source that an input means. */
export function sourceOf(dataset: Dataset, input: Input, ports: LocalPorts, context: SourceContext): Source {
  if (input.archive !== undefined) return makeFileSource(input.archive, input.asOf);
  if (!input.live) return makeSampleSource(dataset, input.rows);
  const { sourceUrl: baseUrl, symbols } = input;
  return contractSource(dataset, ports, context, { baseUrl, symbols });
}

/** Name of a new run: its date, then something of its own. Valid as a Step Functions execution name. */
export const newRun = (date: string) => `${date}-${randomBytes(4).toString("hex")}`;

/** Which engine runs the transform. */
export type Engine = "duckdb" | "spark";

/**
 * The steps of a data set over the laptop's ports: the same handlers as in Lambda, the same scripts as in Glue.
 * Convert logs elsewhere if asked, and `spark` says how Spark's scripts are started.
 */
export function makeSteps(
  dataset: Dataset,
  makeSource: (context: SourceContext) => Source,
  ports: LocalPorts,
  engine: Engine = "duckdb",
  convertLog = ports.log,
  spark: SparkOptions = {},
) {
  return {
    ingest: makeIngest(dataset, makeSource, ports),
    convert: makeConvert({ ...ports, log: convertLog }),
    // Loaded only when asked for: without it nothing of Python is needed or touched.
    convertSpark: async (event: { readonly dataset: string; readonly run: string }) =>
      (await import("./spark/index.js")).makeSparkConvert(ports, spark)(event),
    transform:
      engine === "duckdb"
        ? makeTransform(ports)
        : async (event: TransformEvent) =>
            (await import("./spark/index.js")).makeSparkTransform(ports, spark)(event),
    publish: makePublish(ports),
  };
}

const arn = (name: string) => `arn:aws:lambda:local:000000000000:function:${name}`;

/** The same definition as on AWS, with names in place of ARNs and a person's patience. */
export function localMachine(dataset: string): Definition {
  return stateMachine({
    dataset,
    tasks: {
      ingest: arn("ingest"),
      convert: arn("convert"),
      convertSpark: { resource: arn("convert-spark"), parameters: { dataset, "run.$": "$.run" } },
      transform: {
        resource: arn("transform"),
        parameters: { dataset, "run.$": "$.run", "merged.$": "$.merged" },
      },
      publish: arn("publish"),
      notify: { resource: arn("notify"), parameters: { "error.$": "$.error" } },
    },
    // A slow line is no error on a laptop, and its user, who sees why, asks again himself.
    executionTimeout: 604_800,
    taskTimeout: 86_400,
    transformTimeout: 86_400,
    sourceRetries: 0,
    // Handlers share one thread here: a second part at a time would only cost memory.
    parallelParts: 1,
  });
}
