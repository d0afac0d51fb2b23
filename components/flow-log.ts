import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import { adjusted } from "./adjust";
import type { IsolatedNetworkTransform } from "./isolated-network";
import type { Key } from "./key";
import { makeLogGroup, type LogSettings } from "./logs";
import { makeRole } from "./role";

export interface FlowLogArgs {
  /** The network to watch. */
  readonly vpcId: pulumi.Input<string>;
  /** Encrypts the log. @default an AWS-owned key */
  readonly key: Key | undefined;
  /** How long to keep the log. @default 14 days */
  readonly logs: LogSettings | undefined;
  /** Changes to the children. @default none */
  readonly transform: IsolatedNetworkTransform | undefined;
}

/** Logs a network's traffic; creates as children the group, the role with its policy, and the log itself. */
export function flowLog(parent: pulumi.Resource, name: string, args: FlowLogArgs): aws.ec2.FlowLog {
  const { vpcId, key, logs, transform } = args;
  const { id, region, partition } = accountOf(parent);
  const group = makeLogGroup(parent, name, { settings: logs, key, transform: transform?.logs });
  const { role, policy } = makeRole(parent, name, {
    service: "vpc-flow-logs.amazonaws.com",
    sourceArn: pulumi.interpolate`arn:${partition}:ec2:${region}:${id}:vpc-flow-log/*`,
    grants: [
      {
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [group.arn, pulumi.interpolate`${group.arn}:*`],
      },
      {
        actions: ["logs:DescribeLogGroups"],
        resources: ["*"],
        reason: "asks for a list, which CloudWatch Logs does not narrow down",
      },
    ],
    transform,
  });
  return new aws.ec2.FlowLog(
    `${name}-flow-log`,
    ...adjusted(
      transform?.flowLog,
      {
        vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 600,
        tags: { Name: `${pulumi.getProject()}-${pulumi.getStack()}-${name}` },
      },
      { parent, dependsOn: policy },
    ),
  );
}
