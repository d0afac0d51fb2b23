import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { Key } from "./key";
import type { LogSettings } from "./logs";
import { amount } from "./units";

export interface AuditLogTransforms {
  /** Successful and refused connections. */
  readonly connectionLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
  /** Changes to database users. */
  readonly userLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
  /** Every statement. */
  readonly activityLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
}

export interface AuditLogArgs {
  /** Physical name of the namespace; Redshift derives the names of the groups from it. */
  readonly namespace: string;
  /** Encrypts the logs. */
  readonly key: Key;
  /** How long to keep them. @default 14 days */
  readonly logs: LogSettings | undefined;
  /** Changes to the groups. @default none */
  readonly transform: AuditLogTransforms | undefined;
}

const kinds = {
  connectionlog: ["connection", "connectionLogs"],
  userlog: ["user", "userLogs"],
  useractivitylog: ["activity", "activityLogs"],
} as const;

/**
 * Creates `${name}-connection-logs`, `${name}-user-logs` and `${name}-activity-logs` as children; keyed by Redshift's
 * export names.
 */
export function makeAuditLogs(parent: pulumi.Resource, name: string, args: AuditLogArgs) {
  const { namespace, key, logs, transform } = args;
  const entries = Object.entries(kinds).map(([log, [leaf, changed]]) => [
    log,
    new aws.cloudwatch.LogGroup(
      `${name}-${leaf}-logs`,
      ...adjusted(
        transform?.[changed],
        {
          name: `/aws/redshift/${namespace}/${log}`,
          retentionInDays: amount(logs?.retention ?? "14 days"),
          kmsKeyId: key.arn,
        },
        { parent },
      ),
    ),
  ]);
  return Object.fromEntries(entries) as Record<keyof typeof kinds, aws.cloudwatch.LogGroup>;
}
