// The examples of components/, for the compiler. ACCEPT=1 npm test writes this file.
/* eslint @typescript-eslint/no-namespace: off -- each example has names of its own */
import { Alarms, AnalyzeFn, ConvertFn, Credentials, DataLake, GlueAnalyze, GlueConvert, GlueTransform, IngestFn, Key, LoadFn, Pipeline, PublishFn, Schedule, Warehouse, policyOf } from "../../../components";
import { mhealth } from "../../../datasets/mhealth";
import { prices } from "../../../datasets/prices";

/** What an example may speak of and not make. */
declare const pipeline: Pipeline;

export namespace Alarms1 {
  const lake = new DataLake("lake");
  new Alarms("alarms", { lake, email: "data@example.com" });
}

export namespace AnalyzeFn1 {
  const lake = new DataLake("lake");
  new AnalyzeFn("prices-analyze", { lake, dataset: prices });
}

export namespace ConvertFn1 {
  const lake = new DataLake("lake");
  new ConvertFn("mhealth-convert", { lake, dataset: mhealth, memory: "512 MB" });
}

export namespace Credentials1 {
  const lake = new DataLake("lake");
  const credentials = new Credentials("mhealth-credentials", { lake });
  new IngestFn("mhealth-ingest", { lake, dataset: mhealth, credentials });
}

export namespace DataLake1 {
  const lake = new DataLake("lake");
  export const bucket = lake.bucket.id;
}

export namespace DataLake2 {
  // Production: keeps everything, and encrypts with a customer-managed key.
  new DataLake("lake", { retain: true, customerKey: true, accessLogs: true, scanLimit: "100 GB" });
}

export namespace GlueAnalyze1 {
  const lake = new DataLake("lake");
  const dataset = { ...prices, analysis: { ...prices.analysis!, engine: "pymc" } } as const;
  new GlueAnalyze("prices-sample", { lake, dataset });
}

export namespace GlueConvert1 {
  const lake = new DataLake("lake");
  new GlueConvert("mhealth-convert-spark", { lake, dataset: mhealth, workers: 10 });
}

export namespace GlueTransform1 {
  const lake = new DataLake("lake");
  new GlueTransform("mhealth-transform", { lake, dataset: mhealth, workers: 4 });
}

export namespace IngestFn1 {
  const lake = new DataLake("lake");
  new IngestFn("mhealth-ingest", { lake, dataset: mhealth });
}

export namespace Key1 {
  const key = new Key("key");
  export const policy = policyOf(key.use());
}

export namespace LoadFn1 {
  const lake = new DataLake("lake");
  const alarms = new Alarms("alarms", { lake });
  const warehouse = new Warehouse("warehouse", { lake, alarms, datasets: [mhealth] });
  new LoadFn("mhealth-load", { lake, dataset: mhealth, warehouse });
}

export namespace Pipeline1 {
  const lake = new DataLake("lake");
  const on = { lake, dataset: mhealth };
  new Pipeline("mhealth", {
    ...on,
    steps: {
      ingest: new IngestFn("mhealth-ingest", on),
      convert: new ConvertFn("mhealth-convert", on),
      transform: new GlueTransform("mhealth-transform", on),
      publish: new PublishFn("mhealth-publish", on),
    },
    alarms: new Alarms("alarms", { lake }),
  });
}

export namespace PublishFn1 {
  const lake = new DataLake("lake");
  new PublishFn("mhealth-publish", { lake, dataset: mhealth });
}

export namespace Schedule1 {
  new Schedule("mhealth-daily", { pipeline });
}

export namespace Schedule2 {
  new Schedule("mhealth-daily", { pipeline, expression: "cron(0 8 ? * MON-FRI *)", timeZone: "Asia/Tokyo" });
}

export namespace Warehouse1 {
  const lake = new DataLake("lake");
  const alarms = new Alarms("alarms", { lake });
  new Warehouse("warehouse", { lake, alarms, datasets: [prices], daily: "8 RPU hours" });
}
