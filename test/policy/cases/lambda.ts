import { account, allow, grants, policy, resource, role, type Case } from "../case";

const own = role("own");
const logArn = `arn:aws:cloudwatch:eu-west-1:${account}:logs-id`;
const logs = resource("cloudwatch", "LogGroup", "logs", { name: "/data-flow/x", retentionInDays: 30 });
const fn = resource("lambda", "Function", "ingest", {
  role: own.outputs["arn"],
  description: "Fetches mhealth",
  runtime: "nodejs24.x",
  architectures: ["arm64"],
  memorySize: 1024,
  timeout: 840,
  ephemeralStorage: { size: 512 },
  tracingConfig: { mode: "Active" },
  kmsKeyArn: "arn:aws:kms:eu-west-1:1:key/abc",
  environment: { variables: { LAKE_BUCKET: "lake-id", CREDENTIALS_SECRET_ARN: "kaggle-arn" } },
  loggingConfig: { logFormat: "JSON", logGroup: "/data-flow/x" },
});
// Writes elsewhere, and is the role of something else.
const stranger = resource("iam", "RolePolicy", "stranger", {
  role: "stranger-id",
  policy: policy(allow("logs:PutLogEvents", "elsewhere-arn")),
});
const permission = resource("lambda", "Permission", "permission", {
  principal: "s3.amazonaws.com",
  sourceArn: "arn:aws:s3:::lake-id",
});
const machine = resource("sfn", "StateMachine", "machine", {
  definition: JSON.stringify({
    States: {
      Ingest: { Type: "Task", Resource: `${String(fn.outputs["arn"])}:7`, TimeoutSeconds: 900 },
      Notify: { Type: "Task", Resource: "arn:aws:states:::sns:publish", TimeoutSeconds: 60 },
    },
  }),
});

export const lambda: readonly Case[] = [
  { rule: 33, holds: [permission], breaks: { everybody: { permission: { principal: "*" } } } },
  { rule: 34, holds: [permission], breaks: { neither: { permission: { sourceArn: undefined } } } },
  { rule: 35, holds: [fn], breaks: { "an old one": { ingest: { runtime: "nodejs20.x" } } } },
  { rule: 36, holds: [fn], breaks: { "it is not": { ingest: { "tracingConfig.mode": "PassThrough" } } } },
  {
    rule: 37,
    holds: [fn],
    breaks: {
      "by its name": { ingest: { "environment.variables.KAGGLE_KEY_TOKEN": "abc" } },
      "by its value": {
        ingest: { "environment.variables.LAKE_BUCKET": ["AKIA", "ABCDEFGHIJKLMNOP"].join("") },
      },
      "by the program's word": {
        ingest: { "environment.variables.LAKE_BUCKET": { secret: true, value: "lake-id" } },
      },
    },
  },
  { rule: 38, holds: [fn], breaks: { "no key": { ingest: { kmsKeyArn: undefined } } } },
  {
    rule: 42,
    holds: [resource("lambda", "Function", "inside", { vpcConfig: { subnetIds: ["a", "b"] } })],
    breaks: { "one subnet twice": { inside: { "vpcConfig.subnetIds": ["a", "a"] } } },
  },
  {
    rule: 44,
    holds: [resource("lambda", "FunctionUrl", "url", { authorizationType: "AWS_IAM" })],
    breaks: { "it asks nobody": { url: { authorizationType: "NONE" } } },
  },
  {
    rule: 45,
    holds: [
      fn,
      logs,
      own,
      stranger,
      grants("own", allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${logArn}:*`)),
    ],
    breaks: {
      "no description": { ingest: { description: "" } },
      "no log group": { ingest: { loggingConfig: undefined } },
      "a group of somebody else": { ingest: { "loggingConfig.logGroup": "/aws/lambda/ingest" } },
      "logs for ever": { logs: { retentionInDays: 0 } },
      "other logs": { grants: { policy: policy(allow("logs:PutLogEvents", `${logArn}-other:*`)) } },
    },
  },
  {
    rule: 46,
    holds: [fn, machine],
    breaks: {
      "another processor": { ingest: { architectures: undefined } },
      "little memory": { ingest: { memorySize: 128 } },
      "much memory": { ingest: { memorySize: 2048 } },
      "no size of /tmp": { ingest: { ephemeralStorage: undefined } },
      "as long as the task": { ingest: { timeout: 900 } },
    },
  },
];
