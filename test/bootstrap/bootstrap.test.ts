import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { bootstrap, type PolicyStatement, type Recorded } from "./program";

const settings = { githubRepository: "example/data-flow" };
const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** Whether it is of EC2 or Redshift, where things are known by their tags. */
const isTagged = (action: string, condition: unknown) =>
  /^(ec2|redshift-serverless):/.test(action) &&
  /aws:(Resource|Request)Tag/.test(JSON.stringify(condition ?? {}));

describe("bootstrap", function () {
  let resources: Recorded[];
  let outputs: Readonly<Record<string, unknown>>;
  before(async () => ({ resources, outputs } = await bootstrap(settings)));

  const only = (type: string, name?: string, among = resources): Recorded => {
    const found = among.filter((each) => each.type === type && (name === undefined || each.name === name));
    assert.equal(found.length, 1, `${found.length} of ${type} ${name ?? ""}`);
    return found[0]!;
  };
  const statementsOf = (text: unknown): readonly PolicyStatement[] =>
    (JSON.parse(text as string) as { Statement: PolicyStatement[] }).Statement;
  const trustOf = (role: string, among = resources) =>
    statementsOf(only("aws:iam/role:Role", role, among).inputs["assumeRolePolicy"]);
  const policiesOf = (role: string, among = resources) =>
    among.filter(({ type, name }) => type === "aws:iam/policy:Policy" && name.startsWith(`${role}-`));
  const mayOf = (role: string) => policiesOf(role).flatMap(({ inputs }) => statementsOf(inputs["policy"]));
  const roles = ["preview", "deploy-dev", "deploy-prod"];
  const trusts = (subjects: readonly string[]) => [
    {
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: "arn:aws:iam:eu-central-1:123456789012:github" },
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": subjects,
        },
      },
    },
  ];

  it("makes GitHub's provider for AWS's audience", () => {
    assert.deepEqual(only("aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs, {
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
    });
  });

  it("trusts pull requests and main of the one repository to preview", () => {
    assert.deepEqual(
      trustOf("preview"),
      trusts(["repo:example/data-flow:pull_request", "repo:example/data-flow:ref:refs/heads/main"]),
    );
  });

  for (const stack of ["dev", "prod"])
    it(`trusts the environment ${stack}, and nothing else, to deploy ${stack}`, () => {
      assert.deepEqual(trustOf(`deploy-${stack}`), trusts([`repo:example/data-flow:environment:${stack}`]));
    });

  it("takes GitHub's subject with numbers", async () => {
    const { resources: others } = await bootstrap({
      ...settings,
      githubSubject: "repo:example-12/data-flow-34",
    });
    assert.deepEqual(trustOf("deploy-dev", others), trusts(["repo:example-12/data-flow-34:environment:dev"]));
  });

  it("takes a provider that is there already", async () => {
    const there = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    const { resources: others } = await bootstrap({ ...settings, githubProviderArn: there });
    assert.deepEqual(
      others.filter(({ type }) => type.includes("openIdConnectProvider")),
      [],
    );
    assert.deepEqual(trustOf("preview", others)[0]?.Principal, { Federated: there });
  });

  it("refuses a subject that would let others in", async () => {
    for (const githubSubject of ["repo:example/*", "repo:example/data-flow:*", "example/data-flow"])
      await assert.rejects(bootstrap({ ...settings, githubSubject }), /githubSubject/);
  });

  it("refuses a repository that is not OWNER/NAME", async () => {
    await assert.rejects(bootstrap({ githubRepository: "data-flow" }), {
      message: 'githubRepository is "data-flow": write it as OWNER/NAME, e.g. example/data-flow.',
    });
  });

  it("refuses a broken configuration with one sentence a fault, which Pulumi prints without a stack trace", async () => {
    const broken = { githubSubject: "example/data-flow", githubProviderArn: "github", project: "a b" };
    for (const stacks of ["[]", '["dev","dev"]', "[1]", '{"dev":true}', '["a b"]'])
      await assert.rejects(bootstrap({ ...settings, ...broken, stacks }), (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.deepEqual(
          error.message.split("\n").map((line) => line.split(" ")[0]),
          ["githubSubject", "githubProviderArn", "project", "stacks"],
        );
        return true;
      });
  });

  it("gives each role policies of the account's own, one for each need, and none that AWS manages", () => {
    assert.deepEqual(
      resources.filter(({ type, inputs }) => "managedPolicyArns" in inputs || /RolePolicy$/.test(type)),
      [],
    );
    const attached = resources.filter(({ type }) => /PolicyAttachment/.test(type));
    const needs = ["data", "network", "read", "runs", "state", "warehouse"];
    assert.deepEqual(
      attached.map(({ inputs }) => [inputs["role"], inputs["policyArn"]]).sort(),
      [
        ...["deploy-dev", "deploy-prod"].flatMap((role) => needs.map((need) => [role, `${role}-${need}`])),
        ...["preview-read-dev", "preview-read-prod", "preview-warehouse"].map((name) => ["preview", name]),
      ].map(([role, name]) => [role, `arn:aws:iam:eu-central-1:123456789012:${name}`]),
    );
  });

  it("lets the preview write nothing and see no data and no secret's value", () => {
    const reading = /^[a-z0-9-]+:(Get|List|Describe|Decrypt|Validate)/;
    for (const { Effect, Action, Resource, Condition } of mayOf("preview")) {
      assert.equal(Effect, "Allow");
      for (const action of list(Action)) assert.match(action, reading);
      assert.ok(!list(Action).includes("secretsmanager:GetSecretValue"));
      assert.ok(!list(Action).includes("redshift-serverless:GetCredentials"));
      if (list(Action).includes("s3:GetObject"))
        for (const where of list(Resource))
          assert.match(where, /\/(scripts\/\*|\.pulumi\/(meta\.yaml|\*\/data-flow\/(dev|prod)[./]\*))$/);
      if (list(Action).includes("kms:Decrypt") && Condition === undefined)
        assert.deepEqual(Resource, ["arn:aws:kms:eu-central-1:123456789012:secrets"]);
    }
  });

  it("lets the preview see what the stacks' own keys encrypt, by the services that show settings", () => {
    const keys = mayOf("preview").filter(
      ({ Action, Condition }) => list(Action).includes("kms:Decrypt") && Condition !== undefined,
    );
    assert.deepEqual(
      keys,
      ["dev", "prod"].map((stack) => ({
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: ["arn:aws:kms:eu-central-1:123456789012:key/*"],
        Condition: {
          StringEquals: { "aws:ResourceTag/project": "data-flow", "aws:ResourceTag/stack": stack },
          StringLike: {
            "kms:ViaService": ["lambda", "s3", "scheduler", "states"].map(
              (each) => `${each}.*.amazonaws.com`,
            ),
          },
        },
      })),
    );
  });

  it("lets nobody do everything of a service", () => {
    for (const role of roles)
      for (const { Action } of mayOf(role))
        for (const action of list(Action)) assert.doesNotMatch(action, /^\*|:\*$/);
  });

  it("lets a deploying role touch by name what is its stack's, and no other's", () => {
    const nameless: string[] = [];
    for (const { Effect, Action, Resource, Condition } of mayOf("deploy-dev"))
      for (const where of list(Resource)) {
        if (Effect === "Deny" || /pulumi-state|:secrets$|:catalog$/.test(where)) continue;
        if (
          !/data-flow-dev-|data_flow_dev|[:/]\/?data-flow\/dev\//.test(where) &&
          // The kinds of a network and a warehouse have numbers for names, and tags: see below.
          !list(Action).every((action) => isTagged(action, Condition))
        )
          nameless.push(...list(Action));
        assert.doesNotMatch(where, /prod/);
      }
    assert.deepEqual(
      [...new Set(nameless)].sort(),
      [
        "cloudwatch:DescribeAlarms",
        ...[
          ...["AccountAttributes", "AvailabilityZones", "FlowLogs", "NetworkAcls", "NetworkInterfaces"],
          ...["PrefixLists", "RouteTables", "SecurityGroupRules", "SecurityGroups", "Subnets"],
          ...["VpcAttribute", "VpcEndpoints", "Vpcs"],
        ].map((what) => `ec2:Describe${what}`),
        "glue:CreateSecurityConfiguration",
        "glue:DeleteSecurityConfiguration",
        "glue:GetSecurityConfiguration",
        "iam:CreateServiceLinkedRole",
        "kms:CreateGrant",
        "kms:CreateKey",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:EnableKeyRotation",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "kms:RetireGrant",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateKeyDescription",
        "logs:DescribeLogGroups",
        "redshift-serverless:CreateUsageLimit",
        "redshift-serverless:DeleteUsageLimit",
        "redshift-serverless:GetNamespace",
        "redshift-serverless:GetUsageLimit",
        "redshift-serverless:GetWorkgroup",
        "redshift-serverless:ListTagsForResource",
        "redshift-serverless:UpdateUsageLimit",
        "secretsmanager:GetRandomPassword",
        "states:ValidateStateMachineDefinition",
      ],
      "a new action on every resource: tell of it in docs/deploy.md",
    );
  });

  it("lets a deploying role make a network and a warehouse with its stack's tags, and change what has them and no other's, but limits", () => {
    const own = JSON.stringify({ project: "data-flow", stack: "dev" });
    const seen: string[] = [];
    for (const { Action, Condition } of mayOf("deploy-dev")) {
      const { StringEquals = {} } = (Condition ?? {}) as { StringEquals?: Record<string, unknown> };
      const tags = Object.entries(StringEquals).flatMap(([key, value]) => {
        const [, name] = /^aws:(?:Resource|Request)Tag\/(.*)$/.exec(key) ?? [];
        return name === undefined ? [] : [[name, value] as const];
      });
      const needsTags = list(Action).filter((action) =>
        /^(ec2|redshift-serverless):(?!Describe|Get|List)/.test(action),
      );
      for (const action of needsTags)
        if (tags.length > 0) assert.equal(JSON.stringify(Object.fromEntries(tags)), own, action);
        else seen.push(action);
    }
    // A usage limit has no tags.
    assert.deepEqual(seen.sort(), [
      "redshift-serverless:CreateUsageLimit",
      "redshift-serverless:DeleteUsageLimit",
      "redshift-serverless:UpdateUsageLimit",
    ]);
  });

  it("asks for the tags of what is made of that alone: what it is made in must have them already", () => {
    const made = mayOf("deploy-dev").flatMap(({ Action, Resource, Condition }) =>
      /RequestTag/.test(JSON.stringify(Condition ?? {}))
        ? list(Action)
            .filter((action) => action.startsWith("ec2:") && action !== "ec2:CreateTags")
            .map((action) => [action.slice(4), list(Resource).map((arn) => arn.split(/[:/]/)[5])] as const)
        : [],
    );
    const inside = ["route-table", "security-group", "subnet", "vpc-endpoint"];
    assert.deepEqual(Object.fromEntries(made), {
      AuthorizeSecurityGroupEgress: ["security-group-rule"],
      CreateFlowLogs: ["vpc-flow-log"],
      CreateRouteTable: inside,
      CreateSecurityGroup: inside,
      CreateSubnet: inside,
      CreateVpc: ["vpc"],
      CreateVpcEndpoint: inside,
    });
  });

  it("lets a deploying role tag as its stack's what it makes, what is its stack's, and groups without a tag that says whose", () => {
    const tagging = mayOf("deploy-dev").filter(({ Action }) => list(Action).includes("ec2:CreateTags"));
    const [own, making, first, ...more] = tagging.map(({ Resource, Condition }) => ({ Resource, Condition }));
    const tags = (what: string) => ({
      [`aws:${what}Tag/project`]: "data-flow",
      [`aws:${what}Tag/stack`]: "dev",
    });
    assert.deepEqual(own?.Condition, { StringEquals: tags("Resource") });
    const { StringEquals } = making?.Condition as { StringEquals: Record<string, unknown> };
    assert.ok(list(StringEquals["ec2:CreateAction"] as string[]).length > 0);
    // A network's first group, which AWS makes, has no tag and no name that a condition could ask for.
    assert.deepEqual(first, {
      Resource: ["arn:aws:ec2:eu-central-1:123456789012:security-group/*"],
      Condition: {
        StringEquals: tags("Request"),
        Null: Object.fromEntries(
          ["project", "stack", "Name"].map((tag) => [`aws:ResourceTag/${tag}`, "true"]),
        ),
      },
    });
    assert.deepEqual(more, []);
  });

  it("keeps the deploying roles off the identity provider, other roles and Pulumi's own key", () => {
    const statements = mayOf("deploy-prod");
    for (const { Action, Resource } of statements)
      if (list(Action).join() === "iam:CreateServiceLinkedRole")
        assert.deepEqual(list(Resource), [
          "arn:aws:iam::123456789012:role/aws-service-role/redshift.amazonaws.com/*",
        ]);
      else if (list(Action).some((action) => action.startsWith("iam:")))
        assert.deepEqual(list(Resource), ["arn:aws:iam::123456789012:role/data-flow-prod-*"]);
    const denied = statements.filter(({ Effect }) => Effect === "Deny");
    assert.deepEqual(
      denied.map(({ Resource }) => Resource),
      [["arn:aws:kms:eu-central-1:123456789012:secrets"]],
    );
    assert.ok(list(denied[0]?.Action).includes("kms:ScheduleKeyDeletion"));
  });

  it("lets a deploying role read and write its own stack's state only", () => {
    const state = "arn:aws:s3:eu-central-1:123456789012:pulumi-state";
    const where = (action: string) =>
      mayOf("deploy-dev")
        .filter(({ Action }) => list(Action).includes(action))
        .flatMap(({ Resource }) => list(Resource))
        .filter((each) => each.startsWith(state));
    const own = [`${state}/.pulumi/*/data-flow/dev.*`, `${state}/.pulumi/*/data-flow/dev/*`];
    assert.deepEqual(where("s3:PutObject"), own);
    assert.deepEqual(where("s3:DeleteObject"), own);
    assert.deepEqual(where("s3:GetObject"), [`${state}/.pulumi/meta.yaml`, ...own]);
  });

  it("passes roles to six services only, of which Redshift has two names", () => {
    const passing = mayOf("deploy-dev").filter(({ Action }) => list(Action).includes("iam:PassRole"));
    assert.deepEqual(
      passing.map(({ Condition }) => Condition),
      [
        ["glue", "lambda", "scheduler", "states"],
        ["redshift-serverless", "redshift", "vpc-flow-logs"],
      ].map((services) => ({
        StringEquals: { "iam:PassedToService": services.map((each) => `${each}.amazonaws.com`) },
      })),
    );
  });

  it("knows the stack's own keys by their tags, which a key that was just made may not show yet", () => {
    const untagged: string[] = [];
    for (const { Effect, Action, Resource, Condition } of mayOf("deploy-dev")) {
      const changes = list(Action).some((action) => /^kms:(?!Describe|Get|List|CreateKey)/.test(action));
      if (Effect === "Deny" || !changes || !list(Resource).some((where) => where.endsWith(":key/*")))
        continue;
      if (Condition === undefined) {
        untagged.push(...list(Action));
        continue;
      }
      const { StringEquals } = Condition as { StringEquals: Record<string, string> };
      assert.deepEqual(
        Object.entries(StringEquals).map(([key, value]) => [
          key.replace(/^aws:(Resource|Request)Tag/, ""),
          value,
        ]),
        [
          ["/project", "data-flow"],
          ["/stack", "dev"],
        ],
      );
    }
    assert.deepEqual(untagged, ["kms:EnableKeyRotation"]);
  });

  it("stays within what IAM takes, with names of 40 letters in the region of the longest name", async () => {
    const stacks = ["a", "b"].map((letter) => letter.repeat(40));
    const { resources: others } = await bootstrap(
      { ...settings, project: "p".repeat(40), stacks: JSON.stringify(stacks) },
      "us-isof-south-1",
    );
    for (const role of ["preview", ...stacks.map((stack) => `deploy-${stack}`)]) {
      const policies = policiesOf(role, others);
      assert.ok(policies.length > 2 && policies.length <= 10, `${role}: ${policies.length} policies`);
      for (const { name, inputs } of policies) {
        const size = (inputs["policy"] as string).length;
        assert.ok(size <= 6_144, `${name}: ${size} characters, IAM takes 6,144`);
      }
    }
  });

  it("refuses more stacks than a role has policies for", async () => {
    const stacks = Array.from({ length: 10 }, (_, i) => `stack${i}`);
    await assert.rejects(
      bootstrap({ ...settings, stacks: JSON.stringify(stacks) }),
      /^Error: The role preview would have 11 policies; IAM allows 10\. Name fewer stacks/,
    );
  });

  it("keeps state in a private, versioned, encrypted bucket that only takes TLS", () => {
    assert.deepEqual(only("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs, {
      bucket: "pulumi-state-id",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(only("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"], {
      status: "Enabled",
    });
    assert.deepEqual(only("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs["rule"], {
      objectOwnership: "BucketOwnerEnforced",
    });
    assert.deepEqual(
      only("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs[
        "rules"
      ],
      [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    );
    const arn = "arn:aws:s3:eu-central-1:123456789012:pulumi-state";
    assert.deepEqual(statementsOf(only("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]), [
      {
        Sid: "OnlyTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("destroys neither the state nor the key with the stack", () => {
    const kept = resources.filter(({ type }) => /^aws:(s3\/bucket:|kms\/)/.test(type));
    assert.deepEqual(
      kept.map(({ type, protect, retainOnDelete }) => [type, protect, retainOnDelete]).sort(),
      [
        ["aws:kms/alias:Alias", true, true],
        ["aws:kms/key:Key", true, true],
        ["aws:s3/bucket:Bucket", true, true],
      ],
    );
    assert.equal(only("aws:s3/bucket:Bucket").inputs["forceDestroy"], false);
    assert.equal(only("aws:kms/key:Key").inputs["enableKeyRotation"], true);
  });

  it("expects the names that Pulumi.yaml has everything begin with", () => {
    const project = parse(readFileSync("Pulumi.yaml", "utf8")) as {
      name: string;
      config: Record<string, { value?: { pattern?: string } }>;
    };
    assert.equal(project.name, "data-flow");
    const pattern = project.config["pulumi:autonaming"]?.value?.pattern;
    assert.match(pattern ?? "none", /^\$\{project\}-\$\{stack\}-\$\{name\}/);
  });

  it("says what the repository's variables are", () => {
    assert.deepEqual(Object.keys(outputs).sort(), [
      "backendUrl",
      "deployRoles",
      "previewRole",
      "secretsProvider",
    ]);
  });

  it("declares every setting that it reads, with a sentence", () => {
    const { config } = parse(readFileSync("bootstrap/Pulumi.yaml", "utf8")) as {
      config: Record<string, { type: string; description: string }>;
    };
    const read = [
      ...readFileSync("bootstrap/bootstrap-config.ts", "utf8").matchAll(
        /config\.\w+(?:<[^(]*>)?\("(\w+)"\)/g,
      ),
    ];
    assert.deepEqual(read.map(([, key]) => key).sort(), Object.keys(config).sort());
    for (const { type, description } of Object.values(config)) assert.ok(type && description.length > 20);
  });
});
