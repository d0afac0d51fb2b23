import { allow, grants, policy, resource, role, trust, type Case } from "../case";

const own = role("own", "scheduler.amazonaws.com");
const queue = resource("sqs", "Queue", "letters");
const machineArn = "machine-arn";
const schedule = resource("scheduler", "Schedule", "daily", {
  kmsKeyArn: "key-arn",
  scheduleExpression: "cron(0 8 * * ? *)",
  scheduleExpressionTimezone: "Asia/Tokyo",
  target: {
    arn: machineArn,
    roleArn: own.outputs["arn"],
    input: '{"date":"<aws.scheduler.scheduled-time>"}',
    retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
    deadLetterConfig: { arn: queue.outputs["arn"] },
  },
});
const start = allow("states:StartExecution", machineArn);
const hand = allow("sqs:SendMessage", String(queue.outputs["arn"]));
const set = (path: string, value: unknown) => ({ daily: { [path]: value } });
const may = (...statements: readonly object[]) => ({ grants: { policy: policy(...statements) } });

export const scheduler: readonly Case[] = [
  { rule: 67, holds: [schedule], breaks: { "it is not": set("kmsKeyArn", undefined) } },
  {
    rule: 68,
    holds: [schedule],
    breaks: {
      "it names none": set("scheduleExpressionTimezone", undefined),
      "there is no such": set("scheduleExpressionTimezone", "Asia/Edo"),
    },
  },
  {
    rule: 69,
    holds: [schedule, queue, resource("sqs", "Queue", "other")],
    breaks: {
      "as often as AWS likes": set("target.retryPolicy.maximumRetryAttempts", undefined),
      "for a day": set("target.retryPolicy.maximumEventAgeInSeconds", 86_400),
      "no queue": set("target.deadLetterConfig", undefined),
      "a queue of somebody else": set("target.deadLetterConfig.arn", "other-arn"),
    },
  },
  {
    rule: 70,
    holds: [schedule, queue, own, grants("own", start, hand)],
    breaks: {
      "another machine too": may({ ...start, Resource: [machineArn, "other-arn"] }, hand),
      "another action": may(start, hand, allow("states:StopExecution", machineArn)),
      "any account's schedules": { own: { assumeRolePolicy: trust("scheduler.amazonaws.com", {}) } },
    },
  },
  { rule: 71, holds: [schedule], breaks: { "it does not": set("target.input", '{"date":"today"}') } },
  {
    rule: 72,
    holds: [
      resource("cloudwatch", "EventBus", "bus"),
      resource("cloudwatch", "EventBusPolicy", "rules", {
        eventBusName: "bus-id",
        policy: policy(allow("events:PutEvents", "bus-arn", { Principal: { AWS: "1" } })),
      }),
    ],
    breaks: {
      "it has none": { rules: "gone" },
      "it is for all": {
        rules: {
          policy: policy(
            allow("events:PutEvents", "bus-arn", { Principal: { AWS: "1" } }),
            allow("events:PutEvents", "bus-arn", { Principal: "*" }),
          ),
        },
      },
    },
  },
];
