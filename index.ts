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
  type FnArgs,
  type GlueJobArgs,
  type LogSettings,
} from "./components";
import type { Dataset } from "./contract/dataset";
import { credentialsOf } from "./contract/sources";
import { monthlyFloor } from "./stack/cost/floor";
import type * as Described from "./datasets";
import { readSettings } from "./stack/stack-config";
import { checkSources, checkSql, loadDatasets } from "./stack/checked-datasets";

/** Pulumi calls what is exported here, and takes what it returns for the stack's outputs. */
export = async () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what an import throws has a stack trace; this is one sentence
  const { datasets } = loadDatasets(() => require("./datasets") as typeof Described);
  const settings = readSettings(datasets);
  const deployed = settings.datasets.map((name): Dataset => datasets[name as keyof typeof datasets]);
  checkSources(deployed);
  await checkSql(deployed);

  // `satisfies` wherever an object is spread: a misspelled name would be no error there, and its default would hold.
  const logs = { retention: `${settings.logDays} days` } as const satisfies LogSettings;
  const lake = new DataLake("lake", {
    retain: settings.retain,
    customerKey: settings.customerKey,
    accessLogs: settings.accessLogs,
    noncurrent: `${settings.noncurrentDays} days`,
    scanLimit: `${settings.scanLimitGb} GB`,
  });
  const alarms = new Alarms("alarms", { lake, email: settings.alarmEmail || undefined });

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
    const { name, source } = dataset;
    const on = { lake, dataset, logs } as const satisfies FnArgs & GlueJobArgs;
    const fn = { ...on, memory: `${settings.memoryMb} MB` } as const satisfies FnArgs;
    const job = { ...on, workers: settings.workers } as const satisfies GlueJobArgs;

    const read = credentialsOf(source);
    const token = read?.setting && settings[read.setting];
    const credentials =
      read && (read.required || settings.credentialsSecret || token !== undefined)
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

  return {
    bucket: lake.bucket.id,
    database: lake.database.name,
    workgroup: lake.workgroup.name,
    /** Workgroup and database for the Data API; empty without a warehouse. */
    warehouseWorkgroup: warehouse?.workgroup.workgroupName ?? "",
    warehouseDatabase: warehouse?.namespace.dbName ?? "",
    alarmTopic: alarms.topic.arn,
    stateMachines: byName(({ pipeline }) => pipeline.machine.arn),
    console: { query: lake.console, ...byName(({ pipeline }) => pipeline.console) },
    /** Data sets that the stack names but does not deploy, because the terms of their sources are not accepted. */
    leftOut: settings.leftOut.map(({ name }) => name),
    /** What a month costs in which nothing runs, in USD (docs/cost.md). */
    monthlyFloorUsd: monthlyFloor({
      keys: [lake.key, warehouse?.key].filter(Boolean).length,
      // The warehouse's is that of its administrator, which Redshift keeps.
      secrets: [warehouse, ...pipelines.map(({ credentials }) => credentials)].filter(Boolean).length,
      alarmMetrics: alarms.count,
    }),
  };
};
