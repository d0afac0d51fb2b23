/** Rules 81 to 85: logs and alarms. */
import { all, each, eachOf, isOwnKey, together, type Rule } from "../check";
import {
  at,
  aws,
  input,
  inputs,
  ofType,
  reference,
  refersTo,
  type RecordedResource,
  type Stack,
} from "../resource";

const group = all(aws("cloudwatch", "LogGroup"));
const metricAlarm = all(aws("cloudwatch", "MetricAlarm"));
const alarm = all(aws("cloudwatch", "MetricAlarm"), aws("cloudwatch", "CompositeAlarm"));
const machine = all(aws("sfn", "StateMachine"));

/** What an alarm measures: its own metric, or those in its queries. */
const metricsOf = (resource: RecordedResource) => [
  resource.inputs,
  ...inputs(resource, "metricQueries").map((query) => at(query, "metric")),
];

/** The alarms on a metric of this resource. */
const watching = (stack: Stack, metric: string, resource: RecordedResource) =>
  metricAlarm(stack).filter((candidate) =>
    metricsOf(candidate).some(
      (measured) =>
        at(measured, "metricName") === metric &&
        Object.values((at(measured, "dimensions") as object | undefined) ?? {}).some((value) =>
          refersTo(value, resource),
        ),
    ),
  );

const isScheduled = (stack: Stack, resource: RecordedResource) =>
  ofType(stack, aws("scheduler", "Schedule")).some(
    (schedule) =>
      input(schedule, "state") !== "DISABLED" && refersTo(reference(schedule, "target.arn"), resource),
  );

const deadLetterQueue = (stack: Stack) =>
  ofType(stack, aws("sqs", "Queue")).filter((queue) =>
    ofType(stack, aws("scheduler", "Schedule")).some((schedule) =>
      refersTo(reference(schedule, "target.deadLetterConfig.arn"), queue),
    ),
  );

const watchesQuarantine = (candidate: RecordedResource) =>
  metricsOf(candidate).some((measured) => /quarantin/i.test(String(at(measured, "metricName"))));

export const cloudwatch: readonly Rule[] = [
  {
    number: 81,
    ids: ["CKV_AWS_66", "W86", "CloudWatch.16"],
    mark: "default",
    title: "Every log group forgets after a stated time.",
    ...each(group, (resource) => Number(input(resource, "retentionInDays")) > 0, "keeps its logs for ever"),
  },
  {
    number: 82,
    ids: ["CKV_AWS_338"],
    mark: "waived",
    title: "Logs are kept for a year.",
    waiver: "Each stack says how long; who must keep them for a year sets 365 days, and pays for it.",
  },
  {
    number: 83,
    ids: ["CKV_AWS_158", "W84"],
    mark: "production",
    title: "Logs are encrypted with a customer-managed key.",
    ...each(
      group,
      (resource) => isOwnKey(input(resource, "kmsKeyId")),
      "is not encrypted with a customer-managed key",
    ),
  },
  {
    number: 84,
    ids: ["CKV_AWS_319", "CloudWatch.15", "CloudWatch.17"],
    mark: "default",
    title: "Every alarm notifies someone.",
    ...each(
      alarm,
      (resource) =>
        input(resource, "actionsEnabled") !== false && inputs(resource, "alarmActions").length > 0,
      "notifies no one",
    ),
  },
  {
    number: 85,
    ids: ["own"],
    mark: "default",
    title: "Alarms cover failed and late runs, none at all, dead letters, bad rows, and what queries cost.",
    ...together(
      eachOf(machine, (resource, stack) => {
        const misses = (metric: string) => watching(stack, metric, resource).length === 0;
        const silent = watching(stack, "ExecutionsSucceeded", resource).every(
          (candidate) => input(candidate, "treatMissingData") !== "breaching",
        );
        return [
          ...(misses("ExecutionsFailed") ? ["has no alarm for failed executions"] : []),
          ...(misses("ExecutionsTimedOut") ? ["has no alarm for executions that timed out"] : []),
          ...(isScheduled(stack, resource) && silent ? ["has no alarm for the want of any success"] : []),
          ...(metricAlarm(stack).some(watchesQuarantine) ? [] : ["has no alarm for quarantined rows"]),
        ];
      }),
      each(
        deadLetterQueue,
        (resource, stack) => watching(stack, "ApproximateNumberOfMessagesVisible", resource).length > 0,
        "has no alarm for dead letters",
      ),
      each(
        all(aws("athena", "Workgroup")),
        (resource, stack) => watching(stack, "ProcessedBytes", resource).length > 0,
        "has no alarm for what queries read",
      ),
      each(
        all(aws("redshiftserverless", "Workgroup")),
        (resource, stack) => watching(stack, "ComputeSeconds", resource).length > 0,
        "has no alarm for what it computes",
      ),
    ),
  },
];
