import { resource, type Case } from "../case";

const retry = { ErrorEquals: ["States.Timeout"], MaxDelaySeconds: 60, JitterStrategy: "FULL" };
const task = {
  Type: "Task",
  TimeoutSeconds: 900,
  Retry: [{ ErrorEquals: ["StoreFull"], MaxAttempts: 0 }, retry],
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
};
const { Catch, ...unselected } = task;
const part = { ...unselected, ResultSelector: {} };
const inline = {
  Type: "Map",
  ResultPath: null,
  Catch,
  ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, States: { Part: part } },
};
const distributed = {
  ...inline,
  ItemProcessor: { ...inline.ItemProcessor, ProcessorConfig: { Mode: "DISTRIBUTED" } },
  ResultWriter: { Resource: "arn:aws:states:::s3:putObject" },
};
const define = (States: object) => JSON.stringify({ StartAt: "Ingest", States });
const machine = resource("sfn", "StateMachine", "machine", {
  definition: define({ Ingest: task, Convert: inline }),
  loggingConfiguration: { level: "ALL", includeExecutionData: true, logDestination: "logs-arn:*" },
  tracingConfiguration: { enabled: true },
  encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key-arn" },
  tags: { project: "data-flow" },
});
const withPart = (changes: object) => ({
  machine: {
    definition: define({
      Convert: { ...inline, ItemProcessor: { States: { Part: { ...part, ...changes } } } },
    }),
  },
});
const withMap = (changes: object) => ({
  machine: { definition: define({ Convert: { ...inline, ...changes } }) },
});

export const states: readonly Case[] = [
  {
    rule: 47,
    holds: [machine],
    breaks: {
      "errors only": { machine: { "loggingConfiguration.level": "ERROR" } },
      "to nowhere": { machine: { "loggingConfiguration.logDestination": undefined } },
    },
  },
  { rule: 48, holds: [machine], breaks: { "it is not": { machine: { tracingConfiguration: undefined } } } },
  { rule: 49, holds: [machine], breaks: { "it is not": { machine: { tags: {} } } } },
  {
    rule: 50,
    holds: [machine],
    breaks: {
      "no time limit": withPart({ TimeoutSeconds: undefined }),
      "no retry": withPart({ Retry: [] }),
      "a retry without a limit to its delay": withPart({ Retry: [{ ...retry, MaxDelaySeconds: undefined }] }),
      "a retry without jitter": withPart({ Retry: [retry, { ...retry, JitterStrategy: "NONE" }] }),
      "nobody catches": withMap({ Catch: [] }),
    },
  },
  {
    rule: 51,
    holds: [
      machine,
      resource("sfn", "StateMachine", "large", { definition: define({ Convert: distributed }) }),
    ],
    breaks: {
      "results stay in the state": withMap({ ResultPath: "$.parts" }),
      "the Map drops what its tasks should": withPart({ ResultSelector: undefined }),
      "a task drops its answer after it counted": {
        machine: { definition: define({ Convert: { ...task, ResultPath: null } }) },
      },
      "failures are tolerated": withMap({ ToleratedFailurePercentage: 5 }),
      "results go nowhere": {
        large: { definition: define({ Convert: { ...distributed, ResultWriter: undefined } }) },
      },
    },
  },
  {
    rule: 52,
    holds: [machine],
    breaks: { "AWS's key": { machine: { "encryptionConfiguration.type": "AWS_OWNED_KEY" } } },
  },
];
