import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../contract/dataset";
import { accountOf, type Account } from "./account";
import { adjusted, type Transform } from "./adjust";
import type { Pipeline } from "./pipeline";
import { makeRole, type RoleTransform, type RoleWithPolicy } from "./role";
import { longestGapHours } from "./schedule-gap";
import { seconds, type Minutes } from "./units";

export interface ScheduleArgs {
  /** The pipeline to start. */
  readonly pipeline: Pipeline;
  /** When to start it, as an EventBridge Scheduler expression. @default the contract's */
  readonly expression?: Dataset["schedule"]["expression"];
  /** The time zone, a name of the IANA database. @default the contract's */
  readonly timeZone?: string;
  /** If false, the schedule exists but starts nothing. @default true */
  readonly enabled?: boolean;
  /** How often to retry the start. @default 3 */
  readonly retries?: number;
  /** How late a run may still start. @default "60 minutes" */
  readonly maxAge?: Minutes;
  /** Changes to the children, by name. @default none */
  readonly transform?: RoleTransform & {
    readonly schedule?: Transform<aws.scheduler.ScheduleArgs>;
    readonly deadLetters?: Transform<aws.sqs.QueueArgs>;
    readonly deadLettersPolicy?: Transform<aws.sqs.QueuePolicyArgs>;
    readonly deadLettersAlarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
    readonly noSuccessAlarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}

/** CloudWatch looks back at most a week. */
const longestWatchHours = 168;

/**
 * Starts a pipeline on a schedule. The input is the scheduled time, so a late or repeated start still belongs to the
 * same day.
 *
 * @example
 * new Schedule("mhealth-daily", { pipeline });
 *
 * @example
 * new Schedule("mhealth-daily", { pipeline, expression: "cron(0 8 ? * MON-FRI *)", timeZone: "Asia/Tokyo" });
 */
export class Schedule extends pulumi.ComponentResource {
  readonly schedule: aws.scheduler.Schedule;
  readonly deadLetters: aws.sqs.Queue;

  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:Schedule", name, {}, opts);
    const { pipeline, enabled = true, transform } = args;
    const { schedule } = pipeline.dataset;
    const { expression = schedule.expression, timeZone = schedule.timeZone } = args;

    this.deadLetters = this.makeDeadLetters(name, args);
    this.refusePlainText(name, args);
    const starter = makeRole(this, name, {
      service: "scheduler.amazonaws.com",
      sourceArn: schedulesOf(accountOf(this)),
      grants: [
        ...pipeline.start(),
        { actions: ["sqs:SendMessage"], resources: [this.deadLetters.arn] },
        ...pipeline.lake.grants.useKey(),
      ],
      transform,
    });
    this.schedule = this.makeSchedule(name, args, { expression, timeZone, enabled, starter });
    this.watchDeadLetters(name, args);
    if (enabled) this.watchSuccess(name, expression, timeZone, args);
    this.registerOutputs({ schedule: this.schedule.arn });
  }

  private makeDeadLetters(name: string, { pipeline: { lake }, transform }: ScheduleArgs): aws.sqs.Queue {
    return new aws.sqs.Queue(
      `${name}-dead-letters`,
      ...adjusted(
        transform?.deadLetters,
        {
          // Two weeks, the most that SQS keeps: time to see and to start the days again.
          messageRetentionSeconds: 14 * 86_400,
          ...(lake.key ? { kmsMasterKeyId: lake.key.arn } : { sqsManagedSseEnabled: true }),
        },
        { parent: this },
      ),
    );
  }

  private refusePlainText(name: string, { transform }: ScheduleArgs): void {
    new aws.sqs.QueuePolicy(
      `${name}-dead-letters-policy`,
      ...adjusted(
        transform?.deadLettersPolicy,
        { queueUrl: this.deadLetters.url, policy: onlyTls(this.deadLetters.arn) },
        { parent: this },
      ),
    );
  }

  private makeSchedule(name: string, args: ScheduleArgs, when: When): aws.scheduler.Schedule {
    const { pipeline, retries = 3, maxAge = "60 minutes", transform } = args;
    const { dataset, lake, machine } = pipeline;
    const { expression, timeZone, enabled, starter } = when;
    return new aws.scheduler.Schedule(
      name,
      ...adjusted(
        transform?.schedule,
        {
          description: `Starts ${dataset.name}: ${expression}, ${timeZone}`,
          scheduleExpression: expression,
          scheduleExpressionTimezone: timeZone,
          state: enabled ? "ENABLED" : "DISABLED",
          flexibleTimeWindow: { mode: "OFF" },
          ...(lake.key ? { kmsKeyArn: lake.key.arn } : {}),
          target: {
            arn: machine.arn,
            roleArn: starter.role.arn,
            input: JSON.stringify({ scheduledTime: "<aws.scheduler.scheduled-time>" }),
            retryPolicy: { maximumRetryAttempts: retries, maximumEventAgeInSeconds: seconds(maxAge) },
            deadLetterConfig: { arn: this.deadLetters.arn },
          },
        },
        // EventBridge tries at once whether it may take the role on.
        { parent: this, dependsOn: starter.policy },
      ),
    );
  }

  private watchDeadLetters(name: string, { pipeline, transform }: ScheduleArgs): void {
    pipeline.alarms.alarm(
      `${name}-undelivered`,
      {
        alarmDescription: `${pipeline.dataset.name} could not be started: the queue of dead letters says which day. Start it by hand with that scheduledTime.`,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: this.deadLetters.name },
        statistic: "Maximum",
        period: 300,
        evaluationPeriods: 1,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
      },
      this,
      transform?.deadLettersAlarm,
    );
  }

  /** Detects silence, the failure that no other alarm sees. */
  private watchSuccess(
    name: string,
    expression: Dataset["schedule"]["expression"],
    timeZone: string,
    { pipeline, transform }: ScheduleArgs,
  ): void {
    const gap = longestGapHours(expression, timeZone);
    const hours = gap === undefined ? Infinity : Math.ceil(gap) + 2;
    if (hours > longestWatchHours) {
      void pulumi.log.info(
        `${name}: no alarm on "no success", since ${expression} does not run twice in a week and CloudWatch looks back no further.`,
        this,
      );
      return;
    }
    pipeline.alarms.alarm(
      `${name}-no-success`,
      {
        alarmDescription: `${pipeline.dataset.name} has not been brought up to date for ${hours} hours, or its schedule was just switched on and has not run yet: see the state machine's executions, and whether the schedule is on.`,
        namespace: "AWS/States",
        metricName: "ExecutionsSucceeded",
        dimensions: { StateMachineArn: pipeline.machine.arn },
        statistic: "Sum",
        period: 3600,
        evaluationPeriods: hours,
        datapointsToAlarm: hours,
        threshold: 1,
        comparisonOperator: "LessThanThreshold",
        treatMissingData: "breaching",
      },
      this,
      transform?.noSuccessAlarm,
    );
  }
}

/** When and under which role a pipeline starts. */
interface When {
  readonly expression: Dataset["schedule"]["expression"];
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly starter: RoleWithPolicy;
}

const schedulesOf = ({ id, region, partition }: Account) =>
  pulumi.interpolate`arn:${partition}:scheduler:${region}:${id}:schedule-group/default`;

const onlyTls = (queue: pulumi.Output<string>) =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: queue,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
