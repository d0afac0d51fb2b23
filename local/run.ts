import { join } from "node:path";
import { StateMachine } from "aws-local-stepfunctions";
import type { Dataset } from "../contract/dataset";
import type { PartReport, RowCounts } from "../handlers/documents";
import type { IngestEvent, IngestResult } from "../handlers/ingest";
import { dayIn } from "../contract/date";
import type { PublishEvent, PublishResult } from "../handlers/publish";
import { localMachine, makeSteps, newRun, sourceOf, type Input } from "./flow";
import type { LocalPorts } from "./ports";

export interface RunOptions extends Input {
  /** Logical date, YYYY-MM-DD. @default today in the schedule's zone */
  readonly date?: string;
  readonly force?: boolean;
  /** Instead of the contract's, 0 to 1. */
  readonly maxBadRatio?: number;
}

export type StepName = "Ingest" | "Convert" | "Transform" | "Publish";

/** A step as it went. */
export interface StepTime {
  readonly name: StepName;
  readonly seconds: number;
}

/** What became of a run: the document of `data-flow run --json`. */
export interface RunDocument {
  readonly dataset: string;
  readonly date: string;
  readonly run: string;
  readonly status: PublishResult["status"] | "failed";
  readonly rows: RowCounts;
  readonly seconds: number;
  readonly steps: readonly StepTime[];
  /** Directory of the published table, null where nothing is published. */
  readonly location: string | null;
  readonly error?: { readonly name: string; readonly message: string };
}

/** Told when a step begins and ends; counts in between come through the log port. */
export interface StepWatch {
  begin(step: StepName): void;
  end(step: StepTime): void;
}

const seconds = (since: number) => Math.round(performance.now() - since) / 1000;

/** Steps follow each other, so one ends when the next begins; a step of many parts is entered many times. */
function stepClock(watch: StepWatch) {
  const steps: StepTime[] = [];
  let current: { name: StepName; since: number } | undefined;
  const leave = () => {
    if (!current) return;
    const step = { name: current.name, seconds: seconds(current.since) };
    steps.push(step);
    watch.end(step);
    current = undefined;
  };
  return {
    enter(name: StepName): void {
      if (current?.name === name) return;
      leave();
      current = { name, since: performance.now() };
      watch.begin(name);
    },
    stop(): readonly StepTime[] {
      leave();
      return steps;
    },
  };
}

/** Runs a data set's state machine to its end on the laptop. Failures are told in the document, not thrown. */
export async function run(
  dataset: Dataset,
  options: RunOptions,
  ports: LocalPorts,
  watch: StepWatch,
): Promise<RunDocument> {
  const began = performance.now();
  const date = options.date ?? dayIn(dataset.schedule.timeZone, ports.clock.now());
  const name = newRun(date);
  const steps = makeSteps(dataset, sourceOf(dataset, options, ports), ports);
  const clock = stepClock(watch);
  let rows: RowCounts = { read: 0, staged: 0, quarantined: 0, published: 0 };
  let failed: { Error: string; Cause: string } | undefined;

  const timed =
    <Event, Result>(step: StepName, work: (event: Event) => Promise<Result>) =>
    (event: Event): Promise<Result> => {
      clock.enter(step);
      return work(event);
    };
  const handlers = {
    Ingest: timed("Ingest", async (event: IngestEvent): Promise<IngestResult> => {
      const result = await steps.ingest(event);
      rows = { ...rows, read: result.records };
      return result;
    }),
    ConvertPart: timed("Convert", async (event: Parameters<typeof steps.convert>[0]): Promise<PartReport> => {
      const report = await steps.convert(event);
      rows = {
        ...rows,
        staged: rows.staged + (report.staged?.rows ?? 0),
        quarantined: rows.quarantined + (report.quarantined?.rows ?? 0),
      };
      return report;
    }),
    Transform: timed("Transform", steps.transform),
    Publish: timed("Publish", (event: PublishEvent) => steps.publish(event)),
    Notify: async (event: { error: { Error: string; Cause: string } }) => {
      failed = event.error;
      return Promise.resolve({});
    },
  };

  const input = {
    date,
    ...(options.force === undefined ? {} : { force: options.force }),
    ...(options.maxBadRatio === undefined ? {} : { maxBadRatio: options.maxBadRatio }),
  };
  const document = (more: Pick<RunDocument, "status" | "rows" | "location" | "error">): RunDocument => ({
    dataset: dataset.name,
    date,
    run: name,
    ...more,
    seconds: seconds(began),
    steps: clock.stop(),
  });

  const machine = new StateMachine(localMachine(dataset.name) as never);
  try {
    const execution = machine.run(input, {
      overrides: {
        taskResourceLocalHandlers: handlers as never,
        // Nobody else uses this machine: what fails here does not get better by waiting.
        retryIntervalOverrides: { Transform: 0, Publish: 0, ConvertPart: 0, Ingest: 0 },
      },
      context: { Execution: { Name: name, Input: input, StartTime: ports.clock.now().toISOString() } },
    });
    const result = (await execution.result) as unknown as PublishResult;
    return document({
      status: result.status,
      rows: result.rows,
      location: join(ports.home, result.location),
    });
  } catch (error) {
    const { Error: errorName, Cause } = failed ?? {
      Error: (error as Error).name,
      Cause: (error as Error).message,
    };
    return document({ status: "failed", rows, location: null, error: { name: errorName, message: Cause } });
  }
}
