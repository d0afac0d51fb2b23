import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Grant } from "../components/grants";
import { PrivateBucket } from "../components/private-bucket";

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

  // Under a key of Amazon S3: the secrets in it are encrypted with the key already, and the rest is names and settings.
  const { bucket } = new PrivateBucket("pulumi-state", {
    retain: true,
    // Long enough to go back to the state of any deployment of this season.
    noncurrentDays: 90,
  });
  return { bucket, key, alias, region };
}

/** How the files of a stack are called: checkpoint and tags, and the folders of its history, backups and locks. */
const files = ({ bucket }: State, project: string, stack: string) =>
  [".", "/"].map((end) => pulumi.interpolate`${bucket.arn}/.pulumi/*/${project}/${stack}${end}*`);

/** A preview takes no lock and writes nothing; it does read the stack's secrets. */
export const readState = (state: State, project: string, stack: string): Grant[] => [
  { actions: ["s3:ListBucket"], resources: [state.bucket.arn] },
  {
    actions: ["s3:GetObject"],
    resources: [
      // How the rest is laid out.
      pulumi.interpolate`${state.bucket.arn}/.pulumi/meta.yaml`,
      ...files(state, project, stack),
    ],
  },
  { actions: ["kms:Decrypt", "kms:DescribeKey"], resources: [state.key.arn] },
];

/** Deploying reads and writes the state of its own stack. The key is one for all stacks. */
export const writeState = (state: State, project: string, stack: string): Grant[] => [
  ...readState(state, project, stack),
  { actions: ["s3:PutObject", "s3:DeleteObject"], resources: files(state, project, stack) },
  { actions: ["kms:Encrypt", "kms:GenerateDataKey"], resources: [state.key.arn] },
];
