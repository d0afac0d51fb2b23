/** Rules 67 to 72: schedules and event buses. */
import { all, each, eachOf, isOwnKey, sideBySide, type Rule } from "../check";
import { demanded, grantsOf, isPublic } from "../allowed";
import {
  aws,
  input,
  isText,
  ofType,
  reference,
  refersTo,
  texts,
  type RecordedResource,
  type Stack,
  textIn,
} from "../resource";
import { statementsOf } from "../statements";

const schedule = all(aws("scheduler", "Schedule"));
const queue = aws("sqs", "Queue");

function isTimeZone(zone: unknown): boolean {
  if (!isText(zone)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** What a schedule's role may do beyond starting its one target, queueing what failed, and using its key. */
function roleFaults(resource: RecordedResource, stack: Stack): readonly string[] {
  const role = ofType(stack, aws("iam", "Role")).find((candidate) =>
    refersTo(reference(resource, "target.roleArn"), candidate),
  );
  if (!role) return ["has no role of this program"];
  const allowed: Readonly<Record<string, unknown>> = {
    "states:StartExecution": input(resource, "target.arn"),
    "sqs:SendMessage": input(resource, "target.deadLetterConfig.arn"),
  };
  const excess = grantsOf(stack, role).flatMap(({ actions, resources }) =>
    actions
      .filter((action) => !action.startsWith("kms:"))
      .filter((action) => !resources.every((arn) => texts(allowed[action]).includes(arn)))
      .map((action) => `may ${action} on ${resources.join(", ")}`),
  );
  const bound = statementsOf(role).some(
    (statement) => statement.kind === "trust" && demanded(statement, "aws:SourceAccount").length > 0,
  );
  return [...excess, ...(bound ? [] : ["has a role that schedules of other accounts may take"])];
}

export const scheduler: readonly Rule[] = [
  {
    number: 67,
    ids: ["CKV_AWS_297"],
    mark: "production",
    title: "Schedules are encrypted with a customer-managed key.",
    ...each(
      schedule,
      (resource) => isOwnKey(input(resource, "kmsKeyArn")),
      "is not encrypted with a customer-managed key",
    ),
  },
  {
    number: 68,
    ids: ["own"],
    mark: "default",
    title: "A schedule names its time zone.",
    ...each(
      schedule,
      (resource) => isTimeZone(input(resource, "scheduleExpressionTimezone")),
      "names no time zone that exists",
    ),
  },
  {
    number: 69,
    ids: ["own"],
    mark: "default",
    title: "A schedule tries five times within an hour at most, and hands what failed to a queue.",
    ...eachOf(schedule, (resource, stack) => [
      ...(Number(input(resource, "target.retryPolicy.maximumRetryAttempts")) <= 5
        ? []
        : ["tries more than five times"]),
      ...(Number(input(resource, "target.retryPolicy.maximumEventAgeInSeconds")) <= 3600
        ? []
        : ["tries for more than an hour"]),
      ...(ofType(stack, queue).some((other) =>
        refersTo(reference(resource, "target.deadLetterConfig.arn"), other),
      )
        ? []
        : ["has no dead-letter queue of this program"]),
    ]),
  },
  {
    number: 70,
    ids: ["own"],
    mark: "default",
    title: "A schedule may start its state machine and nothing else.",
    ...eachOf(schedule, roleFaults),
  },
  {
    number: 71,
    ids: ["own"],
    mark: "default",
    title: "A schedule tells the run for which time it is.",
    ...each(
      schedule,
      (resource) => textIn(resource, "target.input").includes("<aws.scheduler.scheduled-time>"),
      "does not pass <aws.scheduler.scheduled-time>",
    ),
  },
  {
    number: 72,
    ids: ["EventBridge.3", "AwsSolutions-EVB1"],
    mark: "optional",
    title: "An event bus has a policy, and it is not for everybody.",
    ...sideBySide(
      all(aws("cloudwatch", "EventBus")),
      aws("cloudwatch", "EventBusPolicy"),
      "eventBusName",
      (policy) => statementsOf(policy).every((statement) => !statement.allows || !isPublic(statement)),
      "has no policy, or one for everybody",
    ),
  },
];
