/** The conversion of all parts as glue/convert.py does it, on this machine. */
import { join } from "node:path";
import { convertArguments } from "../../contract/derive/job-arguments";
import { attemptId } from "../../core/run/attempt";
import { convertFault } from "../../handlers/publish/convert-report";
import type { LocalPorts } from "../local-ports";
import { makeLaunch, type SparkOptions } from "./spark-launch";

/** What the tasks run: compiled and beside this file's folder, so that nothing need be bundled. */
const converter = join(__dirname, "..", "..", "handlers", "spark", "convert-task.js");

/** What the state machine gives: the run whose raw files are to be converted. */
export interface SparkConvertEvent {
  readonly dataset: string;
  readonly run: string;
}

/**
 * Makes the step, which converts every part of a run that has no report yet; `Id` is the attempt. What the data did
 * stands in the attempt's report and is thrown by its name; what the machine did is thrown too (launch.ts).
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
    // Here and not only in Publish: Transform would miss the reports of parts that were not converted.
    const fault = await convertFault(store, dataset, run);
    if (fault) throw fault;
    return { Id: attempt };
  };
}
