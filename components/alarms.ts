import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import { adjusted, type Transform } from "./adjust";
import type { DataLake } from "./data-lake";
import type { Grant } from "./grants";
import { amount, type Gigabytes } from "./units";

export interface AlarmsArgs {
  /** Its key encrypts the topic, and its queries are watched. */
  readonly lake: DataLake;
  /** E-mail address for alarms; its owner must confirm it to AWS. @default none; subscribe to `topic` yourself */
  readonly email?: pulumi.Input<string> | undefined;
  /** Alarm if the queries of a day read more than this. @default "100 GB", half a dollar */
  readonly scannedPerDay?: Gigabytes;
  /** Changes to the children, by name. @default none */
  readonly transform?: {
    readonly topic?: Transform<aws.sns.TopicArgs>;
    readonly policy?: Transform<aws.sns.TopicPolicyArgs>;
    readonly subscription?: Transform<aws.sns.TopicSubscriptionArgs>;
    readonly scanned?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}

/** What differs between alarms: all of them publish to one topic. */
export type AlarmArgs = Omit<
  aws.cloudwatch.MetricAlarmArgs,
  "alarmActions" | "okActions" | "actionsEnabled" | "alarmDescription"
> & {
  /** What happened and what to do, for the person on call. */
  readonly alarmDescription: string;
};

/**
 * The SNS topic that all alarms of a platform publish to.
 *
 * @example
 * const lake = new DataLake("lake");
 * new Alarms("alarms", { lake, email: "data@example.com" });
 */
export class Alarms extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;
  private made = 0;

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:Alarms", name, {}, opts);
    const { email } = args;
    this.topic = this.makeTopic(name, args);
    this.admitAlarms(name, args);
    if (email !== undefined) this.subscribe(name, email, args);
    this.watchQueries(name, args);
    this.registerOutputs({ topic: this.topic.arn });
  }

  private makeTopic(name: string, { lake, transform }: AlarmsArgs): aws.sns.Topic {
    return new aws.sns.Topic(
      name,
      ...adjusted(
        transform?.topic,
        {
          displayName: `${pulumi.getProject()} ${pulumi.getStack()}`,
          // AWS's own key for SNS does not let CloudWatch in, so without a key of one's own there is none.
          ...(lake.key ? { kmsMasterKeyId: lake.key.arn } : {}),
        },
        { parent: this },
      ),
    );
  }

  private admitAlarms(name: string, { transform }: AlarmsArgs): void {
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      ...adjusted(
        transform?.policy,
        { arn: this.topic.arn, policy: topicPolicy(this.topic.arn, accountOf(this).id) },
        { parent: this },
      ),
    );
  }

  private subscribe(name: string, email: pulumi.Input<string>, { transform }: AlarmsArgs): void {
    new aws.sns.TopicSubscription(
      `${name}-email`,
      ...adjusted(
        transform?.subscription,
        { topic: this.topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      ),
    );
  }

  private watchQueries(name: string, args: AlarmsArgs): void {
    const { lake, scannedPerDay = "100 GB", transform } = args;
    this.alarm(
      `${name}-scanned`,
      {
        alarmDescription: `Athena's queries read more than ${scannedPerDay} today, at 5 dollars a terabyte: see the workgroup's history.`,
        namespace: "AWS/Athena",
        metricName: "ProcessedBytes",
        dimensions: { WorkGroup: lake.workgroup.name },
        statistic: "Sum",
        period: 86_400,
        evaluationPeriods: 1,
        threshold: amount(scannedPerDay) * 1e9,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
      },
      this,
      transform?.scanned,
    );
  }

  /** Creates an alarm that publishes to this topic, as a child of the resource that it watches. */
  alarm(
    name: string,
    args: AlarmArgs,
    parent: pulumi.Resource,
    transform?: Transform<aws.cloudwatch.MetricAlarmArgs>,
  ): aws.cloudwatch.MetricAlarm {
    const all: aws.cloudwatch.MetricAlarmArgs = {
      ...args,
      actionsEnabled: true,
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
    };
    this.made += 1;
    return new aws.cloudwatch.MetricAlarm(name, ...adjusted(transform, all, { parent }));
  }

  /** Alarms created so far, at 10 cents a month each. */
  get count(): number {
    return this.made;
  }

  /** Permission to publish to the topic. */
  notify(): Grant[] {
    return [{ actions: ["sns:Publish"], resources: [this.topic.arn] }];
  }
}

const topicPolicy = (topic: pulumi.Output<string>, account: pulumi.Output<string>) =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Alarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      {
        Sid: "OnlyTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topic,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
