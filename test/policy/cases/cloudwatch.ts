import { resource, type Case } from "../case";

const group = resource("cloudwatch", "LogGroup", "logs", { retentionInDays: 30, kmsKeyId: "key-arn" });
const machine = resource("sfn", "StateMachine", "machine");
const queue = resource("sqs", "Queue", "letters");
const schedule = resource("scheduler", "Schedule", "daily", {
  state: "ENABLED",
  target: { arn: machine.outputs["arn"], deadLetterConfig: { arn: queue.outputs["arn"] } },
});
const alarm = (name: string, metricName: string, dimensions: object = {}, more: object = {}) =>
  resource("cloudwatch", "MetricAlarm", name, {
    metricName,
    dimensions,
    alarmActions: ["topic-arn"],
    ...more,
  });
const ofMachine = { StateMachineArn: machine.outputs["arn"], Region: "eu-west-1" };
const failed = alarm("failed", "ExecutionsFailed", ofMachine);
const late = alarm("late", "ExecutionsTimedOut", ofMachine);
const letters = alarm("dead", "ApproximateNumberOfMessagesVisible", { QueueName: "letters-id" });
const read = alarm("read", "ProcessedBytes", { WorkGroup: "queries-id" });
const silent = resource("cloudwatch", "MetricAlarm", "silent", {
  metricQueries: [{ metric: { metricName: "ExecutionsSucceeded", dimensions: ofMachine } }],
  treatMissingData: "breaching",
  alarmActions: ["topic-arn"],
});

export const cloudwatch: readonly Case[] = [
  { rule: 81, holds: [group], breaks: { never: { logs: { retentionInDays: undefined } } } },
  { rule: 83, holds: [group], breaks: { "they are not": { logs: { kmsKeyId: undefined } } } },
  {
    rule: 84,
    holds: [failed],
    breaks: { nobody: { failed: { alarmActions: [] } }, "it is off": { failed: { actionsEnabled: false } } },
  },
  {
    rule: 85,
    holds: [
      ...[machine, queue, schedule, resource("scheduler", "Schedule", "hourly")],
      resource("athena", "Workgroup", "queries"),
      resource("redshiftserverless", "Workgroup", "warehouse"),
      alarm("computing", "ComputeSeconds", { Workgroup: "warehouse-id" }),
      ...[failed, late, silent, letters, read, alarm("bad-rows", "QuarantineRatio")],
    ],
    breaks: {
      "failed runs": { failed: "gone" },
      "another machine's failed runs": { failed: { "dimensions.StateMachineArn": "other-arn" } },
      "late runs": { late: "gone" },
      "no run": { silent: "gone" },
      "no run, and no data is fine": { silent: { treatMissingData: "notBreaching" } },
      "dead letters": { dead: "gone" },
      "bad rows": { "bad-rows": "gone" },
      "what queries read": { read: "gone" },
      "what the warehouse computes": { computing: "gone" },
    },
  },
];
