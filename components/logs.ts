import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { Grant } from "./grants";
import type { Key } from "./key";
import { amount, type Days } from "./units";

/** How long logs are kept, and what they are encrypted with. */
export interface LogSettings {
  /** @default "14 days" */
  readonly retention?: Days;
}

/**
 * Makes `${name}-logs` as a child. Its name is said and not made up, so that a role can be given exactly it; project and
 * stack keep two stacks of one account apart. `prefix` is for services that want one of their own.
 */
export function makeLogGroup(
  parent: pulumi.Resource,
  name: string,
  settings: LogSettings | undefined,
  key: Key | undefined,
  transform?: Transform<aws.cloudwatch.LogGroupArgs>,
  prefix = "",
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    `${name}-logs`,
    ...adjusted(
      transform,
      {
        name: `${prefix}/${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
        retentionInDays: amount(settings?.retention ?? "14 days"),
        ...(key ? { kmsKeyId: key.arn } : {}),
      },
      { parent },
    ),
  );
}

/** Writing to a log group that exists; nobody makes one at run time. */
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
