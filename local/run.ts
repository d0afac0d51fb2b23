import { join } from "node:path";
import type { Dataset } from "../contract/dataset";
import { manifestKey, transformReportKey } from "../contract/keys";
import type { AnalyzeEvent, AnalyzeResult } from "../handlers/analyze";
import type {
  FailedSymbol,
  Manifest,
  MissingFile,
  PartReport,
  RowCounts,
  TransformReport,
} from "../core/run/documents";
import { leftOutOf, unreadOf } from "../core/formats";
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
import { makeConvertThreads } from "./convert-threads";
import { interpreterOf } from "./interpreter";
import { checkSql } from "./checked-sql";
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
  /** First day of a span that ends at `date`, YYYY-MM-DD, filled by one run; only for sources that are asked by day. */
  readonly from?: string;
  readonly force?: boolean;
  /** Columns whose merged values the run may lose, and retired ones to drop. Implies `force`. @default none */
  readonly allowLoss?: readonly string[];
  /** Overrides the contract's share, 0 to 1. */
  readonly maxBadRatio?: number;
  /** The engine of the transform. @default "duckdb" */
  readonly engine?: Engine;
  /** The engine of the analysis. @default the contract's */
  readonly analysisEngine?: AnalysisEngine;
  /** The engine that converts raw to stage: the Lambda's handler in this process, or Spark. @default the contract's */
  readonly convert?: "lambda" | "spark";
}

/** The outcome of a run: the document of `data-flow run --json`. */
export interface RunDocument {
  readonly dataset: string;
  readonly date: string;
  readonly run: string;
  readonly status: Exclude<PublishResult["status"], "rebase"> | "failed";
  readonly rows: RowCounts;
  readonly seconds: number;
  readonly steps: readonly StepTime[];
  /** Directory of the table that readers see at the end; null if the run failed before it was published. */
  readonly location: string | null;
  /** Why a `kept` run left the table unchanged. */
  readonly kept?: Kept;
  /** Symbols that the source did not return, by reason. */
  readonly failed?: readonly FailedSymbol[];
  /** Files that the source does not have, which the contract lets a run skip. */
  readonly missing?: readonly MissingFile[];
  /** Files that match no layout and were left out. */
  readonly skipped?: readonly string[];
  /** Names of columns of the raw files that no layout reads. */
  readonly unread?: readonly string[];
  /** Records that were left out and values that were set to null, by reason. */
  readonly leftOut?: Readonly<Record<string, number>>;
  /** Rules that the run's table breaks, including those of severity `warn`. */
  readonly brokenRules?: TransformReport["rules"];
  /** The quarantined records of all kept runs, including failed ones, the latest date first. */
  readonly quarantine?: readonly QuarantinedRun[];
  /** The outcome of its analysis, if the data set has one. */
  readonly analysis?: Pick<AnalyzeResult, "table" | "rows"> & {
    readonly status: AnalyzeResult["status"] | "failed";
  };
  readonly error?: { readonly name: string; readonly message: string };
}

/** Runs a data set's state machine to its end on the laptop. Reports failures in the document instead of throwing them. */
export async function run(
  dataset: Dataset,
  options: RunOptions,
  ports: LocalPorts,
  watch: StepWatch,
  started: Pick<StepOptions, "spark" | "model" | "smallestPart"> = {},
): Promise<RunDocument> {
  const date = options.date ?? dayIn(dataset.schedule.timeZone, ports.clock.now());
  const name = newRun(date);
  const logOf = summedLog(ports.log);
  const threads = makeConvertThreads(ports.home);
  const source = (context: SourceContext) => sourceOf(dataset, options, ports, context);
  const steps = makeSteps(dataset, source, ports, {
    ...started,
    ...options,
    convertPart: threads.convertPart,
  });
  const clock = stepClock(watch);
  let rows: RowCounts = { read: 0, staged: 0, quarantined: 0, published: 0 };
  let told: Pick<
    RunDocument,
    "failed" | "missing" | "skipped" | "unread" | "leftOut" | "brokenRules" | "analysis"
  > = {};
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
      // Before any download: a run whose SQL fails is not worth it.
      await checkSql(transformPlan(dataset));
      const result = await steps.ingest(event);
      rows = { ...rows, read: result.records };
      told = fetchedBy(await findJson<Manifest>(ports.store, manifestKey(dataset.name, result.run)));
      return result;
    },
    ConvertPart: async (event: Parameters<typeof steps.convert>[0]): Promise<PartReport> => {
      const report = await steps.convert(event, logOf(event.part));
      count(report);
      return report;
    },
    ConvertSpark: async (event: Parameters<typeof steps.convertSpark>[0]) => {
      const answer = await steps.convertSpark(event);
      for (const report of await partReports(ports.store, event)) count(report);
      return answer;
    },
    Transform: async (event: TransformEvent) => {
      // Frees their memory for the engine.
      await threads.close();
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
    // The run's outcome stands, whether the records can be counted or not.
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
        // The laptop has no other users: waiting does not help against its failures.
        retryIntervalOverrides: Object.fromEntries(Object.keys(handlers).map((state) => [state, 0])),
      },
      context: { Execution: { Name: name, Input: input, StartTime: ports.clock.now().toISOString() } },
    });
    const result = (await execution.result.finally(threads.close)) as unknown as PublishResult &
      Pick<RunDocument, "status">;
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
    // A step after the pointer failed (the catalog entry, the analysis), but the table is published.
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

/** The table, if its pointer names the run although Publish did not finish. */
async function pointedAt(
  dataset: Dataset,
  run: string,
  ports: LocalPorts,
): Promise<Pick<PublishResult, "rows" | "location"> | undefined> {
  const found = await publishedRun(dataset, ports).catch(() => undefined);
  return found?.pointer.run === run ? found.pointer : undefined;
}

/** The broken rules; empty if all hold. */
function brokenBy(report: TransformReport | undefined): Pick<RunDocument, "brokenRules"> {
  const brokenRules = (report?.rules ?? []).filter(({ violations }) => violations > 0);
  return brokenRules.length > 0 ? { brokenRules } : {};
}

/** Notes on what the source returned; empty if everything is as expected. */
function fetchedBy(
  manifest: Manifest | undefined,
): Pick<RunDocument, "failed" | "missing" | "skipped" | "unread" | "leftOut"> {
  const { failed = [], missing = [] } = manifest?.source ?? {};
  const skipped = (manifest?.skipped ?? []).map(({ file }) => file);
  const unread = [...new Set((manifest?.files ?? []).flatMap(unreadOf))];
  const leftOut: Record<string, number> = {};
  for (const file of manifest?.files ?? [])
    for (const [why, count] of Object.entries(leftOutOf(file))) leftOut[why] = (leftOut[why] ?? 0) + count;
  return {
    ...(failed.length > 0 ? { failed } : {}),
    ...(missing.length > 0 ? { missing } : {}),
    ...(skipped.length > 0 ? { skipped } : {}),
    ...(unread.length > 0 ? { unread } : {}),
    ...(Object.keys(leftOut).length > 0 ? { leftOut } : {}),
  };
}
