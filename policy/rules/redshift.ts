/** Rules 90 to 100: the warehouse, Redshift Serverless. */
import { all, each, eachOf, isOwnKey, sideBySide, together, type Rule } from "../check";
import {
  at,
  aws,
  input,
  inputs,
  isText,
  ofType,
  reference,
  refersTo,
  type RecordedResource,
  type Stack,
} from "../resource";
import { hasGateway, opensToWorld } from "./openness";

const workgroup = all(aws("redshiftserverless", "Workgroup"));
const namespace = all(aws("redshiftserverless", "Namespace"));

const parameter = (resource: RecordedResource, key: string) =>
  inputs(resource, "configParameters")
    .filter((item) => at(item, "parameterKey") === key)
    .map((item) => at(item, "parameterValue"))[0];

const isBetween = (value: number, least: number, most: number) => value >= least && value <= most;

/** The resources of a type that a workgroup lists in a property, such as its subnets. */
const named = (stack: Stack, resource: RecordedResource, property: string, type: string) =>
  ofType(stack, type).filter((other) => refersTo(reference(resource, property), other));

export const redshift: readonly Rule[] = [
  {
    number: 90,
    ids: ["RedshiftServerless.1", "Redshift.7", "CKV_AWS_321"],
    mark: "optional",
    title: "What the warehouse loads goes through the VPC, by a gateway to S3.",
    ...eachOf(workgroup, (resource, stack) => [
      ...(input(resource, "enhancedVpcRouting") === true ? [] : ["does not route through the VPC"]),
      ...(hasGateway(stack) ? [] : ["has no gateway endpoint for S3"]),
    ]),
  },
  {
    number: 91,
    ids: ["RedshiftServerless.2", "Redshift.2", "AwsSolutions-RS1", "CKV_AWS_105"],
    mark: "optional",
    title: "The warehouse takes connections with TLS only.",
    ...each(
      workgroup,
      (resource) => parameter(resource, "require_ssl") === "true",
      "takes connections without TLS",
    ),
  },
  {
    number: 92,
    ids: ["RedshiftServerless.3", "Redshift.1", "AwsSolutions-RS8", "CKV_AWS_87"],
    mark: "optional",
    title: "The warehouse is not reachable from the internet.",
    ...each(
      workgroup,
      (resource) => input(resource, "publiclyAccessible") === false,
      "may be publicly accessible",
    ),
  },
  {
    number: 93,
    ids: ["RedshiftServerless.4", "CKV_AWS_282", "CKV_AWS_142", "AwsSolutions-RS6", "F28"],
    mark: "optional",
    title: "The warehouse is encrypted with a customer-managed key.",
    ...each(
      namespace,
      (resource) => isOwnKey(input(resource, "kmsKeyId")),
      "is not encrypted with a customer-managed key",
    ),
  },
  {
    number: 94,
    ids: ["RedshiftServerless.5", "Redshift.8", "AwsSolutions-RS3"],
    mark: "optional",
    title: "The warehouse's administrator does not have the name that everybody guesses.",
    ...each(
      namespace,
      (resource) => {
        const name = input(resource, "adminUsername");
        return isText(name) && !["admin", "awsuser"].includes(name.toLowerCase());
      },
      "has the default administrator",
    ),
  },
  {
    number: 95,
    ids: ["RedshiftServerless.6", "Redshift.4", "AwsSolutions-RS5", "AwsSolutions-RS11", "CKV_AWS_71"],
    mark: "optional",
    title: "The warehouse logs connections, users and what they ask.",
    ...each(
      namespace,
      (resource) =>
        ["userlog", "connectionlog", "useractivitylog"].every((log) =>
          inputs(resource, "logExports").includes(log),
        ),
      "does not export all three logs",
    ),
  },
  {
    number: 96,
    ids: ["RedshiftServerless.7", "Redshift.9", "CKV_AWS_320"],
    mark: "optional",
    title: "The warehouse's database does not have the default name.",
    ...each(
      namespace,
      (resource) => isText(input(resource, "dbName")) && input(resource, "dbName") !== "dev",
      "has the default database",
    ),
  },
  {
    number: 97,
    ids: ["AwsSolutions-RS4"],
    mark: "optional",
    title: "The warehouse does not listen on the default port.",
    ...each(
      workgroup,
      (resource) => {
        const port = Number(input(resource, "port") ?? 5439);
        return port !== 5439 && (isBetween(port, 5431, 5455) || isBetween(port, 8191, 8215));
      },
      "listens on the default port, or on one that Redshift does not take",
    ),
  },
  {
    number: 98,
    ids: ["F35"],
    mark: "optional",
    title: "The administrator's password is made and kept by Secrets Manager.",
    ...each(
      namespace,
      (resource) =>
        input(resource, "manageAdminPassword") === true && input(resource, "adminUserPassword") === undefined,
      "has a password of the program's",
    ),
  },
  {
    number: 99,
    ids: ["Redshift.15", "CKV_AWS_154", "AwsSolutions-RS2"],
    mark: "optional",
    title: "The warehouse lies in private subnets, behind a security group that is not open to the world.",
    ...eachOf(workgroup, (resource, stack) => [
      ...(inputs(resource, "subnetIds").length > 0 ? [] : ["names no subnet"]),
      ...(inputs(resource, "securityGroupIds").length > 0 ? [] : ["names no security group"]),
      ...named(stack, resource, "subnetIds", aws("ec2", "Subnet"))
        .filter((subnet) => input(subnet, "mapPublicIpOnLaunch") === true)
        .map(({ name }) => `lies in the public subnet ${name}`),
      ...named(stack, resource, "securityGroupIds", aws("ec2", "SecurityGroup"))
        .filter((group) => opensToWorld(stack, group))
        .map(({ name }) => `is behind ${name}, which is open to the world`),
    ]),
  },
  {
    number: 100,
    ids: ["own"],
    mark: "optional",
    title:
      "The warehouse begins with eight units at most, has a stated maximum, and is switched off when it used up its budget.",
    ...together(
      eachOf(workgroup, (resource) => [
        ...(Number(input(resource, "baseCapacity")) <= 8 ? [] : ["has a base of more than 8 units"]),
        ...(Number(input(resource, "maxCapacity")) > 0 ? [] : ["may grow without limit"]),
      ]),
      sideBySide(
        workgroup,
        aws("redshiftserverless", "UsageLimit"),
        "resourceArn",
        (limit) =>
          input(limit, "usageType") === "serverless-compute" && input(limit, "breachAction") === "deactivate",
        "has no usage limit that switches it off",
      ),
    ),
  },
];
