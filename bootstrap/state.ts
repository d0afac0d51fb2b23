import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "./role";

/** Where Pulumi keeps what it made, and the key that encrypts the secrets in it. */
export interface State {
  readonly bucket: aws.s3.Bucket;
  readonly key: aws.kms.Key;
  readonly alias: aws.kms.Alias;
  readonly region: pulumi.Output<string>;
}

/** A private, versioned bucket that only takes TLS, and a key; neither is destroyed with the stack. */
export function makeState(): State {
  const kept = { protect: true, retainOnDelete: true };
  const { region } = aws.getRegionOutput();
  const key = new aws.kms.Key(
    "secrets",
    {
      description: "Secrets in Pulumi's state and stack files",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    },
    kept,
  );
  const alias = new aws.kms.Alias("secrets", { targetKeyId: key.id, name: "alias/pulumi-secrets" }, kept);

  const bucket = new aws.s3.Bucket("pulumi-state", { forceDestroy: false }, kept);
  const { id, arn } = bucket;
  new aws.s3.BucketPublicAccessBlock("pulumi-state-public-access", {
    bucket: id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new aws.s3.BucketOwnershipControls("pulumi-state-ownership", {
    bucket: id,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  const versioning = new aws.s3.BucketVersioning("pulumi-state-versioning", {
    bucket: id,
    versioningConfiguration: { status: "Enabled" },
  });
  new aws.s3.BucketServerSideEncryptionConfiguration("pulumi-state-encryption", {
    bucket: id,
    // The secrets in it are encrypted with the key already; the rest is names and settings.
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  new aws.s3.BucketLifecycleConfiguration(
    "pulumi-state-lifecycle",
    {
      bucket: id,
      rules: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: { prefix: "" },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
          // Long enough to go back to the state of any deployment of this season.
          noncurrentVersionExpiration: { noncurrentDays: 90 },
        },
      ],
    },
    { dependsOn: versioning },
  );
  new aws.s3.BucketPolicy("pulumi-state-policy", {
    bucket: id,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OnlyTls",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, pulumi.interpolate`${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    }),
  });
  return { bucket, key, alias, region };
}

/** A preview takes no lock and writes nothing; it does read the stack's secrets. */
export const readState = ({ bucket, key }: State): Statement[] => [
  { actions: ["s3:ListBucket"], resources: [bucket.arn] },
  { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/.pulumi/*`] },
  { actions: ["kms:Decrypt", "kms:DescribeKey"], resources: [key.arn] },
];

/** Deploying reads all state, and writes that of its own stack: state, history, backups and lock are named by it. */
export const writeState = (state: State, project: string, stack: string): Statement[] => [
  ...readState(state),
  {
    actions: ["s3:PutObject", "s3:DeleteObject"],
    resources: [".", "/"].map(
      (end) => pulumi.interpolate`${state.bucket.arn}/.pulumi/*/${project}/${stack}${end}*`,
    ),
  },
  { actions: ["kms:Encrypt", "kms:GenerateDataKey"], resources: [state.key.arn] },
];
