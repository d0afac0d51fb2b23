import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { Grant } from "./grants";
import type { Key } from "./key";
import { amount, type Days } from "./units";

/** What can be said about the logs of a function, job or machine. */
export interface LogSettings {
  /** How long they are kept: a number of days that CloudWatch knows. @default "14 days" */
  readonly retention?: Days;
}

/** What is known about a log group by those who make it. */
export interface LogGroupParts {
  readonly settings: LogSettings | undefined;
  readonly key: Key | undefined;
  readonly transform: Transform<aws.cloudwatch.LogGroupArgs> | undefined;
  /** Prefix before project and stack, for services that require one. @default none */
  readonly root?: string;
  /** Which of several groups it is. @default the only one */
  readonly leaf?: string;
  /** Between name and leaf, with a slash at its end. @default nothing */
  readonly between?: pulumi.Input<string>;
}

/** Name of a log group: said and not made up, so that a role can be given it; project and stack keep stacks apart. */
export const logGroupName = (name: string, root = "") =>
  `${root}/${pulumi.getProject()}/${pulumi.getStack()}/${name}`;

/** Makes `${name}-logs`, or `${name}-${leaf}-logs`, as a child. */
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

/** Writing to an existing log group; no role may create one at run time. */
export const writeLogs = (group: aws.cloudwatch.LogGroup): Grant => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [pulumi.interpolate`${group.arn}:*`],
});

/** Sending trace segments, which belong to no resource. */
export const writeTraces: Grant = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
  reason: "X-Ray knows no resources",
};
