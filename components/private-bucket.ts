import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adjusted, type Transform } from "./adjust";
import type { Key } from "./key";

export interface PrivateBucketTransform {
  readonly bucket?: Transform<aws.s3.BucketArgs>;
  readonly versioning?: Transform<aws.s3.BucketVersioningArgs>;
  readonly encryption?: Transform<aws.s3.BucketServerSideEncryptionConfigurationArgs>;
  readonly lifecycle?: Transform<aws.s3.BucketLifecycleConfigurationArgs>;
  readonly ownership?: Transform<aws.s3.BucketOwnershipControlsArgs>;
  readonly publicAccess?: Transform<aws.s3.BucketPublicAccessBlockArgs>;
  readonly policy?: Transform<aws.s3.BucketPolicyArgs>;
}

export interface PrivateBucketArgs {
  /** Refuse to be destroyed, and never empty it to destroy it. */
  readonly retain: boolean;
  /** Encrypts with this key. @default an Amazon S3 key */
  readonly key?: Key | undefined;
  /** Days after which a replaced or deleted version is removed. */
  readonly noncurrentDays: number;
  /** Days after which the objects under a prefix are removed; "" is the whole bucket. @default nothing expires */
  readonly expire?: Readonly<Record<string, number>>;
  /** Further statements of the bucket's policy, besides the one that denies access without TLS. @default none */
  readonly allow?: (bucketArn: pulumi.Output<string>) => readonly object[];
  /** Changes to the children, by name. @default none */
  readonly transform?: PrivateBucketTransform | undefined;
}

/** A bucket that is private to the account, with the resources that keep it private. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** Objects written before this exists are encrypted with AWS's key. */
  readonly encryption: pulumi.Resource;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("data-flow:aws:PrivateBucket", name, {}, opts);
    this.bucket = this.makeBucket(name, args);
    this.blockPublicAccess(name, args);
    this.disableAcls(name, args);
    const versioning = this.keepVersions(name, args);
    this.encryption = this.encrypt(name, args);
    this.expire(name, args, versioning);
    this.attachPolicy(name, args);
    this.registerOutputs({ bucket: this.bucket.id });
  }

  private makeBucket(name: string, { retain, transform }: PrivateBucketArgs): aws.s3.Bucket {
    return new aws.s3.Bucket(
      name,
      ...adjusted(
        transform?.bucket,
        { forceDestroy: !retain },
        { parent: this, protect: retain, retainOnDelete: retain },
      ),
    );
  }

  private blockPublicAccess(name: string, { transform }: PrivateBucketArgs): void {
    new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      ...adjusted(
        transform?.publicAccess,
        {
          bucket: this.bucket.id,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
        { parent: this },
      ),
    );
  }

  private disableAcls(name: string, { transform }: PrivateBucketArgs): void {
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      ...adjusted(
        transform?.ownership,
        { bucket: this.bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
        { parent: this },
      ),
    );
  }

  private keepVersions(name: string, { transform }: PrivateBucketArgs): aws.s3.BucketVersioning {
    return new aws.s3.BucketVersioning(
      `${name}-versioning`,
      ...adjusted(
        transform?.versioning,
        { bucket: this.bucket.id, versioningConfiguration: { status: "Enabled" } },
        { parent: this },
      ),
    );
  }

  private encrypt(name: string, { key, transform }: PrivateBucketArgs): pulumi.Resource {
    return new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      ...adjusted(
        transform?.encryption,
        { bucket: this.bucket.id, rules: [encryptionRule(key)] },
        { parent: this },
      ),
    );
  }

  private expire(name: string, args: PrivateBucketArgs, versioning: aws.s3.BucketVersioning): void {
    const { noncurrentDays, expire = {}, transform } = args;
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      ...adjusted(
        transform?.lifecycle,
        { bucket: this.bucket.id, rules: lifecycleRules(noncurrentDays, expire) },
        // The rules speak of noncurrent versions.
        { parent: this, dependsOn: versioning },
      ),
    );
  }

  private attachPolicy(name: string, { allow, transform }: PrivateBucketArgs): void {
    const { id, arn } = this.bucket;
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      ...adjusted(
        transform?.policy,
        {
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
              ...(allow?.(arn) ?? []),
            ],
          }),
        },
        { parent: this },
      ),
    );
  }
}

const encryptionRule = (
  key: Key | undefined,
): aws.types.input.s3.BucketServerSideEncryptionConfigurationRule =>
  key
    ? {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
        bucketKeyEnabled: true,
      }
    : { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };

function lifecycleRules(
  noncurrentDays: number,
  expire: Readonly<Record<string, number>>,
): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  return [
    {
      id: "old-versions",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 3 },
      noncurrentVersionExpiration: { noncurrentDays },
      expiration: { expiredObjectDeleteMarker: true },
    },
    ...Object.entries(expire).map(([prefix, days]) => ({
      id: `expire-${prefix.replaceAll("/", "") || "all"}`,
      status: "Enabled",
      filter: { prefix },
      expiration: { days },
    })),
  ];
}
