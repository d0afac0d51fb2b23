import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bootstrap, type PolicyStatement } from "./program";

/** What it takes to make, destroy and look at a kind of resource; AWS's provider asks for more to look at some. */
const needsOfPlatform: Readonly<
  Record<string, { readonly write: readonly string[]; readonly read: readonly string[] }>
> = {
  "athena.Workgroup": {
    write: ["athena:CreateWorkGroup", "athena:DeleteWorkGroup"],
    read: ["athena:GetWorkGroup"],
  },
  "cloudwatch.LogGroup": {
    write: ["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
    read: ["logs:DescribeLogGroups", "logs:ListTagsForResource"],
  },
  "cloudwatch.MetricAlarm": {
    write: ["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"],
    read: ["cloudwatch:DescribeAlarms"],
  },
  "glue.CatalogDatabase": {
    write: ["glue:CreateDatabase", "glue:DeleteDatabase"],
    read: ["glue:GetDatabase"],
  },
  "glue.Job": { write: ["glue:CreateJob", "glue:DeleteJob"], read: ["glue:GetJob"] },
  "glue.SecurityConfiguration": {
    write: ["glue:CreateSecurityConfiguration", "glue:DeleteSecurityConfiguration"],
    read: ["glue:GetSecurityConfiguration"],
  },
  "iam.Role": {
    write: ["iam:CreateRole", "iam:DeleteRole", "iam:PassRole", "iam:ListInstanceProfilesForRole"],
    read: ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
  },
  "iam.RolePolicy": { write: ["iam:PutRolePolicy", "iam:DeleteRolePolicy"], read: ["iam:GetRolePolicy"] },
  "kms.Key": {
    write: [
      "kms:CreateKey",
      "kms:TagResource",
      "kms:PutKeyPolicy",
      "kms:EnableKeyRotation",
      "kms:ScheduleKeyDeletion",
    ],
    read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
  },
  "lambda.Function": {
    write: [
      "lambda:CreateFunction",
      "lambda:DeleteFunction",
      "lambda:PublishVersion",
      "lambda:UpdateFunctionCode",
    ],
    read: ["lambda:GetFunction", "lambda:ListVersionsByFunction", "lambda:GetFunctionCodeSigningConfig"],
  },
  "s3.Bucket": {
    write: ["s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteObjectVersion", "s3:PutBucketTagging"],
    read: ["s3:ListBucket", "s3:GetBucketTagging", "s3:GetAccelerateConfiguration"],
  },
  "s3.BucketLifecycleConfiguration": {
    write: ["s3:PutLifecycleConfiguration"],
    read: ["s3:GetLifecycleConfiguration"],
  },
  "s3.BucketLogging": { write: ["s3:PutBucketLogging"], read: ["s3:GetBucketLogging"] },
  "s3.BucketObjectv2": {
    write: ["s3:PutObject", "s3:DeleteObject"],
    read: ["s3:GetObject", "s3:GetObjectTagging"],
  },
  "s3.BucketOwnershipControls": {
    write: ["s3:PutBucketOwnershipControls"],
    read: ["s3:GetBucketOwnershipControls"],
  },
  "s3.BucketPolicy": { write: ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"], read: ["s3:GetBucketPolicy"] },
  "s3.BucketPublicAccessBlock": {
    write: ["s3:PutBucketPublicAccessBlock"],
    read: ["s3:GetBucketPublicAccessBlock"],
  },
  "s3.BucketServerSideEncryptionConfiguration": {
    write: ["s3:PutEncryptionConfiguration"],
    read: ["s3:GetEncryptionConfiguration"],
  },
  "s3.BucketVersioning": { write: ["s3:PutBucketVersioning"], read: ["s3:GetBucketVersioning"] },
  "scheduler.Schedule": {
    write: ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
    read: ["scheduler:GetSchedule"],
  },
  "secretsmanager.Secret": {
    write: ["secretsmanager:CreateSecret", "secretsmanager:DeleteSecret"],
    read: ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"],
  },
  "secretsmanager.SecretVersion": {
    write: [
      "secretsmanager:PutSecretValue",
      "secretsmanager:GetSecretValue",
      "secretsmanager:UpdateSecretVersionStage",
    ],
    // Its value is not the preview's to see: drift.yml leaves it out.
    read: [],
  },
  "sfn.StateMachine": {
    write: [
      "states:CreateStateMachine",
      "states:UpdateStateMachine",
      "states:DeleteStateMachine",
      "states:TagResource",
    ],
    read: [
      "states:DescribeStateMachine",
      "states:ListStateMachineVersions",
      // Of a plan in which the definition changes.
      "states:ValidateStateMachineDefinition",
    ],
  },
  "sns.Topic": { write: ["sns:CreateTopic", "sns:DeleteTopic"], read: ["sns:GetTopicAttributes"] },
  "sns.TopicPolicy": { write: ["sns:SetTopicAttributes"], read: ["sns:GetTopicAttributes"] },
  "sns.TopicSubscription": {
    write: ["sns:Subscribe", "sns:Unsubscribe"],
    read: ["sns:GetSubscriptionAttributes"],
  },
  "sqs.Queue": { write: ["sqs:CreateQueue", "sqs:DeleteQueue"], read: ["sqs:GetQueueAttributes"] },
  "sqs.QueuePolicy": { write: ["sqs:SetQueueAttributes"], read: ["sqs:GetQueueAttributes"] },
};

/** A part of a network, which is made and tagged in one, and described in a list. */
const part = (kind: string, more: { write?: readonly string[]; read?: readonly string[] } = {}) => ({
  write: [`ec2:Create${kind}`, `ec2:Delete${kind}`, "ec2:CreateTags", ...(more.write ?? [])],
  read: [`ec2:Describe${kind}s`, ...(more.read ?? [])],
});

const needsOfWarehouse: typeof needsOfPlatform = {
  "ec2.DefaultSecurityGroup": {
    write: ["ec2:CreateTags", "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
    read: ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules"],
  },
  "ec2.FlowLog": {
    write: ["ec2:CreateFlowLogs", "ec2:DeleteFlowLogs", "ec2:CreateTags"],
    read: ["ec2:DescribeFlowLogs"],
  },
  "ec2.RouteTable": part("RouteTable"),
  "ec2.RouteTableAssociation": {
    write: ["ec2:AssociateRouteTable", "ec2:DisassociateRouteTable"],
    read: ["ec2:DescribeRouteTables"],
  },
  // A new group may send everything everywhere, until the provider takes that rule away.
  "ec2.SecurityGroup": part("SecurityGroup", { write: ["ec2:RevokeSecurityGroupEgress"] }),
  "ec2.Subnet": part("Subnet", { read: ["ec2:DescribeAvailabilityZones"] }),
  "ec2.Vpc": part("Vpc", {
    write: ["ec2:ModifyVpcAttribute"],
    read: ["ec2:DescribeVpcAttribute", "ec2:DescribeNetworkAcls"],
  }),
  "ec2.VpcEndpoint": {
    write: ["ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints", "ec2:CreateTags"],
    read: ["ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists"],
  },
  "redshiftserverless.Namespace": {
    write: [
      ...["redshift-serverless:CreateNamespace", "redshift-serverless:DeleteNamespace"],
      ...["redshift-serverless:TagResource", "iam:PassRole", "iam:CreateServiceLinkedRole"],
      ...["secretsmanager:CreateSecret", "secretsmanager:RotateSecret", "secretsmanager:UpdateSecret"],
      ...["kms:CreateGrant", "kms:RetireGrant"],
    ],
    read: ["redshift-serverless:GetNamespace", "redshift-serverless:ListTagsForResource"],
  },
  "redshiftserverless.UsageLimit": {
    write: ["redshift-serverless:CreateUsageLimit", "redshift-serverless:DeleteUsageLimit"],
    read: ["redshift-serverless:GetUsageLimit"],
  },
  "redshiftserverless.Workgroup": {
    write: ["redshift-serverless:CreateWorkgroup", "redshift-serverless:DeleteWorkgroup"],
    read: ["redshift-serverless:GetWorkgroup", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"],
  },
  "vpc.SecurityGroupEgressRule": {
    write: ["ec2:AuthorizeSecurityGroupEgress", "ec2:RevokeSecurityGroupEgress", "ec2:CreateTags"],
    read: ["ec2:DescribeSecurityGroupRules"],
  },
};

const needs = { ...needsOfPlatform, ...needsOfWarehouse };

describe("what the bootstrap's roles may do", function () {
  const policies = new Map<string, readonly PolicyStatement[]>();
  before(async () => {
    const { resources } = await bootstrap({ githubRepository: "example/data-flow" });
    for (const { type, name, inputs } of resources)
      if (type === "aws:iam/policy:Policy") {
        const role = ["preview", "deploy-dev", "deploy-prod"].find((each) => name.startsWith(`${each}-`))!;
        const { Statement } = JSON.parse(inputs["policy"] as string) as { Statement: PolicyStatement[] };
        policies.set(role, [...(policies.get(role) ?? []), ...Statement]);
      }
  });

  it("know the log groups, the secret and the roles of a warehouse by their names", () => {
    const allowed = (policies.get("deploy-prod") ?? []).flatMap(({ Resource = [] }) => Resource);
    for (const arn of [
      "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/redshift/data-flow-prod-warehouse/userlog",
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:redshift!data-flow-prod-warehouse-administrator-AbCdEf",
      "arn:aws:iam::123456789012:role/data-flow-prod-prices-load-role",
    ])
      assert.ok(
        allowed.some((pattern) => pattern !== "*" && fits(arn, pattern)),
        arn,
      );
  });

  const fits = (text: string, pattern: string) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
  const may = (role: string, action: string): boolean =>
    (policies.get(role) ?? []).some(
      ({ Effect, Action }) => Effect === "Allow" && [Action].flat().some((given) => fits(action, given)),
    );

  const golden = "test/golden/program";
  const kinds = new Set(
    readdirSync(golden)
      .map((stack) => join(golden, stack, "resources.txt"))
      .filter((file) => existsSync(file))
      .flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(/: ([a-z]\w*\.[A-Z]\w*)/g)].map(([, kind]) => kind!),
      ),
  );

  it("are told of every kind of resource that a stack makes", () => {
    assert.ok(kinds.size > 20, `${kinds.size} kinds`);
    assert.deepEqual(
      [...kinds].filter((kind) => !(kind in needs)),
      [],
      "say here what it takes, and let bootstrap/write-*.ts and bootstrap/read.ts allow it",
    );
  });

  it("know the log groups and the catalog by the names that the stack gives them", () => {
    const named = readFileSync(join(golden, "dev", "permissions.txt"), "utf8");
    const arns = [
      ...named.matchAll(/arn:aws:(?:logs|glue):\S+?:(?:log-group:|database\/|table\/)[^\s:*]+/g),
    ].map(([arn]) => arn);
    const allowed = (policies.get("deploy-dev") ?? []).flatMap(({ Resource = [] }) => Resource);
    assert.ok(arns.length > 4);
    assert.deepEqual(
      arns.filter((arn) => !allowed.some((pattern) => pattern !== "*" && fits(arn, pattern))),
      [],
    );
  });

  for (const [kind, { write, read }] of Object.entries(needs))
    it(`${kind}: deploying makes and looks, previewing only looks`, () => {
      const missing = (role: string, actions: readonly string[]) =>
        actions.filter((each) => !may(role, each));
      assert.deepEqual(missing("deploy-dev", [...write, ...read]), []);
      assert.deepEqual(missing("preview", read), []);
      assert.deepEqual(
        write.filter(
          (each) => /:(Create|Put|Delete|Update|Tag|Schedule|Pass)/.test(each) && may("preview", each),
        ),
        [],
      );
    });
});
