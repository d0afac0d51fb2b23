import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { Grant } from "./grants";
import type { Key } from "./key";
import { amount, type Days } from "./units";

/** Options for the logs of a function, job or machine. */
export interface LogSettings {
  /** How long to keep them: a number of days that CloudWatch accepts. @default "14 days" */
  readonly retention?: Days;
}

/** What the creator of a log group knows about it. */
export interface LogGroupParts {
  readonly settings: LogSettings | undefined;
  readonly key: Key | undefined;
  readonly transform: Transform<aws.cloudwatch.LogGroupArgs> | undefined;
  /** Prefix before project and stack, for services that require one. @default none */
  readonly root?: string;
  /** Which of several groups it is. @default the only one */
  readonly leaf?: string;
  /** Inserted between name and leaf, with a slash at its end. @default an empty string */
  readonly between?: pulumi.Input<string>;
}

/** Name of a log group: set, not generated, so that a role's policy can name it; project and stack keep stacks apart. */
export const logGroupName = (name: string, root = "") =>
  `${root}/${pulumi.getProject()}/${pulumi.getStack()}/${name}`;

/** Creates `${name}-logs`, or `${name}-${leaf}-logs`, as a child. */
export function makeLogGroup(
  parent: pulumi.Resource,
  name: string,
  { settings, key, transform, root, leaf, between = "" }: LogGroupParts,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    leaf === undefined ? `${name}-logs` : `${name}-${leaf}-logs`,
    ...adjusted(
      transform,
      {
        name:
          leaf === undefined
            ? logGroupName(name, root)
            : pulumi.interpolate`${logGroupName(name, root)}/${between}${leaf}`,
        retentionInDays: amount(settings?.retention ?? "14 days"),
        ...(key ? { kmsKeyId: key.arn } : {}),
      },
      { parent },
    ),
  );
}

/** Permission to write to an existing log group; no role may create one at run time. */
export const writeLogs = (group: aws.cloudwatch.LogGroup): Grant => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [pulumi.interpolate`${group.arn}:*`],
});

/** Permission to send trace segments, which are not tied to a resource. */
export const writeTraces: Grant = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
  reason: "X-Ray knows no resources",
};
