/** Rules 1 to 7: access to a bucket, and its encryption. */
import { all, beside, each, isOwnKey, only, sideBySide, type Rule } from "../check";
import { covers, reaches, refusesPlain } from "../allowed";
import { arnOf, at, aws, input, inputs, type RecordedResource } from "../resource";
import { statementsOf } from "../statements";

const bucket = all(aws("s3", "Bucket"));

const encryption = (resource: RecordedResource) =>
  input(resource, "rules.0.applyServerSideEncryptionByDefault");
const usesKms = (resource: RecordedResource) =>
  `${String(at(encryption(resource), "sseAlgorithm"))}`.startsWith("aws:kms");
const encryptionType = aws("s3", "BucketServerSideEncryptionConfiguration");

const privateAcl = (acl: unknown) => acl === undefined || acl === "private" || acl === "log-delivery-write";
const publicGroup = /groups\/global\/(AllUsers|AuthenticatedUsers)$/;
const isGrantedToAll = (grant: unknown) =>
  publicGroup.test(`${String(at(grant, "uri") ?? at(grant, "grantee.uri"))}`);

export const s3Access: readonly Rule[] = [
  {
    number: 1,
    ids: [
      "S3.1",
      "S3.8",
      "AwsSolutions-S2",
      ...["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
      "CKV2_AWS_6",
    ],
    mark: "default",
    title: "Every bucket blocks public access in all four ways.",
    ...sideBySide(
      bucket,
      aws("s3", "BucketPublicAccessBlock"),
      "bucket",
      (block) =>
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
          (flag) => input(block, flag) === true,
        ),
      "has no public access block with all four flags",
    ),
  },
  {
    number: 2,
    ids: ["S3.5", "AwsSolutions-S10", "CKV_AWS_379"],
    mark: "default",
    title: "Every bucket refuses requests without TLS, for itself and for its objects.",
    ...each(
      bucket,
      (resource, stack) => {
        const refusals = [resource, ...beside(stack, aws("s3", "BucketPolicy"), "bucket", resource)]
          .flatMap(statementsOf)
          .filter(
            (statement) => refusesPlain(statement, "s3:GetObject") && covers(statement, "s3:ListBucket"),
          );
        return [arnOf(resource), `${arnOf(resource)}/any`].every((arn) =>
          refusals.some((refusal) => reaches(refusal, arn)),
        );
      },
      "has no policy that denies s3:* without TLS on the bucket and on its objects",
    ),
  },
  {
    number: 3,
    ids: ["S3.2", "S3.3", "CKV_AWS_20", "CKV_AWS_57", "F14", "W31", "aws-s3-bucket-disallow-public-read"],
    mark: "default",
    title: "No access control list opens a bucket to the public.",
    ...each(
      all(aws("s3", "Bucket"), aws("s3", "BucketAcl")),
      (resource) =>
        privateAcl(input(resource, "acl")) &&
        ![...inputs(resource, "grants"), ...inputs(resource, "accessControlPolicy.grants")].some(
          isGrantedToAll,
        ),
      "has a public access control list",
    ),
  },
  {
    number: 4,
    ids: ["S3.12", "CKV2_AWS_65"],
    mark: "default",
    title: "Access control lists are switched off: the bucket's owner owns every object.",
    ...sideBySide(
      bucket,
      aws("s3", "BucketOwnershipControls"),
      "bucket",
      (controls) => input(controls, "rule.objectOwnership") === "BucketOwnerEnforced",
      "does not enforce the bucket owner's ownership",
    ),
  },
  {
    number: 5,
    ids: ["CKV_AWS_19", "W41", "aws-s3-bucket-enable-server-side-encryption"],
    mark: "default",
    title: "Every bucket states how it encrypts.",
    ...sideBySide(
      bucket,
      encryptionType,
      "bucket",
      (resource) => at(encryption(resource), "sseAlgorithm") !== undefined,
      "has no encryption configuration",
    ),
  },
  {
    number: 6,
    ids: [
      "S3.17",
      "CKV_AWS_145",
      "aws-s3-bucket-configure-server-side-encryption-kms",
      "aws-s3-bucket-configure-server-side-encryption-customer-managed-key",
    ],
    mark: "production",
    title: "Data is encrypted with a customer-managed key.",
    ...sideBySide(
      bucket,
      encryptionType,
      "bucket",
      (resource) => usesKms(resource) && isOwnKey(at(encryption(resource), "kmsMasterKeyId")),
      "is not encrypted with a customer-managed key",
    ),
  },
  {
    number: 7,
    ids: ["aws-s3-bucket-enable-server-side-encryption-bucket-key"],
    mark: "production",
    title: "Buckets with a KMS key use a bucket key, which spares requests to KMS.",
    ...each(
      only(all(encryptionType), usesKms),
      (resource) => input(resource, "rules.0.bucketKeyEnabled") === true,
      "has no bucket key",
    ),
  },
];
