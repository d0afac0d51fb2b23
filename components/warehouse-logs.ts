import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { Key } from "./key";
import type { LogSettings } from "./logs";
import { amount } from "./units";

export interface AuditLogTransforms {
  /** Who connected, and who was refused. */
  readonly connectionLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
  /** Changes to database users. */
  readonly userLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
  /** Every statement. */
  readonly activityLogs?: Transform<aws.cloudwatch.LogGroupArgs>;
}

export interface AuditLogArgs {
  /** Physical name of the namespace, of which Redshift makes up the names of the groups. */
  readonly namespace: string;
  /** Encrypts what is logged. */
  readonly key: Key;
  /** How long it is kept. @default 14 days */
  readonly logs: LogSettings | undefined;
  /** Changes to the groups. @default none */
  readonly transform: AuditLogTransforms | undefined;
}

const kinds = {
  connectionlog: ["connection", "connectionLogs"],
  userlog: ["user", "userLogs"],
  useractivitylog: ["activity", "activityLogs"],
} as const;

/** Makes `${name}-connection-logs`, `${name}-user-logs` and `${name}-activity-logs` as children; by the names of Redshift's exports. */
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
