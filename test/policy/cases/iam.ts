import { account, allow, grants, policy, resource, role, trust, type Case } from "../case";

const own = role("own");
const pass = allow("iam:PassRole", `arn:aws:iam::${account}:role/job`, {
  Condition: { StringEquals: { "iam:PassedToService": "glue.amazonaws.com" } },
});
const read = allow(["s3:GetObject"], "arn:aws:s3:::lake-id/raw/mhealth/*");
const may = (...statements: readonly object[]) => ({ grants: { policy: policy(...statements) } });
const listing = (prefix: object) =>
  allow("s3:ListBucket", "arn:aws:s3:::lake-id", { Condition: { StringLike: prefix } });

const services = (...Service: readonly string[]) =>
  policy({
    Effect: "Allow",
    Principal: { Service },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": account } },
  });

const github = "token.actions.githubusercontent.com";
const audience = { [`${github}:aud`]: "sts.amazonaws.com" };
const trusts = (condition: object) =>
  policy({
    Effect: "Allow",
    Principal: { Federated: "arn:aws:iam::1:oidc-provider/x" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: condition },
  });
const oidc = (...sub: readonly string[]) => trusts({ [`${github}:sub`]: sub, ...audience });

export const iam: readonly Case[] = [
  {
    rule: 18,
    holds: [own, grants("own", read)],
    breaks: { "all actions": may(allow(["s3:GetObject", "*"], "x")), "all of all": may(allow("*:*", "x")) },
  },
  {
    rule: 19,
    holds: [own, grants("own", read)],
    breaks: {
      "all of S3": may(allow(["s3:GetObject", "s3:*"], "x")),
      "in the role itself": {
        own: { inlinePolicies: [{ name: "x", policy: policy(allow("glue:*", "x")) }] },
      },
    },
  },
  {
    rule: 20,
    holds: [
      own,
      resource("iam", "RolePolicyAttachment", "attached", { policyArn: `arn:aws:iam::${account}:policy/x` }),
    ],
    breaks: {
      "it is attached": {
        attached: { policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
      },
      "the role names it": { own: { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3FullAccess"] } },
    },
  },
  {
    rule: 21,
    holds: [
      own,
      grants(
        "own",
        read,
        allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
        allow("cloudwatch:PutMetricData", "*", {
          Condition: { StringEquals: { "cloudwatch:namespace": "DataFlow" } },
        }),
        allow("redshift-data:DescribeStatement", "*", {
          Condition: { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } },
        }),
      ),
    ],
    breaks: {
      "one resource of two": may(allow("glue:GetTable", ["arn:aws:glue:eu-west-1:1:table/db/t", "*"])),
      "another action": may(allow(["xray:PutTraceSegments", "glue:GetTable"], "*")),
      "all tables": may(allow("glue:GetTable", `arn:aws:glue:eu-west-1:${account}:table/*`)),
      "metrics of any namespace": may(allow("cloudwatch:PutMetricData", "*")),
      "the statements of others": may(allow("redshift-data:GetStatementResult", "*")),
    },
  },
  {
    rule: 22,
    holds: [own, grants("own", pass)],
    breaks: {
      "any role": may({ ...pass, Resource: [pass.Resource, "*"] }),
      "any service": may({ ...pass, Condition: {} }),
      "by a wildcard action": may({ ...pass, Action: "iam:Pass*", Condition: {} }),
    },
  },
  {
    rule: 23,
    holds: [
      own,
      role("job", "glue.amazonaws.com"),
      role("flows", "vpc-flow-logs.amazonaws.com"),
      resource("iam", "Role", "reader", {
        assumeRolePolicy: services("redshift-serverless.amazonaws.com", "redshift.amazonaws.com"),
      }),
    ],
    breaks: {
      everybody: { own: { assumeRolePolicy: trust("*") } },
      "an account": {
        own: { assumeRolePolicy: policy({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::1:root" } }) },
      },
      "a service and an account": {
        own: {
          assumeRolePolicy: policy({
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com", AWS: "arn:aws:iam::1:root" },
          }),
        },
      },
      "two services": { own: { assumeRolePolicy: services("lambda.amazonaws.com", "states.amazonaws.com") } },
      "a third beside the two names of one": {
        reader: {
          assumeRolePolicy: services(
            "redshift-serverless.amazonaws.com",
            "redshift.amazonaws.com",
            "lambda.amazonaws.com",
          ),
        },
      },
      "two services, in a statement each": {
        own: {
          assumeRolePolicy: policy(
            ...["lambda", "edgelambda"].map((service) => ({
              Effect: "Allow",
              Principal: { Service: `${service}.amazonaws.com` },
              Action: "sts:AssumeRole",
            })),
          ),
        },
      },
      "Glue, for any account": { job: { assumeRolePolicy: trust("glue.amazonaws.com", {}) } },
      "flow logs, for any account": { flows: { assumeRolePolicy: trust("vpc-flow-logs.amazonaws.com", {}) } },
    },
  },
  {
    rule: 24,
    holds: [own, grants("own", read, pass)],
    breaks: {
      "it writes its own policy": may(allow(["s3:GetObject", "iam:PutRolePolicy"], "x")),
      "by a wildcard": may(allow("s3:Put*", "arn:aws:s3:::lake-id")),
      "it takes another role": may(allow("sts:AssumeRole", "x")),
    },
  },
  {
    rule: 25,
    holds: [own, grants("own", allow("kms:Decrypt", "arn:aws:kms:eu-west-1:1:key/abc"))],
    breaks: {
      "all keys": may(allow("kms:Decrypt", ["arn:aws:kms:eu-west-1:1:key/abc", "*"])),
      "all keys of the account": may(allow("kms:*", "arn:aws:kms:eu-west-1:1:key/*")),
    },
  },
  {
    rule: 26,
    holds: [own, grants("own", read)],
    breaks: {
      NotAction: may({ Effect: "Allow", NotAction: "iam:*", Resource: "x" }),
      NotResource: may({ Effect: "Allow", Action: "s3:GetObject", NotResource: "x" }),
    },
  },
  {
    rule: 27,
    holds: [
      resource("iam", "OpenIdConnectProvider", "github", { url: `https://${github}` }),
      resource("iam", "Role", "deploy", { assumeRolePolicy: oidc("repo:us/flow:environment:prod") }),
    ],
    breaks: {
      "any branch": { deploy: { assumeRolePolicy: oidc("repo:us/flow:environment:prod", "repo:us/flow:*") } },
      "any repository": { deploy: { assumeRolePolicy: oidc("repo:us/*:ref:refs/heads/main") } },
      "any audience": {
        deploy: { assumeRolePolicy: trusts({ [`${github}:sub`]: "repo:us/flow:ref:refs/heads/main" }) },
      },
    },
  },
  {
    rule: 28,
    holds: [
      own,
      resource("lambda", "Function", "ingest", { role: own.outputs["arn"] }),
      resource("glue", "Job", "job", { roleArn: "job-role-arn" }),
      grants("own", read, listing({ "s3:prefix": ["raw/mhealth/*"] })),
    ],
    breaks: {
      "two share a role": { job: { roleArn: own.outputs["arn"] } },
      "the whole bucket, beside a prefix": may(
        allow(
          ["glue:GetTable", "s3:PutObject"],
          ["arn:aws:s3:::lake-id/raw/mhealth/*", "arn:aws:s3:::lake-id/*"],
        ),
      ),
      "the whole zone": may(allow("s3:PutObject", "arn:aws:s3:::lake-id/raw/*")),
      "a data set whose name begins so": may(allow("s3:PutObject", "arn:aws:s3:::lake-id/raw/mhealth*")),
      "any bucket": may(allow("s3:GetObject", "arn:aws:s3:::*/raw/mhealth/*")),
      "listing everything": may(allow("s3:ListBucket", "arn:aws:s3:::lake-id")),
      "listing a zone": may(listing({ "s3:prefix": ["raw/mhealth/*", "raw/*"] })),
    },
  },
];
