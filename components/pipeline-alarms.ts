import type * as aws from "@pulumi/aws";
import type { Transform } from "./adjust";
import type { Pipeline, PipelineArgs } from "./pipeline";

export interface PipelineAlarmTransforms {
  readonly failedAlarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  readonly timedOutAlarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  readonly quarantineAlarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
}

/** The alarms of a pipeline: an execution failed, one timed out, or one succeeded with many bad records. */
export function watchPipeline(pipeline: Pipeline, name: string, args: PipelineArgs): void {
  const { dataset, lake, alarms, transform } = args;
  const { quarantineRatio = dataset.maxBadRatio / 2 } = args;
  const one = {
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
  } as const;
  const executions = {
    ...one,
    namespace: "AWS/States",
    dimensions: { StateMachineArn: pipeline.machine.arn },
  };
  alarms.alarm(
    `${name}-failed`,
    {
      ...executions,
      metricName: "ExecutionsFailed",
      alarmDescription: `A run of ${dataset.name} failed: the message before this one, or the execution, says by which error. The old table stays.`,
    },
    pipeline,
    transform?.failedAlarm,
  );
  alarms.alarm(
    `${name}-timed-out`,
    {
      ...executions,
      metricName: "ExecutionsTimedOut",
      alarmDescription: `A run of ${dataset.name} ran out of time. The old table stays; see which state it was in.`,
    },
    pipeline,
    transform?.timedOutAlarm,
  );
  alarms.alarm(
    `${name}-quarantined`,
    {
      ...one,
      namespace: "data-flow",
      metricName: "QuarantineRatio",
      statistic: "Maximum",
      dimensions: { Dataset: dataset.name, Database: lake.database.name },
      threshold: quarantineRatio,
      alarmDescription: `More than ${quarantineRatio} of the records of ${dataset.name} were quarantined: see quarantine/${dataset.name}/ for which and why. The table was published.`,
    },
    pipeline,
    transform?.quarantineAlarm,
  );
}
