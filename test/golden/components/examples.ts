// The examples of components/, for the compiler. ACCEPT=1 npm test writes this file.
/* eslint @typescript-eslint/no-namespace: off -- each example has names of its own */
import { Alarms, ConvertFn, Credentials, DataLake, GlueConvert, GlueTransform, IngestFn, Key, Pipeline, PublishFn, Schedule, policyOf } from "../../../components";
import { mhealth } from "../../../datasets/mhealth";

/** What an example may speak of and not make. */
declare const pipeline: Pipeline;

export namespace Alarms1 {
  const lake = new DataLake("lake");
  new Alarms("alarms", { lake, email: "data@example.com" });
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
  // Production: everything stays, under a key of one's own.
  new DataLake("lake", { retain: true, customerKey: true, accessLogs: true, scanLimit: "100 GB" });
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
