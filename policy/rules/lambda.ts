/** Rules 33 to 46: functions. */
import { all, described, each, eachOf, isOwnKey, only, type Rule } from "../check";
import { grants, grantsOf, isArnOf } from "../allowed";
import {
  arnOf,
  at,
  aws,
  input,
  inputs,
  isText,
  ofType,
  reference,
  refersTo,
  textIn,
  type RecordedResource,
  type Stack,
} from "../resource";
import { tasksOf } from "./states-language";
import { looksSecret } from "./secret-looking";

const fn = all(aws("lambda", "Function"));
const permission = all(aws("lambda", "Permission"));
const inVpc = only(fn, (resource) => inputs(resource, "vpcConfig.subnetIds").length > 0);

const variables = (resource: RecordedResource) =>
  Object.entries((at(resource.inputs["environment"], "variables") as object | undefined) ?? {});

/** The runtimes that will get security fixes for years; the program uses the first. */
const runtimes = ["nodejs24.x", "python3.14"];

const logWrites = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/** What is wrong with a function's log destination. */
function logFaults(resource: RecordedResource, stack: Stack): readonly string[] {
  const group = ofType(stack, aws("cloudwatch", "LogGroup")).find((candidate) =>
    refersTo(reference(resource, "loggingConfig.logGroup"), candidate),
  );
  if (!group) return ["does not log to a log group of this program"];
  const elsewhere = ofType(stack, aws("iam", "Role"))
    .filter((role) => refersTo(reference(resource, "role"), role))
    .flatMap((role) => grantsOf(stack, role))
    .filter((statement) => logWrites.some((action) => grants(statement, action)))
    .flatMap(({ resources }) => resources)
    .filter((arn) => arn !== arnOf(group) && !arn.startsWith(`${arnOf(group)}:`));
  return [
    ...(Number(input(group, "retentionInDays")) > 0 ? [] : ["logs to a group that never forgets"]),
    ...elsewhere.map((arn) => `may write logs to ${arn}`),
  ];
}

/** The shortest time, in seconds, that a state machine gives this function. */
const taskTimeout = (stack: Stack, resource: RecordedResource) =>
  Math.min(
    ...ofType(stack, aws("sfn", "StateMachine"))
      .flatMap(tasksOf)
      .filter(({ state }) =>
        [at(state, "Resource"), at(state, "Parameters.FunctionName")].some((arn) => isArnOf(arn, resource)),
      )
      .map(({ state }) => Number(at(state, "TimeoutSeconds") ?? Infinity)),
    Infinity,
  );

export const lambda: readonly Rule[] = [
  {
    number: 33,
    ids: ["Lambda.1", "CKV_AWS_301", "F13"],
    mark: "default",
    title: "Nobody but named services may invoke a function.",
    ...each(permission, (resource) => input(resource, "principal") !== "*", "allows everybody"),
  },
  {
    number: 34,
    ids: ["CKV_AWS_364", "aws-lambda-permission-configure-source-arn"],
    mark: "default",
    title: "A permission to invoke says for which resource or account.",
    ...each(
      permission,
      (resource) => isText(input(resource, "sourceArn")) || isText(input(resource, "sourceAccount")),
      "names neither a source ARN nor a source account",
    ),
  },
  {
    number: 35,
    ids: ["Lambda.2", "AwsSolutions-L1", "CKV_AWS_363"],
    mark: "default",
    title: `Functions run on a runtime with long support: ${runtimes.join(" or ")}.`,
    ...each(fn, (resource) => runtimes.includes(textIn(resource, "runtime")), "runs on another runtime"),
  },
  {
    number: 36,
    ids: ["Lambda.7", "CKV_AWS_50", "aws-lambda-function-enable-tracing-config"],
    mark: "default",
    title: "Functions are traced.",
    ...each(fn, (resource) => input(resource, "tracingConfig.mode") === "Active", "is not traced"),
  },
  {
    number: 37,
    ids: ["CKV_AWS_45"],
    mark: "default",
    title: "A function's environment names secrets by their ARN and holds none.",
    ...eachOf(fn, (resource) =>
      variables(resource)
        .filter(([name, value]) => looksSecret(name, value))
        .map(([name]) => `holds what looks like a secret in ${name}`),
    ),
  },
  {
    number: 38,
    ids: ["CKV_AWS_173"],
    mark: "production",
    title: "A function's environment is encrypted with a customer-managed key.",
    ...each(
      only(fn, (resource) => variables(resource).length > 0),
      (resource) => isOwnKey(input(resource, "kmsKeyArn")),
      "has no key for its environment",
    ),
  },
  {
    number: 39,
    ids: ["CKV_AWS_115", "W92"],
    mark: "waived",
    title: "Functions reserve their concurrency.",
    waiver:
      "New accounts have ten executions at once in all, and refuse to reserve any; the Map's limit bounds them.",
  },
  {
    number: 40,
    ids: ["CKV_AWS_116"],
    mark: "waived",
    title: "Functions have a dead-letter queue.",
    waiver:
      "Step Functions invokes them and waits: an error goes back to the state machine, not into a queue.",
  },
  {
    number: 41,
    ids: ["CKV_AWS_117", "Lambda.3", "W89"],
    mark: "waived",
    title: "Functions run in a VPC.",
    waiver: "There is no private resource to reach, and a NAT gateway costs more than all the rest.",
  },
  {
    number: 42,
    ids: ["Lambda.5"],
    mark: "optional",
    title: "Functions in a VPC have subnets in two zones.",
    ...each(
      inVpc,
      (resource) => new Set(inputs(resource, "vpcConfig.subnetIds")).size >= 2,
      "has a subnet in one zone only",
    ),
  },
  {
    number: 43,
    ids: ["CKV_AWS_272"],
    mark: "waived",
    title: "Code is signed.",
    waiver: "Archives are built and uploaded by the same deployment, whose rights are those that could sign.",
  },
  {
    number: 44,
    ids: ["CKV_AWS_258"],
    mark: "optional",
    title: "A function with a URL asks who calls.",
    ...each(
      all(aws("lambda", "FunctionUrl")),
      (resource) => input(resource, "authorizationType") === "AWS_IAM",
      "is open to everybody",
    ),
  },
  {
    number: 45,
    ids: ["aws-lambda-function-missing-description", "W58"],
    mark: "default",
    title: "Every function is described, and may write to one log group only, which forgets.",
    ...eachOf(fn, (resource, stack) => [
      ...(described(resource) ? [] : ["has no description"]),
      ...logFaults(resource, stack),
    ]),
  },
  {
    number: 46,
    ids: ["own"],
    mark: "default",
    title:
      "Functions run on arm64 with 512 to 1024 MB and a sized /tmp, and end before the state machine gives them up.",
    ...eachOf(fn, (resource, stack) => {
      const memory = Number(input(resource, "memorySize"));
      const timeout = Number(input(resource, "timeout") ?? 3);
      return [
        ...(inputs(resource, "architectures").includes("arm64") ? [] : ["does not run on arm64"]),
        ...(memory >= 512 && memory <= 1024 ? [] : ["does not have 512 to 1024 MB of memory"]),
        ...(Number(input(resource, "ephemeralStorage.size")) >= 512
          ? []
          : ["does not say how large /tmp is"]),
        ...(timeout < taskTimeout(stack, resource) ? [] : ["may run longer than the state machine waits"]),
      ];
    }),
  },
];
