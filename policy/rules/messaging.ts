/** Rules 73 to 80: queues and topics. */
import { all, beside, each, eachOf, isOwnKey, type Rule } from "../check";
import { demanded, isPublic, reaches, refusesPlain } from "../allowed";
import {
  arnOf,
  aws,
  input,
  isText,
  ofType,
  reference,
  refersTo,
  textIn,
  type RecordedResource,
  type Stack,
} from "../resource";
import { statementsOf, type Statement } from "../statements";

const queue = all(aws("sqs", "Queue"));
const topic = all(aws("sns", "Topic"));

/** The statements about a queue or topic, from its own policy and from a separate policy resource. */
const policyOf = (stack: Stack, resource: RecordedResource) =>
  [
    resource,
    ...beside(stack, aws("sqs", "QueuePolicy"), "queueUrl", resource),
    ...beside(stack, aws("sns", "TopicPolicy"), "arn", resource),
  ].flatMap(statementsOf);

/** Whether the resource denies this action without TLS. */
const needsTls = (action: string) => (resource: RecordedResource, stack: Stack) =>
  policyOf(stack, resource).some(
    (statement) => refusesPlain(statement, action) && reaches(statement, arnOf(resource)),
  );

const accountOf = (arn: string) => arn.split(":")[4];

/** Whether a statement admits others than this account, and services acting for a named account or resource. */
const letsOthersIn = (statement: Statement, resource: RecordedResource) =>
  statement.allows &&
  (isPublic(statement) ||
    statement.principals.some(([kind, who]) =>
      kind === "Service"
        ? [...demanded(statement, "aws:SourceAccount"), ...demanded(statement, "aws:SourceArn")].length === 0
        : accountOf(who) !== accountOf(arnOf(resource)),
    ));

/** Whether a resource sends its failures to this queue. */
const isDeadLetterQueue = (resource: RecordedResource, stack: Stack) =>
  isText(input(resource, "redriveAllowPolicy")) ||
  ofType(stack, aws("scheduler", "Schedule")).some((schedule) =>
    refersTo(reference(schedule, "target.deadLetterConfig.arn"), resource),
  ) ||
  queue(stack).some((other) => textIn(other, "redrivePolicy").includes(`"${arnOf(resource)}"`));

export const messaging: readonly Rule[] = [
  {
    number: 73,
    ids: ["SQS.1", "AwsSolutions-SQS2", "CKV_AWS_27", "CKV2_AWS_73"],
    mark: "default",
    title: "Queues are encrypted, in production with a customer-managed key.",
    ...each(
      queue,
      (resource, { production }) =>
        isOwnKey(input(resource, "kmsMasterKeyId")) ||
        (!production &&
          (input(resource, "sqsManagedSseEnabled") === true || isText(input(resource, "kmsMasterKeyId")))),
      "is not encrypted as it must be",
    ),
  },
  {
    number: 74,
    ids: ["AwsSolutions-SQS3"],
    mark: "default",
    title: "A queue has a dead-letter queue, or is one.",
    ...each(
      queue,
      (resource, stack) => isText(input(resource, "redrivePolicy")) || isDeadLetterQueue(resource, stack),
      "has no dead-letter queue, and is none",
    ),
  },
  {
    number: 75,
    ids: ["AwsSolutions-SQS4"],
    mark: "default",
    title: "Queues refuse requests without TLS.",
    ...each(queue, needsTls("sqs:SendMessage"), "takes messages without TLS"),
  },
  {
    number: 76,
    ids: ["SQS.3", "CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_387", "F7", "F20", "F21"],
    mark: "default",
    title: "No queue is open to everybody, or to every action.",
    ...eachOf(queue, (resource, stack) =>
      policyOf(stack, resource).flatMap((statement) => [
        ...(statement.allows && isPublic(statement) ? ["allows everybody"] : []),
        ...(statement.allows && statement.actions.some((action) => action.endsWith("*"))
          ? ["allows actions by a wildcard"]
          : []),
        ...(statement.negations.length > 0 ? [`uses ${statement.negations.join(", ")}`] : []),
      ]),
    ),
  },
  {
    number: 77,
    ids: ["SNS.1", "CKV_AWS_26", "W47"],
    mark: "default",
    title: "Topics are encrypted with a customer-managed key, the only kind that alarms can use.",
    ...each(
      topic,
      (resource) => isOwnKey(input(resource, "kmsMasterKeyId")),
      "is not encrypted with a customer-managed key",
    ),
  },
  {
    number: 78,
    ids: ["AwsSolutions-SNS3"],
    mark: "default",
    title: "Topics refuse messages without TLS.",
    ...each(topic, needsTls("sns:Publish"), "takes messages without TLS"),
  },
  {
    number: 79,
    ids: ["SNS.4", "CKV_AWS_169", "CKV_AWS_385", "F8", "F18"],
    mark: "default",
    title: "Topics are for this account and the services that act for it.",
    ...each(
      topic,
      (resource, stack) =>
        policyOf(stack, resource).every(
          (statement) => !letsOthersIn(statement, resource) && statement.negations.length === 0,
        ),
      "lets others in than this account",
    ),
  },
  {
    number: 80,
    ids: ["SNS.2"],
    mark: "waived",
    title: "Topics log what became of each message.",
    waiver: "The only subscriber is a mail address, for which SNS logs nothing.",
  },
];
