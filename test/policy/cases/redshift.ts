import { resource, type Case } from "../case";

const workgroup = resource("redshiftserverless", "Workgroup", "warehouse", {
  enhancedVpcRouting: true,
  publiclyAccessible: false,
  port: 5440,
  baseCapacity: 8,
  maxCapacity: 8,
  configParameters: [{ parameterKey: "require_ssl", parameterValue: "true" }],
  subnetIds: ["private-id"],
  securityGroupIds: ["doors-id"],
});
const namespace = resource("redshiftserverless", "Namespace", "space", {
  kmsKeyId: "key-arn",
  adminUsername: "keeper",
  manageAdminPassword: true,
  dbName: "flow",
  logExports: ["userlog", "connectionlog", "useractivitylog"],
});
const gateway = resource("ec2", "VpcEndpoint", "gateway", { serviceName: "com.amazonaws.eu-west-1.s3" });
const limit = resource("redshiftserverless", "UsageLimit", "limit", {
  resourceArn: workgroup.outputs["arn"],
  usageType: "serverless-compute",
  breachAction: "deactivate",
});
const subnet = resource("ec2", "Subnet", "private");
const doors = resource("ec2", "SecurityGroup", "doors", { ingress: [{ cidrBlocks: ["10.0.0.0/16"] }] });

export const redshift: readonly Case[] = [
  {
    rule: 90,
    holds: [workgroup, gateway],
    breaks: {
      "over the internet": { warehouse: { enhancedVpcRouting: undefined } },
      "no gateway": { gateway: "gone" },
    },
  },
  {
    rule: 91,
    holds: [workgroup],
    breaks: { "it is not required": { warehouse: { "configParameters.0.parameterValue": "false" } } },
  },
  { rule: 92, holds: [workgroup], breaks: { "it is": { warehouse: { publiclyAccessible: true } } } },
  { rule: 93, holds: [namespace], breaks: { "AWS's key": { space: { kmsKeyId: undefined } } } },
  {
    rule: 94,
    holds: [namespace],
    breaks: {
      "AWS's choice": { space: { adminUsername: undefined } },
      "the same by hand": { space: { adminUsername: "Admin" } },
    },
  },
  { rule: 95, holds: [namespace], breaks: { "one is missing": { space: { logExports: ["userlog"] } } } },
  { rule: 96, holds: [namespace], breaks: { "it has": { space: { dbName: "dev" } } } },
  {
    rule: 97,
    holds: [workgroup],
    breaks: { "it does": { warehouse: { port: undefined } }, "out of range": { warehouse: { port: 6000 } } },
  },
  {
    rule: 98,
    holds: [namespace],
    breaks: {
      "not by Secrets Manager": { space: { manageAdminPassword: undefined } },
      "in the program": { space: { adminUserPassword: "x" } },
    },
  },
  {
    rule: 99,
    holds: [workgroup, subnet, doors],
    breaks: {
      "a public subnet": { private: { mapPublicIpOnLaunch: true } },
      "an open group": { doors: { "ingress.0.cidrBlocks": ["0.0.0.0/0"] } },
      "a group opened from beside": {
        "+": [
          resource("vpc", "SecurityGroupIngressRule", "more", {
            securityGroupId: "doors-id",
            cidrIpv6: "::/0",
          }),
        ],
      },
      "the default group": { warehouse: { securityGroupIds: undefined } },
    },
  },
  {
    rule: 100,
    holds: [workgroup, limit],
    breaks: {
      "128 units": { warehouse: { baseCapacity: undefined } },
      "no maximum": { warehouse: { maxCapacity: undefined } },
      "only a log entry": { limit: { breachAction: "log" } },
      "of another": { limit: { resourceArn: "other-arn" } },
    },
  },
];
