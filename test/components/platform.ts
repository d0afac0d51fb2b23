/** A platform of every component, as plain and as full as it can be. */
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
} from "../../components";
import { mhealth } from "../../datasets/mhealth";

/** Every component with nothing but what it must be given. */
export function plainPlatform(): void {
  const lake = new DataLake("lake");
  const on = { lake, dataset: mhealth };
  new Credentials("credentials", { lake });
  const pipeline = new Pipeline("mhealth", {
    ...on,
    steps: {
      ingest: new IngestFn("ingest", on),
      convert: new ConvertFn("convert", on),
      transform: new GlueTransform("transform", on),
      publish: new PublishFn("publish", on),
    },
    alarms: new Alarms("alarms", { lake }),
  });
  new Schedule("daily", { pipeline });
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
  | "Schedule";

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
}
