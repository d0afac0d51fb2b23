import assert from "node:assert/strict";
import { fullPlatform, type ComponentName } from "./platform";
import { record, type Registered } from "./record";
import { titleOf } from "./picture";

/** What is changed about a child: the path in `transform`, the child as `type name`, an input, and its new value. */
type Row = readonly [path: string, child: string, input: string, value: unknown];

const role = (name: string): Row[] => [
  ["role", `iam.Role ${name}-role`, "description", "changed"],
  ["policy", `iam.RolePolicy ${name}-policy`, "name", "changed"],
];
const logs = (name: string, path = "logs"): Row => [
  path,
  `cloudwatch.LogGroup ${name}-logs`,
  "retentionInDays",
  1,
];
const fn = (name: string): Row[] => [
  ...role(name),
  logs(name),
  ["function", `lambda.Function ${name}`, "memorySize", 10_240],
];
const job = (name: string): Row[] => [
  ...role(name),
  logs(`${name}-output`),
  logs(`${name}-error`, "errorLogs"),
  ["job", `glue.Job ${name}`, "numberOfWorkers", 99],
  ["script", `s3.BucketObjectv2 ${name}-script`, "key", "changed"],
  ["modules", `s3.BucketObjectv2 ${name}-modules`, "key", "changed"],
  ["security", `glue.SecurityConfiguration ${name}-security`, "name", "changed"],
];
const bucket = (path: string, name: string): Row[] => [
  [`${path}.bucket`, `s3.Bucket ${name}`, "forceDestroy", false],
  [`${path}.versioning`, `s3.BucketVersioning ${name}-versioning`, "mfa", "changed"],
  [`${path}.encryption`, `s3.BucketServerSideEncryptionConfiguration ${name}-encryption`, "rules", []],
  [`${path}.lifecycle`, `s3.BucketLifecycleConfiguration ${name}-lifecycle`, "rules", []],
  [
    `${path}.ownership`,
    `s3.BucketOwnershipControls ${name}-ownership`,
    "rule",
    { objectOwnership: "changed" },
  ],
  [`${path}.publicAccess`, `s3.BucketPublicAccessBlock ${name}-public-access`, "blockPublicAcls", false],
  [`${path}.policy`, `s3.BucketPolicy ${name}-policy`, "policy", "changed"],
];
const network = "warehouse-network";
const alarm = (path: string, name: string): Row => [path, `cloudwatch.MetricAlarm ${name}`, "threshold", 42];

const rows: Readonly<Record<ComponentName, readonly Row[]>> = {
  DataLake: [
    ...bucket("bucket", "lake"),
    ...bucket("logBucket", "lake-access"),
    ["logging", "s3.BucketLogging lake-logging", "targetPrefix", "changed/"],
    ["key", "kms.Key lake-key", "enableKeyRotation", false],
    ["database", "glue.CatalogDatabase lake-database", "name", "changed"],
    ["workgroup", "athena.Workgroup lake-workgroup", "state", "DISABLED"],
  ],
  Alarms: [
    ["topic", "sns.Topic alarms", "displayName", "changed"],
    ["policy", "sns.TopicPolicy alarms-policy", "policy", "changed"],
    ["subscription", "sns.TopicSubscription alarms-email", "endpoint", "changed@example.com"],
    alarm("scanned", "alarms-scanned"),
  ],
  Credentials: [
    ["secret", "secretsmanager.Secret credentials", "description", "changed"],
    ["version", "secretsmanager.SecretVersion credentials-value", "versionStages", ["changed"]],
  ],
  IngestFn: fn("ingest"),
  ConvertFn: fn("convert"),
  PublishFn: fn("publish"),
  GlueConvert: [
    ...job("convert-spark"),
    ["requirements", "s3.BucketObjectv2 convert-spark-requirements", "key", "changed"],
  ],
  GlueTransform: job("transform"),
  Pipeline: [
    ...role("mhealth"),
    logs("mhealth"),
    ["machine", "sfn.StateMachine mhealth", "name", "changed"],
    alarm("failedAlarm", "mhealth-failed"),
    alarm("timedOutAlarm", "mhealth-timed-out"),
    alarm("quarantineAlarm", "mhealth-quarantined"),
  ],
  Schedule: [
    ...role("daily"),
    ["schedule", "scheduler.Schedule daily", "state", "DISABLED"],
    ["deadLetters", "sqs.Queue daily-dead-letters", "delaySeconds", 900],
    ["deadLettersPolicy", "sqs.QueuePolicy daily-dead-letters-policy", "policy", "changed"],
    alarm("deadLettersAlarm", "daily-undelivered"),
    alarm("noSuccessAlarm", "daily-no-success"),
  ],
  Warehouse: [
    ...role("warehouse"),
    ["namespace", "redshiftserverless.Namespace warehouse", "dbName", "changed"],
    ["workgroup", "redshiftserverless.Workgroup warehouse-workgroup", "maxCapacity", 512],
    ["limit", "redshiftserverless.UsageLimit warehouse-limit", "amount", 42],
    alarm("alarm", "warehouse-computing"),
    logs("warehouse-connection", "connectionLogs"),
    logs("warehouse-user", "userLogs"),
    logs("warehouse-activity", "activityLogs"),
    ...role(network).map(([path, ...row]): Row => [`network.${path}`, ...row]),
    logs(network, "network.logs"),
    ["network.vpc", `ec2.Vpc ${network}`, "enableDnsHostnames", false],
    ["network.defaultGroup", `ec2.DefaultSecurityGroup ${network}-default-group`, "tags", { changed: "" }],
    ...[1, 2, 3].map((i): Row => ["network.subnet", `ec2.Subnet ${network}-subnet-${i}`, "ipv6Native", true]),
    ["network.routes", `ec2.RouteTable ${network}-routes`, "routes", []],
    ...[1, 2, 3].map((i): Row => [
      "network.association",
      `ec2.RouteTableAssociation ${network}-routes-${i}`,
      "gatewayId",
      "changed",
    ]),
    ["network.gateway", `ec2.VpcEndpoint ${network}-s3`, "policy", "changed"],
    ["network.group", `ec2.SecurityGroup ${network}-group`, "description", "changed"],
    ["network.toS3", `vpc.SecurityGroupEgressRule ${network}-to-s3`, "description", "changed"],
    ["network.flowLog", `ec2.FlowLog ${network}-flow-log`, "trafficType", "REJECT"],
  ],
  LoadFn: fn("load"),
  AnalyzeFn: fn("analyze"),
  GlueAnalyze: [...job("sample"), ["model", "s3.BucketObjectv2 sample-model", "key", "changed"]],
};

/** The `transform` of a component: what `change` makes of each row, at its path. */
function transformOf(of: readonly Row[], change: (row: Row) => unknown): object {
  const transform: Record<string, unknown> = {};
  for (const row of of) {
    const [key, inner] = row[0].split(".") as [string, string?];
    transform[key] =
      inner === undefined ? change(row) : { ...(transform[key] as object), [inner]: change(row) };
  }
  return transform;
}

const transforms = (change: (row: Row) => unknown) =>
  Object.fromEntries(Object.entries(rows).map(([name, of]) => [name, transformOf(of, change)]));

const partial = ([, , input, value]: Row) => ({ [input]: value });
const byFunction =
  ([, , input, value]: Row) =>
  (args: Record<string, unknown>, opts: Record<string, unknown>) => {
    args[input] = value;
    // Every other way round than it was; false is told as nothing.
    opts["retainOnDelete"] = !opts["retainOnDelete"];
  };

/** What stays when it leaves the program, as the platform has it: here only the scripts. */
const kept = new Set(
  ["convert-spark", "transform", "sample"].flatMap((name) =>
    ["script", "modules", "model", "requirements"].map((each) => `s3.BucketObjectv2 ${name}-${each}`),
  ),
);

for (const [kind, change] of [
  ["some args", partial],
  ["a function", byFunction],
] as const)
  describe(`transform by ${kind}`, () => {
    let resources: readonly Registered[];
    before(async () => {
      resources = await record(() => fullPlatform({ transforms: transforms(change) }));
    });

    for (const [component, of] of Object.entries(rows))
      for (const [path, child, input, value] of of)
        it(`${component}'s ${path} changes ${child}`, () => {
          const changed = resources.filter((each) => titleOf(each) === child);
          assert.equal(changed.length, 1);
          assert.deepEqual(changed[0]!.inputs[input], value);
          const usually = kept.has(child);
          assert.equal(changed[0]!.retainOnDelete ?? false, change === byFunction ? !usually : usually);
        });

    it("reaches every resource that there is", () => {
      const known = new Set(Object.values(rows).flatMap((of) => of.map(([, child]) => child)));
      const forgotten = resources.filter(({ type }) => type.startsWith("aws:")).map(titleOf);
      assert.deepEqual(
        forgotten.filter((title) => !known.has(title)),
        [],
      );
    });
  });
