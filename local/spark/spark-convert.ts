/** Converts all parts with glue/convert.py on this machine. */
import { join } from "node:path";
import { convertArguments } from "../../contract/derive/job-arguments";
import { attemptId } from "../../core/run/attempt";
import { convertFault } from "../../handlers/publish/convert-report";
import type { LocalPorts } from "../local-ports";
import { makeLaunch, type SparkOptions } from "./spark-launch";

/** The code that the tasks run: compiled and next to this file's folder, so it needs no bundling. */
const converter = join(__dirname, "..", "..", "handlers", "spark", "convert-task.js");

/** The state machine's input: the run whose raw files to convert. */
export interface SparkConvertEvent {
  readonly dataset: string;
  readonly run: string;
}

/**
 * Makes the step, which converts every part of a run that has no report yet; `Id` is the attempt. It throws a fault of
 * the data by its name in the attempt's report, and also a fault of the machine (launch.ts).
 */
export function makeSparkConvert(
  ports: LocalPorts,
  { launch, env = process.env }: SparkOptions = {},
): (event: SparkConvertEvent) => Promise<{ Id: string }> {
  const { store, clock } = ports;
  const start = launch ?? makeLaunch(ports, "Convert", env);
  return async ({ dataset, run }) => {
    const attempt = attemptId(clock);
    const { plan, manifest } = convertArguments(dataset, run);
    const given: Record<string, string> = {
      plan: store.path(plan),
      manifest: store.path(manifest),
      root: `${store.home}/`,
      converter,
      attempt,
    };
    await start(
      "convert.py",
      Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]),
    );
    // Checked here, not only in Publish: Transform would fail because unconverted parts have no report.
    const fault = await convertFault(store, dataset, run);
    if (fault) throw fault;
    return { Id: attempt };
  };
}
