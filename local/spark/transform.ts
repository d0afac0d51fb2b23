/** The transform as glue/transform.py does it, on this machine. */
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import {
  basePrefix,
  partReportKey,
  planKey,
  processedPrefix,
  stageKey,
  transformReportKey,
} from "../../contract/keys";
import { attemptId } from "../../handlers/attempt";
import type { TransformReport } from "../../handlers/documents";
import { readJson } from "../../handlers/state";
import type { LocalPorts } from "../ports";
import type { TransformEvent } from "../transform";
import { makeLaunch, type SparkOptions } from "./launch";

/**
 * Makes the step. It answers as `glue:startJobRun` does: `Id` is the attempt, under which the files and the report
 * lie. What the data did stands in the report's `error`; what the machine did is thrown (launch.ts).
 */
export function makeSparkTransform(
  ports: LocalPorts,
  { launch, env = process.env }: SparkOptions = {},
): (event: TransformEvent) => Promise<{ Id: string }> {
  const { store, clock } = ports;
  const start = launch ?? makeLaunch(ports, "Transform", env);
  return async ({ dataset, run, merged }) => {
    const attempt = attemptId(clock);
    // The folders that the keys of an attempt lie in.
    const above = (key: string, levels: number) => key.split("/").slice(0, -levels).join("/") + "/";
    const uri = (prefix: string) => `${store.path(prefix.replace(/\/$/, ""))}/`;
    const given: Record<string, string> = {
      plan: store.path(planKey(dataset, run)),
      stage: uri(above(stageKey(dataset, run, attempt, 0), 2)),
      parts: uri(above(partReportKey(dataset, run, 0), 1)),
      base: merged,
      merged: uri(above(basePrefix(dataset, run, attempt), 2)),
      output: uri(above(processedPrefix(dataset, run, attempt), 2)),
      report: uri(above(transformReportKey(dataset, run, attempt), 1)),
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

/** Spark syncs nothing: what Publish will point at must outlive a power cut. */
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
