import { createHash } from "node:crypto";
import { physicalName } from "./names";
import { bare, type WireObject } from "./values";

/** The account and region that the stand-ins for AWS say they are. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** Zones that the account sees there. @default 4 */
  readonly zones?: number;
}

/** The place used where a test names none. */
export const somewhere: Place = { account: "123456789012", region: "eu-central-1", partition: "aws" };

/** A resource as AWS would hold it after it was made. */
export interface Made {
  readonly id: string;
  readonly outputs: WireObject;
}

type Text = (property: string) => string;
type Rule = (name: string, text: Text, place: Place, digits: string) => Made;

const arn = (place: Place, service: string, rest: string) =>
  `arn:${place.partition}:${service}:${place.region}:${place.account}:${rest}`;
const global = (place: Place, service: string, rest: string) =>
  `arn:${place.partition}:${service}::${place.account}:${rest}`;
const uuid = (digits: string) =>
  [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join("-");

/** A kind whose id is its physical name and whose ARN is made of it. */
const byName =
  (service: string, resource: (name: string) => string, more: WireObject = {}): Rule =>
  (name, _text, place) => ({ id: name, outputs: { ...more, arn: arn(place, service, resource(name)) } });

/** A kind that only belongs to another: its id is a property of its own. */
const partOf =
  (property: string): Rule =>
  (name, text) => ({ id: text(property) || name, outputs: {} });

/** A kind whose id AWS numbers, such as `vpc-0123456789abcdef0`. */
const numbered =
  (prefix: string, more: (digits: string) => WireObject = () => ({})): Rule =>
  (_name, _text, place, digits) => {
    const id = `${prefix}-${digits.slice(0, 17)}`;
    return { id, outputs: { ...more(digits), arn: arn(place, "ec2", `${prefix}/${id}`) } };
  };

/** A kind that is named by the program and has a number in its ARN. */
const serverless =
  (kind: "namespace" | "workgroup"): Rule =>
  (_name, text, place, digits) => ({
    id: text(`${kind}Name`),
    outputs: {
      arn: arn(place, "redshift-serverless", `${kind}/${uuid(digits)}`),
      [`${kind}Id`]: uuid(digits),
    },
  });

const objectIn: Rule = (_name, text, place, digits) => ({
  id: `${text("bucket")}/${text("key")}`,
  outputs: {
    arn: `arn:${place.partition}:s3:::${text("bucket")}/${text("key")}`,
    etag: digits.slice(0, 32),
    versionId: digits.slice(32),
  },
});

/** Ids and computed properties of the kinds this project makes; the documented forms of AWS's ARNs. */
const rules: Readonly<Record<string, Rule>> = {
  "aws:s3/bucket:Bucket": (name, _text, place) => ({
    id: name,
    outputs: {
      arn: `arn:${place.partition}:s3:::${name}`,
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${name}.s3.${place.region}.amazonaws.com`,
      bucketRegion: place.region,
    },
  }),
  "aws:s3/bucketObject:BucketObject": objectIn,
  "aws:s3/bucketObjectv2:BucketObjectv2": objectIn,
  "aws:iam/role:Role": (name, text, place, digits) => ({
    id: name,
    outputs: {
      arn: global(place, "iam", `role${text("path") || "/"}${name}`),
      uniqueId: `AROA${digits.slice(0, 17).toUpperCase()}`,
    },
  }),
  "aws:iam/rolePolicy:RolePolicy": (name, text) => ({ id: `${text("role")}:${name}`, outputs: {} }),
  "aws:iam/policy:Policy": (name, _text, place) => {
    const policy = global(place, "iam", `policy/${name}`);
    return { id: policy, outputs: { arn: policy } };
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (_name, text, place) => {
    const provider = global(place, "iam", `oidc-provider/${text("url").replace(/^https:\/\//, "")}`);
    return { id: provider, outputs: { arn: provider } };
  },
  "aws:lambda/function:Function": (name, _text, place) => {
    const own = arn(place, "lambda", `function:${name}`);
    const invoke = `arn:${place.partition}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${own}/invocations`;
    return { id: name, outputs: { arn: own, version: "1", qualifiedArn: `${own}:1`, invokeArn: invoke } };
  },
  "aws:cloudwatch/logGroup:LogGroup": byName("logs", (name) => `log-group:${name}`),
  "aws:cloudwatch/metricAlarm:MetricAlarm": byName("cloudwatch", (name) => `alarm:${name}`),
  "aws:cloudwatch/dashboard:Dashboard": (name, _text, place) => ({
    id: name,
    outputs: { dashboardArn: global(place, "cloudwatch", `dashboard/${name}`) },
  }),
  "aws:glue/catalogDatabase:CatalogDatabase": (name, _text, place) => ({
    id: `${place.account}:${name}`,
    outputs: { arn: arn(place, "glue", `database/${name}`), catalogId: place.account },
  }),
  "aws:glue/job:Job": byName("glue", (name) => `job/${name}`),
  "aws:athena/workgroup:Workgroup": byName("athena", (name) => `workgroup/${name}`),
  "aws:sfn/stateMachine:StateMachine": (name, _text, place) => {
    const machine = arn(place, "states", `stateMachine:${name}`);
    return {
      id: machine,
      outputs: { arn: machine, status: "ACTIVE", stateMachineVersionArn: `${machine}:1` },
    };
  },
  "aws:scheduler/schedule:Schedule": (name, text, place) => {
    const group = text("groupName") || "default";
    return { id: `${group}/${name}`, outputs: { arn: arn(place, "scheduler", `schedule/${group}/${name}`) } };
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": byName("scheduler", (name) => `schedule-group/${name}`),
  "aws:sqs/queue:Queue": (name, _text, place) => {
    const url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${name}`;
    return { id: url, outputs: { url, arn: arn(place, "sqs", name) } };
  },
  "aws:sqs/queuePolicy:QueuePolicy": partOf("queueUrl"),
  "aws:sns/topic:Topic": (name, _text, place) => {
    const topic = arn(place, "sns", name);
    return { id: topic, outputs: { arn: topic, owner: place.account } };
  },
  "aws:sns/topicPolicy:TopicPolicy": partOf("arn"),
  "aws:sns/topicSubscription:TopicSubscription": (_name, text, _place, digits) => {
    const subscription = `${text("topic")}:${uuid(digits)}`;
    return { id: subscription, outputs: { arn: subscription } };
  },
  "aws:kms/key:Key": (_name, _text, place, digits) => {
    const key = uuid(digits);
    return { id: key, outputs: { keyId: key, arn: arn(place, "kms", `key/${key}`) } };
  },
  "aws:kms/alias:Alias": byName("kms", (name) => name),
  "aws:secretsmanager/secret:Secret": (name, _text, place, digits) => {
    const secret = arn(place, "secretsmanager", `secret:${name}-${digits.slice(0, 6)}`);
    return { id: secret, outputs: { arn: secret } };
  },
  "aws:redshiftserverless/namespace:Namespace": serverless("namespace"),
  "aws:redshiftserverless/workgroup:Workgroup": serverless("workgroup"),
  "aws:ec2/vpc:Vpc": numbered("vpc"),
  "aws:ec2/subnet:Subnet": numbered("subnet"),
  "aws:ec2/routeTable:RouteTable": numbered("rtb"),
  "aws:ec2/securityGroup:SecurityGroup": numbered("sg"),
  "aws:ec2/flowLog:FlowLog": numbered("fl"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": numbered("vpce", (digits) => ({
    prefixListId: `pl-${digits.slice(0, 8)}`,
  })),
  "aws:secretsmanager/secretVersion:SecretVersion": (_name, text, _place, digits) => ({
    id: `${text("secretId")}|${digits.slice(0, 32)}`,
    outputs: { arn: text("secretId"), versionId: digits.slice(0, 32), versionStages: ["AWSCURRENT"] },
  }),
};

/** For the other kinds of S3 the bucket's name, else the physical name, else one made of the URN; an ARN for all. */
const anyKind: (type: string, logicalName: string) => Rule =
  (type, logicalName) => (name, text, place, digits) => {
    const [, module = "", kind = ""] = /^aws:([^/:]*)[^:]*:(.*)$/.exec(type) ?? [];
    if (module === "s3" && text("bucket")) return { id: text("bucket"), outputs: {} };
    const id = name || `${logicalName}-${digits.slice(0, 12)}`;
    return { id, outputs: { arn: arn(place, module, `${kind.toLowerCase()}/${id}`) } };
  };

/**
 * The id and all properties of a resource once it is made: its inputs, and what AWS computes. The same URN and inputs
 * give the same answer. `inputs` have their physical name already (names.ts).
 */
export function outputsOf(type: string, urn: string, inputs: WireObject, place: Place): Made {
  const logicalName = urn.slice(urn.lastIndexOf("::") + 2);
  const text: Text = (property) => {
    const value = inputs[property] === undefined ? undefined : bare(inputs[property]);
    return typeof value === "string" ? value : "";
  };
  const digits = createHash("sha256").update(urn).digest("hex");
  const rule = rules[type] ?? anyKind(type, logicalName);
  const made = rule(physicalName(type, inputs) ?? "", text, place, digits);
  return { id: made.id, outputs: { ...inputs, region: place.region, ...made.outputs } };
}

/** What a function of the AWS provider answers; nothing for one that the program ought not to need. */
export function answerOf(token: string, place: Place): WireObject | undefined {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        id: place.account,
        accountId: place.account,
        arn: `${global(place, "iam", "user/test")}`,
        userId: "AIDATEST",
      };
    case "aws:index/getAvailabilityZones:getAvailabilityZones":
      return {
        id: place.region,
        region: place.region,
        names: [..."abcd"].slice(0, place.zones ?? 4).map((zone) => `${place.region}${zone}`),
        state: "available",
      };
    case "aws:index/getRegion:getRegion":
      return { id: place.region, region: place.region, name: place.region, description: place.region };
    case "aws:index/getPartition:getPartition":
      return {
        id: place.partition,
        partition: place.partition,
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
      };
    default:
      return undefined;
  }
}
