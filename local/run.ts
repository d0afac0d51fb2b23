import { join } from "node:path";
import type { Dataset } from "../contract/dataset";
import { manifestKey, transformReportKey } from "../contract/keys";
import type { AnalyzeEvent, AnalyzeResult } from "../handlers/analyze";
import type { FailedSymbol, Manifest, PartReport, RowCounts, TransformReport } from "../core/run/documents";
import { leftOutOf } from "../core/formats";
import { findJson } from "../core/run/state";
import type { IngestResult } from "../handlers/ingest";
import type { IngestEvent } from "../handlers/ingest/input";
import { dayIn } from "../contract/date";
import { posteriorName } from "../contract/derive/posterior-table";
import type { AnalysisEngine } from "../contract/returns";
import { transformPlan } from "../contract/derive/transform-plan";
import type { SourceContext } from "../core/sources/source";
import type { Kept, PublishEvent, PublishResult } from "../handlers/publish";
import {
  localMachine,
  makeSteps,
  newRun,
  sourceOf,
  type Engine,
  type Input,
  type LocalState,
  type StepOptions,
} from "./flow";
import { interpreterOf } from "./interpreter";
import { checkPortable } from "./portable-sql";
import { quarantinedRuns, type QuarantinedRun } from "./quarantine";
import type { LocalPorts } from "./local-ports";
import { publishedRun } from "./published";
import { partReports } from "./stage-files";
import type { TransformEvent } from "./transform";
import { stepClock, summedLog, timed, type StepTime, type StepWatch } from "./step-watch";

export type { StepTime, StepWatch } from "./step-watch";

export interface RunOptions extends Input {
  /** Logical date, YYYY-MM-DD. @default today in the schedule's zone */
  readonly date?: string;
  /** First day of a span up to the date, YYYY-MM-DD, filled as one run; of sources that are asked for days. */
  readonly from?: string;
  readonly force?: boolean;
  /** Columns whose merged values may be lost, and retired ones to drop. Implies `force`. @default none */
  readonly allowLoss?: readonly string[];
  /** Instead of the contract's, 0 to 1. */
  readonly maxBadRatio?: number;
  /** Which engine runs the transform. @default "duckdb" */
  readonly engine?: Engine;
  /** Who analyses the published table. @default the contract's */
  readonly analysisEngine?: AnalysisEngine;
  /** Who converts raw to stage: the Lambda's handler in this process, or Spark. @default the contract's */
  readonly convert?: "lambda" | "spark";
}

/** What became of a run: the document of `data-flow run --json`. */
export interface RunDocument {
  readonly dataset: string;
  readonly date: string;
  readonly run: string;
  readonly status: Exclude<PublishResult["status"], "rebase"> | "failed";
  readonly rows: RowCounts;
  readonly seconds: number;
  readonly steps: readonly StepTime[];
  /** Directory of the table that readers see at the end; null when the run failed before it was published. */
  readonly location: string | null;
  /** Of a `kept` run: why the table stays as it is. */
  readonly kept?: Kept;
  /** Symbols that the source did not give, by why. */
  readonly failed?: readonly FailedSymbol[];
  /** Files that fit no layout, and were left out. */
  readonly skipped?: readonly string[];
  /** Records that were left out and values that were left null, by why. */
  readonly leftOut?: Readonly<Record<string, number>>;
  /** Rules that the run's table breaks, those of severity `warn` too. */
  readonly brokenRules?: TransformReport["rules"];
  /** The quarantined records of all runs that are kept, failed ones too, the latest date first. */
  readonly quarantine?: readonly QuarantinedRun[];
  /** What became of its analysis, where the data set has one. */
  readonly analysis?: Pick<AnalyzeResult, "table" | "rows"> & {
    readonly status: AnalyzeResult["status"] | "failed";
  };
  readonly error?: { readonly name: string; readonly message: string };
}

/** Runs a data set's state machine to its end on the laptop. Failures are told in the document, not thrown. */
export async function run(
  dataset: Dataset,
  options: RunOptions,
  ports: LocalPorts,
  watch: StepWatch,
  started: Pick<StepOptions, "spark" | "model"> = {},
): Promise<RunDocument> {
  const date = options.date ?? dayIn(dataset.schedule.timeZone, ports.clock.now());
  const name = newRun(date);
  const convertLog = summedLog(ports.log);
  const source = (context: SourceContext) => sourceOf(dataset, options, ports, context);
  const steps = makeSteps(dataset, source, ports, { ...started, ...options, convertLog });
  const clock = stepClock(watch);
  let rows: RowCounts = { read: 0, staged: 0, quarantined: 0, published: 0 };
  let told: Pick<RunDocument, "failed" | "skipped" | "leftOut" | "brokenRules" | "analysis"> = {};
  let published: PublishResult | undefined;
  let failed: { Error: string; Cause: string } | undefined;

  const count = ({ staged, quarantined }: PartReport): void => {
    rows = {
      ...rows,
      staged: rows.staged + (staged?.rows ?? 0),
      quarantined: rows.quarantined + (quarantined?.rows ?? 0),
    };
  };
  const analyze = async (event: AnalyzeEvent): Promise<AnalyzeResult> => {
    const result = await steps.analyze(event);
    told = { ...told, analysis: { table: result.table, status: result.status, rows: result.rows } };
    return result;
  };
  const handlers = {
    Ingest: async (event: IngestEvent): Promise<IngestResult> => {
      // Before anything is fetched: a run whose SQL cannot be trusted is not worth its download.
      await checkPortable(transformPlan(dataset));
      const result = await steps.ingest(event);
      rows = { ...rows, read: result.records };
      told = fetchedBy(await findJson<Manifest>(ports.store, manifestKey(dataset.name, result.run)));
      return result;
    },
    ConvertPart: async (event: Parameters<typeof steps.convert>[0]): Promise<PartReport> => {
      const report = await steps.convert(event);
      convertLog.endPart();
      count(report);
      return report;
    },
    ConvertSpark: async (event: Parameters<typeof steps.convertSpark>[0]) => {
      const answer = await steps.convertSpark(event);
      for (const report of await partReports(ports.store, event)) count(report);
      return answer;
    },
    Transform: async (event: TransformEvent) => {
      const answer = await steps.transform(event);
      const key = transformReportKey(dataset.name, event.run, answer.Id);
      told = { ...told, ...brokenBy(await findJson<TransformReport>(ports.store, key)) };
      return answer;
    },
    Publish: async (event: PublishEvent) => {
      published = await steps.publish(event);
      const brokenRules = [...(told.brokenRules ?? []), ...(published.brokenRules ?? [])];
      if (brokenRules.length > 0) told = { ...told, brokenRules };
      return published;
    },
    Analyze: analyze,
    Sample: steps.sample,
    PublishAnalysis: analyze,
  } satisfies Readonly<Record<LocalState, (event: never) => Promise<unknown>>>;
  const Notify = async (event: { error: { Error: string; Cause: string } }) => {
    failed = event.error;
    return Promise.resolve({});
  };

  const input = {
    date,
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.force === undefined ? {} : { force: options.force }),
    ...(options.allowLoss === undefined ? {} : { allowLoss: [...options.allowLoss] }),
    ...(options.maxBadRatio === undefined ? {} : { maxBadRatio: options.maxBadRatio }),
    ...(options.convert === undefined ? {} : { convert: options.convert }),
  };
  const location = (published: Pick<PublishResult, "location">) => join(ports.home, published.location);
  const document = async (
    more: Pick<RunDocument, "status" | "rows" | "location" | "kept" | "error">,
  ): Promise<RunDocument> => {
    const time = clock.stop(more.status === "failed");
    // The run has ended as it ended, whether they can be counted or not.
    const quarantine = await quarantinedRuns(ports, dataset.name).catch(() => []);
    return {
      dataset: dataset.name,
      date,
      run: name,
      ...more,
      ...told,
      ...(quarantine.length > 0 ? { quarantine } : {}),
      ...time,
    };
  };

  const machine = interpreterOf(localMachine(dataset.name, dataset.analysis !== undefined));
  try {
    const execution = machine.run(input, {
      overrides: {
        taskResourceLocalHandlers: { ...timed(handlers, clock), Notify } as never,
        // Nobody else uses this machine: what fails here does not get better by waiting.
        retryIntervalOverrides: Object.fromEntries(Object.keys(handlers).map((state) => [state, 0])),
      },
      context: { Execution: { Name: name, Input: input, StartTime: ports.clock.now().toISOString() } },
    });
    const result = (await execution.result) as unknown as PublishResult & Pick<RunDocument, "status">;
    return await document({
      status: result.status,
      rows: result.rows,
      location: location(result),
      ...(result.kept === undefined ? {} : { kept: result.kept }),
    });
  } catch (error) {
    const { Error: errorName, Cause } = failed ?? {
      Error: (error as Error).name,
      Cause: (error as Error).message,
    };
    const error_ = { name: errorName, message: Cause };
    // What follows the pointer failed, and the table is there: the catalog's entry, the analysis.
    const pointed = published ?? (await pointedAt(dataset, name, ports));
    if (!pointed) return document({ status: "failed", rows, location: null, error: error_ });
    if (dataset.analysis)
      told = { ...told, analysis: { table: posteriorName(dataset.name), status: "failed", rows: 0 } };
    return document({
      status: "failed",
      rows: pointed.rows,
      location: location(pointed),
      error: error_,
    });
  }
}

/** The table, where a run's name stands in its pointer although Publish did not come to its end. */
async function pointedAt(
  dataset: Dataset,
  run: string,
  ports: LocalPorts,
): Promise<Pick<PublishResult, "rows" | "location"> | undefined> {
  const found = await publishedRun(dataset, ports).catch(() => undefined);
  return found?.pointer.run === run ? found.pointer : undefined;
}

/** The rules that did not hold; nothing where all did. */
function brokenBy(report: TransformReport | undefined): Pick<RunDocument, "brokenRules"> {
  const brokenRules = (report?.rules ?? []).filter(({ violations }) => violations > 0);
  return brokenRules.length > 0 ? { brokenRules } : {};
}

/** What is to be said of what the source gave; nothing where all is as it should be. */
function fetchedBy(manifest: Manifest | undefined): Pick<RunDocument, "failed" | "skipped" | "leftOut"> {
  const failed = manifest?.source.failed ?? [];
  const skipped = (manifest?.skipped ?? []).map(({ file }) => file);
  const leftOut: Record<string, number> = {};
  for (const file of manifest?.files ?? [])
    for (const [why, count] of Object.entries(leftOutOf(file))) leftOut[why] = (leftOut[why] ?? 0) + count;
  return {
    ...(failed.length > 0 ? { failed } : {}),
    ...(skipped.length > 0 ? { skipped } : {}),
    ...(Object.keys(leftOut).length > 0 ? { leftOut } : {}),
  };
}
