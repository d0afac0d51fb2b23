import { resource, type Case } from "../case";

const workgroup = resource("athena", "Workgroup", "queries", {
  description: "Queries of the lake",
  tags: { project: "data-flow" },
  configuration: {
    publishCloudwatchMetricsEnabled: true,
    enforceWorkgroupConfiguration: true,
    bytesScannedCutoffPerQuery: 1_000_000_000,
    resultConfiguration: {
      outputLocation: "s3://lake-id/athena/",
      encryptionConfiguration: { encryptionOption: "SSE_S3" },
    },
  },
});
const results = [
  workgroup,
  resource("s3", "Bucket", "lake"),
  resource("s3", "BucketLifecycleConfiguration", "lifecycle", {
    bucket: "lake-id",
    rules: [{ status: "Enabled", filter: { prefix: "athena/" }, expiration: { days: 30 } }],
  }),
];
const set = (path: string, value: unknown) => ({ queries: { [`configuration.${path}`]: value } });

export const athena: readonly Case[] = [
  {
    rule: 61,
    holds: [workgroup],
    breaks: {
      "it is not": set("resultConfiguration.encryptionConfiguration", undefined),
      "managed without a key": {
        queries: {
          "configuration.resultConfiguration": undefined,
          "configuration.managedQueryResultsConfiguration": { enabled: true },
        },
      },
      "a key for managed results that are off": {
        queries: {
          "configuration.resultConfiguration": undefined,
          "configuration.managedQueryResultsConfiguration": {
            enabled: false,
            encryptionConfiguration: { kmsKey: "key-arn" },
          },
        },
      },
    },
  },
  { rule: 62, holds: [workgroup], breaks: { "it is off": set("publishCloudwatchMetricsEnabled", false) } },
  { rule: 63, holds: [workgroup], breaks: { "it is off": set("enforceWorkgroupConfiguration", false) } },
  {
    rule: 64,
    holds: [workgroup],
    breaks: {
      "no limit": set("bytesScannedCutoffPerQuery", undefined),
      "less than Athena takes": set("bytesScannedCutoffPerQuery", 1_000_000),
    },
  },
  {
    rule: 65,
    holds: [workgroup],
    breaks: {
      "no description": { queries: { description: undefined } },
      "no tag": { queries: { tags: {} } },
    },
  },
  {
    rule: 66,
    holds: results,
    breaks: {
      "31 days": { lifecycle: { "rules.0.expiration.days": 31 } },
      "another prefix": { lifecycle: { "rules.0.filter.prefix": "other/" } },
      "switched off": { lifecycle: { "rules.0.status": "Disabled" } },
      "no place": set("resultConfiguration.outputLocation", undefined),
    },
  },
];
