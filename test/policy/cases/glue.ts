import { resource, type Case } from "../case";

const job = resource("glue", "Job", "job", {
  glueVersion: "5.1",
  securityConfiguration: "safe-id",
  tags: { project: "data-flow" },
  timeout: 120,
  maxRetries: 0,
  executionProperty: { maxConcurrentRuns: 3 },
  jobRunQueuingEnabled: true,
  numberOfWorkers: 2,
  defaultArguments: { "--enable-metrics": "true", "--custom-logGroup-prefix": "/jobs/prices" },
});
const safe = resource("glue", "SecurityConfiguration", "safe", {
  encryptionConfiguration: {
    cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: "key-arn" },
    jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: "key-arn" },
    s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: "key-arn" },
  },
});
const part = (name: string) => `encryptionConfiguration.${name}Encryption`;

export const glue: readonly Case[] = [
  {
    rule: 53,
    holds: [job],
    breaks: { "4.0": { job: { glueVersion: "4.0" } }, none: { job: { glueVersion: undefined } } },
  },
  {
    rule: 54,
    holds: [job, safe],
    breaks: {
      "no configuration": { job: { securityConfiguration: undefined } },
      "it is off": { safe: { [`${part("cloudwatch")}.cloudwatchEncryptionMode`]: "DISABLED" } },
      "no key": { safe: { [`${part("cloudwatch")}.kmsKeyArn`]: undefined } },
    },
  },
  {
    rule: 55,
    holds: [job, safe],
    breaks: { "it is off": { safe: { [`${part("jobBookmarks")}.jobBookmarksEncryptionMode`]: "DISABLED" } } },
  },
  {
    rule: 56,
    holds: [job, safe],
    breaks: { "AWS's key": { safe: { [`${part("s3")}.s3EncryptionMode`]: "SSE-S3" } } },
  },
  { rule: 58, holds: [job], breaks: { "it is not": { job: { tags: undefined } } } },
  { rule: 59, holds: [], breaks: { "there is one": { "+": [resource("glue", "MLTransform", "match")] } } },
  {
    rule: 60,
    holds: [job],
    breaks: {
      "Glue's own limit": { job: { timeout: undefined } },
      "it retries": { job: { maxRetries: 1 } },
      "no limit of runs": { job: { executionProperty: undefined } },
      "no queue": { job: { jobRunQueuingEnabled: undefined } },
      "too many workers": { job: { numberOfWorkers: 21 } },
      "no metrics": { job: { defaultArguments: { "--custom-logGroup-prefix": "/jobs/prices" } } },
      "no logs": { job: { defaultArguments: { "--enable-metrics": "true" } } },
      "a crawler": { "+": [resource("glue", "Crawler", "crawler")] },
    },
  },
];
