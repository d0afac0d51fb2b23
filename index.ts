/** A stack of the platform: what its configuration says, wired. `pulumi up` runs this file. */
import {
  Alarms,
  AnalyzeFn,
  ConvertFn,
  Credentials,
  DataLake,
  GlueAnalyze,
  GlueConvert,
  GlueTransform,
  IngestFn,
  LoadFn,
  Pipeline,
  PublishFn,
  Schedule,
  Warehouse,
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

const deployed = settings.datasets.map((name): Dataset => datasets[name as keyof typeof datasets]);
const loaded = settings.warehouse ? deployed.filter((dataset) => dataset.warehouse) : [];
const warehouse =
  loaded.length > 0
    ? new Warehouse("warehouse", {
        lake,
        alarms,
        datasets: loaded,
        retain: settings.retain,
        capacity: `${settings.warehouseCapacity} RPU`,
        maxCapacity: `${settings.warehouseMaxCapacity} RPU`,
        availabilityZones: settings.warehouseZones.length === 3 ? settings.warehouseZones : undefined,
        daily: `${settings.warehouseDailyRpuHours} RPU hours`,
        logs,
      })
    : undefined;

const pipelines = deployed.map((dataset) => {
  const { name } = dataset;
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
      load: warehouse && dataset.warehouse ? new LoadFn(`${name}-load`, { ...fn, warehouse }) : undefined,
      analyze: dataset.analysis ? new AnalyzeFn(`${name}-analyze`, fn) : undefined,
      sample: dataset.analysis?.engine === "pymc" ? new GlueAnalyze(`${name}-sample`, job) : undefined,
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
/** What the Data API is told; empty where there is no warehouse. */
export const warehouseWorkgroup = warehouse?.workgroup.workgroupName ?? "";
export const warehouseDatabase = warehouse?.namespace.dbName ?? "";
export const alarmTopic = alarms.topic.arn;
export const stateMachines = byName(({ pipeline }) => pipeline.machine.arn);
const links = { query: lake.console, ...byName(({ pipeline }) => pipeline.console) };
export { links as console };
/** Data sets that the stack names and does not deploy, since nobody accepted the terms of their sources. */
export const leftOut = settings.leftOut.map(({ name }) => name);
/** What a month costs in which nothing runs, in USD (docs/cost.md). */
export const monthlyFloorUsd = monthlyFloor({
  keys: [lake.key, warehouse?.key].filter(Boolean).length,
  // The warehouse's is that of its administrator, which Redshift keeps.
  secrets: [warehouse, ...pipelines.map(({ credentials }) => credentials)].filter(Boolean).length,
  alarmMetrics: alarms.count,
});
