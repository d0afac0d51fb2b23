/** Runs the analysis by a PyMC model (glue/analyze.py) on this machine. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { analysisArguments } from "../../contract/derive/job-arguments";
import { attemptId } from "../../core/run/attempt";
import { sha256 } from "../../handlers/ingest/hash";
import type { LocalPorts } from "../local-ports";
import { errorCode } from "../store-path";
import { makeModelLaunch, type ModelOptions } from "./pymc-launch";

const modelFile = (dataset: string, models = "datasets") => resolve(models, `${dataset}.model.py`);

/** Hex sha256 of a data set's model file; undefined if the file does not exist. */
export async function modelHash(dataset: string, models?: string): Promise<string | undefined> {
  const text = await readFile(modelFile(dataset, models), "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : sha256(text);
}

/** The state machine's input: the data set to analyse, and the run that makes the table. */
export interface ModelSampleEvent {
  readonly dataset: string;
  readonly run: string;
}

/**
 * Makes the step. It answers as `glue:startJobRun` does: `Id` is the attempt, which names the table and the report. The
 * report's `error` holds faults of the data or the model; faults of the machine are thrown (launch.ts).
 */
export function makeModelSample(
  ports: LocalPorts,
  { launch, env = process.env, models }: ModelOptions = {},
): (event: ModelSampleEvent) => Promise<{ Id: string }> {
  const { store, clock } = ports;
  const start = launch ?? makeModelLaunch(ports, "Analyze", env);
  return async ({ dataset, run }) => {
    const attempt = attemptId(clock);
    const { plan, output, report } = analysisArguments(dataset, run);
    const given: Record<string, string> = {
      plan: store.path(plan),
      model: modelFile(dataset, models),
      output: `${store.path(output.slice(0, -1))}/`,
      report: `${store.path(report.slice(0, -1))}/`,
      root: `${store.home}/`,
      attempt,
    };
    await start(Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]));
    return { Id: attempt };
  };
}
