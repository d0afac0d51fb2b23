/** The analysis by a PyMC model as glue/analyze.py does it, on this machine. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { analysisArguments } from "../../contract/derive/job-arguments";
import { attemptId } from "../../core/run/attempt";
import { sha256 } from "../../handlers/ingest/hash";
import type { LocalPorts } from "../local-ports";
import { errorCode } from "../store-path";
import { makeModelLaunch, type ModelOptions } from "./pymc-launch";

const modelFile = (dataset: string, models = "datasets") => resolve(models, `${dataset}.model.py`);

/** Hex sha256 of a data set's model file; nothing where there is none. */
export async function modelHash(dataset: string, models?: string): Promise<string | undefined> {
  const text = await readFile(modelFile(dataset, models), "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : sha256(text);
}

/** What the state machine gives: the data set whose returns are analysed, and the run of the table that is made. */
export interface ModelSampleEvent {
  readonly dataset: string;
  readonly run: string;
}

/**
 * Makes the step. It answers as `glue:startJobRun` does: `Id` is the attempt, under which the table and the report lie. What
 * the data or the model did stands in the report's `error`; what the machine did is thrown (launch.ts).
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
