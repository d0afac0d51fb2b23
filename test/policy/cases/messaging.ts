import { account, allow, policy, resource, tlsOnly, type Case } from "../case";

const queue = resource("sqs", "Queue", "letters", { kmsMasterKeyId: "key-id" });
const queueArn = String(queue.outputs["arn"]);
const schedule = resource("scheduler", "Schedule", "daily", {
  target: { deadLetterConfig: { arn: queueArn } },
});
const queueDoors = resource("sqs", "QueuePolicy", "doors", {
  queueUrl: "letters-id",
  policy: policy(tlsOnly("sqs:*", queueArn)),
});

const topic = resource("sns", "Topic", "alarms", { kmsMasterKeyId: "key-id" });
const topicArn = String(topic.outputs["arn"]);
const refusal = tlsOnly("sns:Publish", topicArn);
const publish = (Principal: unknown, Condition = {}) =>
  allow("sns:Publish", topicArn, { Principal, Condition });
const alarms = publish(
  { Service: "cloudwatch.amazonaws.com" },
  { StringEquals: { "aws:SourceAccount": account } },
);
const topicDoors = resource("sns", "TopicPolicy", "doors", {
  arn: topicArn,
  policy: policy(refusal, alarms),
});
const doors = (...statements: readonly object[]) => ({ doors: { policy: policy(...statements) } });

export const messaging: readonly Case[] = [
  {
    rule: 73,
    holds: [queue],
    breaks: {
      "it is not": { letters: { kmsMasterKeyId: undefined } },
      "AWS's key": { letters: { kmsMasterKeyId: undefined, sqsManagedSseEnabled: true } },
    },
  },
  { rule: 74, holds: [queue, schedule], breaks: { neither: { daily: "gone" } } },
  {
    rule: 74,
    holds: [
      queue,
      resource("sqs", "Queue", "work", { redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn }) }),
    ],
    breaks: {
      "of another": { work: { redrivePolicy: JSON.stringify({ deadLetterTargetArn: "other-arn" }) } },
    },
  },
  {
    rule: 75,
    holds: [queue, queueDoors],
    breaks: {
      "it does not": { doors: "gone" },
      "under a further condition": doors({
        ...tlsOnly("sqs:*", queueArn),
        Condition: { Bool: { "aws:SecureTransport": "false", "aws:ViaAWSService": "false" } },
      }),
    },
  },
  {
    rule: 76,
    holds: [queue, queueDoors],
    breaks: {
      everybody: doors(allow("sqs:SendMessage", queueArn, { Principal: { AWS: ["1", "*"] } })),
      "every action": doors(
        allow(["sqs:SendMessage", "sqs:*"], queueArn, { Principal: { Service: "sns.amazonaws.com" } }),
      ),
      "everybody but one": doors(allow("sqs:SendMessage", queueArn, { NotPrincipal: { AWS: "1" } })),
    },
  },
  {
    rule: 77,
    holds: [topic],
    breaks: {
      "it is not": { alarms: { kmsMasterKeyId: undefined } },
      "AWS's key": { alarms: { kmsMasterKeyId: "alias/aws/sns" } },
    },
  },
  { rule: 78, holds: [topic, topicDoors], breaks: { "it does not": doors(alarms) } },
  {
    rule: 79,
    holds: [topic, topicDoors],
    breaks: {
      everybody: doors(alarms, publish("*")),
      "another account beside the service": doors({
        ...alarms,
        Principal: { Service: "cloudwatch.amazonaws.com", AWS: "arn:aws:iam::999999999999:root" },
      }),
      "another account": doors(publish({ AWS: "arn:aws:iam::999999999999:root" })),
      "a service, for anybody": doors(publish({ Service: "cloudwatch.amazonaws.com" })),
    },
  },
];
