/** A stack of the platform: what its configuration says, wired. `pulumi up` runs this file. */
import {
  Alarms,
  ConvertFn,
  Credentials,
  DataLake,
  GlueConvert,
  GlueTransform,
  IngestFn,
  Pipeline,
  PublishFn,
  Schedule,
} from "./components";
import type { Dataset } from "./contract/dataset";
import { monthlyFloor } from "./cost/floor";
import { datasets } from "./datasets";
import { readSettings } from "./stack/config";

const settings = readSettings(datasets);
const logs = { retention: `${settings.logDays} days` } as const;

const lake = new DataLake("lake", {
  retain: settings.retain,
  customerKey: settings.customerKey,
  accessLogs: settings.accessLogs,
  noncurrent: `${settings.noncurrentDays} days`,
  scanLimit: `${settings.scanLimitGb} GB`,
});
const alarms = new Alarms("alarms", { lake, email: settings.alarmEmail || undefined });

const pipelines = settings.datasets.map((name) => {
  const dataset: Dataset = datasets[name as keyof typeof datasets];
  const on = { lake, dataset, logs };
  const fn = { ...on, memory: `${settings.memoryMb} MB` } as const;
  const job = { ...on, workers: settings.workers };

  const token = dataset.source.kind === "kaggle" ? settings.kaggleToken : undefined;
  const credentials =
    settings.credentialsSecret || token !== undefined
      ? new Credentials(`${name}-credentials`, { lake, value: token, retain: settings.retain })
      : undefined;

  const pipeline = new Pipeline(name, {
    ...on,
    alarms,
    parallelParts: settings.parallelParts,
    logLevel: settings.logLevel,
    steps: {
      ingest: new IngestFn(`${name}-ingest`, { ...fn, credentials, symbols: settings.symbols[name] }),
      convert: new ConvertFn(`${name}-convert`, fn),
      convertSpark: dataset.convert === "spark" ? new GlueConvert(`${name}-convert-spark`, job) : undefined,
      transform: new GlueTransform(`${name}-transform`, job),
      publish: new PublishFn(`${name}-publish`, fn),
    },
  });
  new Schedule(`${name}-schedule`, {
    pipeline,
    enabled: settings.schedulesEnabled,
    ...settings.schedules[name],
  });
  return { name, pipeline, credentials };
});

const byName = <T>(value: (each: (typeof pipelines)[number]) => T) =>
  Object.fromEntries(pipelines.map((each) => [each.name, value(each)]));

export const bucket = lake.bucket.id;
export const database = lake.database.name;
export const workgroup = lake.workgroup.name;
export const alarmTopic = alarms.topic.arn;
export const stateMachines = byName(({ pipeline }) => pipeline.machine.arn);
const links = { query: lake.console, ...byName(({ pipeline }) => pipeline.console) };
export { links as console };
/** What a month costs in which nothing runs, in USD (docs/cost.md). */
export const monthlyFloorUsd = monthlyFloor({
  keys: lake.key ? 1 : 0,
  secrets: pipelines.filter(({ credentials }) => credentials).length,
  alarmMetrics: alarms.count,
});
