/** A platform of every component, as plain and as full as it can be. */
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
} from "../../components";
import type { Dataset } from "../../contract/dataset";
import { mhealth } from "../../datasets/mhealth";
import { prices } from "../../datasets/prices";

/** The data set whose analysis is a model that a job samples. */
export const sampled: Dataset = { ...prices, analysis: { ...prices.analysis!, engine: "pymc" } };

/** Every component with nothing but what it must be given. */
export function plainPlatform(): void {
  const lake = new DataLake("lake");
  const on = { lake, dataset: mhealth };
  const alarms = new Alarms("alarms", { lake });
  new Credentials("credentials", { lake });
  const pipeline = new Pipeline("mhealth", {
    ...on,
    steps: {
      ingest: new IngestFn("ingest", on),
      convert: new ConvertFn("convert", on),
      transform: new GlueTransform("transform", on),
      publish: new PublishFn("publish", on),
    },
    alarms,
  });
  new Schedule("daily", { pipeline });
  const warehouse = new Warehouse("warehouse", { lake, alarms, datasets: [prices] });
  new LoadFn("load", { lake, dataset: prices, warehouse });
  new AnalyzeFn("analyze", { lake, dataset: sampled });
  new GlueAnalyze("sample", { lake, dataset: sampled });
}

export type ComponentName =
  | "DataLake"
  | "Alarms"
  | "Credentials"
  | "IngestFn"
  | "ConvertFn"
  | "GlueConvert"
  | "GlueTransform"
  | "PublishFn"
  | "Pipeline"
  | "Schedule"
  | "Warehouse"
  | "LoadFn"
  | "AnalyzeFn"
  | "GlueAnalyze";

export interface PlatformOptions {
  /** Before every name. @default "" */
  readonly prefix?: string;
  /** The `transform` of each component. @default none */
  readonly transforms?: { readonly [Name in ComponentName]?: object };
}

/** Every component with everything that its args can say, each unlike its default. */
export function fullPlatform({ prefix = "", transforms = {} }: PlatformOptions = {}): void {
  // Which transforms there are is what the tests find out, so they are no types here.
  const changed = (name: ComponentName) => ({ transform: (transforms[name] ?? {}) as never });
  const lake = new DataLake(`${prefix}lake`, {
    retain: false,
    customerKey: true,
    accessLogs: true,
    noncurrent: "3 days",
    temporary: "40 days",
    scanLimit: "100 GB",
    database: `${prefix}Measurements`,
    ...changed("DataLake"),
  });
  const logs = { retention: "365 days" } as const;
  const on = { lake, dataset: mhealth, logs };
  const fn = { ...on, memory: "2048 MB", timeout: "5 minutes" } as const;
  const job = {
    ...on,
    workers: 9,
    workerType: "G.2X",
    timeout: "30 minutes",
    concurrentRuns: 1,
    executionClass: "FLEX",
  } as const;
  const credentials = new Credentials(`${prefix}credentials`, {
    lake,
    value: "not-a-real-token",
    retain: false,
    ...changed("Credentials"),
  });
  const alarms = new Alarms(`${prefix}alarms`, {
    lake,
    email: "data@example.com",
    scannedPerDay: "2 GB",
    ...changed("Alarms"),
  });
  const pipeline = new Pipeline(`${prefix}mhealth`, {
    ...on,
    steps: {
      ingest: new IngestFn(`${prefix}ingest`, { ...fn, credentials, ...changed("IngestFn") }),
      convert: new ConvertFn(`${prefix}convert`, { ...fn, ...changed("ConvertFn") }),
      convertSpark: new GlueConvert(`${prefix}convert-spark`, { ...job, ...changed("GlueConvert") }),
      transform: new GlueTransform(`${prefix}transform`, { ...job, ...changed("GlueTransform") }),
      publish: new PublishFn(`${prefix}publish`, { ...fn, ...changed("PublishFn") }),
    },
    alarms,
    parallelParts: 40,
    quarantineRatio: 0.25,
    logLevel: "ERROR",
    ...changed("Pipeline"),
  });
  new Schedule(`${prefix}daily`, {
    pipeline,
    expression: "cron(30 6 ? * MON-FRI *)",
    timeZone: "Asia/Tokyo",
    retries: 5,
    maxAge: "10 minutes",
    ...changed("Schedule"),
  });
  const warehouse = new Warehouse(`${prefix}warehouse`, {
    lake,
    alarms,
    datasets: [mhealth, prices],
    retain: false,
    capacity: "8 RPU",
    maxCapacity: "16 RPU",
    daily: "10 RPU hours",
    database: "measurements",
    cidrBlock: "192.168.7.0/24",
    availabilityZones: ["eu-central-1b", "eu-central-1c", "eu-central-1d"],
    logs,
    ...changed("Warehouse"),
  });
  new LoadFn(`${prefix}load`, { ...fn, dataset: prices, warehouse, ...changed("LoadFn") });
  new AnalyzeFn(`${prefix}analyze`, { ...fn, dataset: sampled, ...changed("AnalyzeFn") });
  new GlueAnalyze(`${prefix}sample`, { ...job, dataset: sampled, ...changed("GlueAnalyze") });
}
