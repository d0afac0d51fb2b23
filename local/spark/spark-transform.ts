/** Runs the transform with glue/transform.py on this machine. */
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { transformArguments } from "../../contract/derive/job-arguments";
import { manifestKey, transformReportKey } from "../../contract/keys";
import { attemptId } from "../../core/run/attempt";
import type { Manifest, TransformReport } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import type { LocalPorts } from "../local-ports";
import type { TransformEvent } from "../transform";
import { makeLaunch, type SparkOptions } from "./spark-launch";

/**
 * Makes the step. It answers as `glue:startJobRun` does: `Id` is the attempt, which names the files and the report. The
 * report's `error` holds faults of the data; faults of the machine are thrown (launch.ts).
 */
export function makeSparkTransform(
  ports: LocalPorts,
  { launch, env = process.env }: SparkOptions = {},
): (event: TransformEvent) => Promise<{ Id: string }> {
  const { store, clock } = ports;
  const start = launch ?? makeLaunch(ports, "Transform", env);
  return async (event) => {
    const { dataset, run, merged } = event;
    const attempt = attemptId(clock);
    const uri = (key: string) => (key.endsWith("/") ? `${store.path(key.slice(0, -1))}/` : store.path(key));
    const keys = Object.entries(transformArguments(dataset, run));
    const base = event.base ?? (await readJson<Manifest>(store, manifestKey(dataset, run))).base;
    const given: Record<string, string> = {
      ...Object.fromEntries(keys.map(([name, key]) => [name, uri(key)])),
      base: merged,
      pointer: String(base),
      attempt,
    };
    await start(
      "transform.py",
      Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]),
    );
    await settleFiles(ports, transformReportKey(dataset, run, attempt));
    return { Id: attempt };
  };
}

/** Spark does not sync: files that Publish will point at must survive a power loss. */
async function settleFiles({ store }: LocalPorts, reportKey: string): Promise<void> {
  const report = await readJson<TransformReport>(store, reportKey);
  const paths = [reportKey, ...[...report.files, ...report.merged].map(({ key }) => key)].map((key) =>
    store.path(key),
  );
  for (const path of new Set([...paths, ...paths.map((each) => dirname(each))])) {
    const handle = await open(path, "r");
    await handle.sync().finally(() => handle.close());
  }
}
