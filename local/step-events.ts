/** Events for a single step: what Step Functions would pass to it after the steps before. */
import { readFileSync } from "node:fs";
import { steps, type StepName } from "../contract/steps";
import { manifestKey, noBase, runs, transformReports } from "../contract/keys";
import type { Manifest } from "../core/run/documents";
import { failure } from "../core/run/failure";
import type { ObjectStore } from "../core/run/ports";
import { findJson, readPointer } from "../core/run/state";
import { lastRun } from "./runs";

/** A step of the laptop, which has no warehouse, by its name on the command line. */
export type InvokedStep = Uncapitalize<Exclude<StepName, "Load">>;
export const invokedSteps = steps
  .filter((step) => step !== "Load")
  .map((step) => step.toLowerCase() as InvokedStep);

/** An event for the last run with a manifest; for Ingest and Analyze, for a new run. */
export async function exampleEvent(
  step: InvokedStep,
  dataset: string,
  newRun: string,
  today: string,
  store: ObjectStore,
): Promise<unknown> {
  if (step === "ingest") return { run: newRun, input: { date: today } };
  if (step === "analyze") return { dataset, run: newRun };
  const run = await lastRun(store, dataset, (name) => store.head(manifestKey(dataset, name)).then(Boolean));
  const manifest = run && (await findJson<Manifest>(store, manifestKey(dataset, run)));
  if (!manifest) {
    throw failure(
      "StateMissing",
      `${runs(dataset)} holds no manifest of ${dataset}: run \`npm run data-flow -- invoke ingest --dataset ${dataset}\` first.`,
    );
  }
  const { date, base, records, parts } = manifest;
  if (step === "convert") return { dataset, run, part: 0 };
  const merged = base > 0 ? ((await readPointer(store, dataset, base)).merged ?? noBase) : noBase;
  if (step === "transform") return { dataset, run, base, merged };
  const transform = { attempt: await reportedAttempt(store, dataset, manifest.run) };
  return { dataset, run, date, changed: true, base, merged, parts: parts.length, records, transform };
}

/** Name of an attempt that reported; if there are several, any of them: their files hold the same rows. */
async function reportedAttempt(store: ObjectStore, dataset: string, run: string): Promise<string> {
  const prefix = transformReports(dataset, run);
  for await (const { key } of store.list(prefix)) return key.slice(prefix.length, -".json".length);
  throw failure(
    "StateMissing",
    `${prefix} holds no report of a transform: run \`npm run data-flow -- invoke transform --dataset ${dataset}\` first.`,
  );
}

/** The event in a JSON file. */
export function readEvent(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw failure("InvalidInput", `${file} is not a readable JSON file: ${(error as Error).message}`, error);
  }
}
