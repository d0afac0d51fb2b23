import { allow, policy, resource, tlsOnly, type Case } from "../case";

const bucket = resource("s3", "Bucket", "lake", { forceDestroy: false }, { protect: true });
const arn = "arn:aws:s3:::lake-id";
const beside = (kind: string, name: string, inputs: object) =>
  resource("s3", kind, name, { bucket: "lake-id", ...inputs });
const block = beside("BucketPublicAccessBlock", "block", {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});
const doors = beside("BucketPolicy", "doors", { policy: policy(tlsOnly("s3:*", arn, `${arn}/*`)) });
const acl = beside("BucketAcl", "acl", { acl: "private" });
const controls = beside("BucketOwnershipControls", "controls", {
  rule: { objectOwnership: "BucketOwnerEnforced" },
});
const encryption = beside("BucketServerSideEncryptionConfiguration", "encryption", {
  rules: [
    {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "key-arn" },
      bucketKeyEnabled: true,
    },
  ],
});
const versioning = beside("BucketVersioning", "versioning", {
  versioningConfiguration: { status: "Enabled" },
});
const lifecycle = beside("BucketLifecycleConfiguration", "lifecycle", {
  rules: [
    {
      id: "all",
      status: "Enabled",
      noncurrentVersionExpiration: { noncurrentDays: 30 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    },
    { id: "stage", status: "Enabled", filter: { prefix: "stage/" }, expiration: { days: 14 } },
  ],
});
const logging = beside("BucketLogging", "logging", { targetBucket: "logs-id", targetPrefix: "lake/" });

export const s3: readonly Case[] = [
  {
    rule: 1,
    holds: [bucket, block],
    breaks: {
      "one flag is missing": { block: { ignorePublicAcls: undefined } },
      "another bucket has it": { block: { bucket: "other-id" } },
    },
  },
  {
    rule: 2,
    holds: [bucket, doors],
    breaks: {
      "objects are forgotten": { doors: { policy: policy(tlsOnly("s3:*", arn)) } },
      "only reading is refused": { doors: { policy: policy(tlsOnly("s3:GetObject", arn, `${arn}/*`)) } },
      "it holds for one principal only": {
        doors: {
          policy: policy({ ...tlsOnly("s3:*", arn, `${arn}/*`), Principal: { AWS: "arn:aws:iam::1:root" } }),
        },
      },
    },
  },
  {
    rule: 3,
    holds: [bucket, acl],
    breaks: {
      "the acl is public": { acl: { acl: "public-read" } },
      "the bucket's own is": { lake: { acl: "authenticated-read" } },
      "a grant is for all": {
        lake: {
          grants: [
            { id: "us" },
            { uri: "http://acs.amazonaws.com/groups/global/AllUsers", permissions: ["READ"] },
          ],
        },
      },
    },
  },
  {
    rule: 4,
    holds: [bucket, controls],
    breaks: { "writers own objects": { controls: { "rule.objectOwnership": "ObjectWriter" } } },
  },
  { rule: 5, holds: [bucket, encryption], breaks: { "there is none": { encryption: "gone" } } },
  {
    rule: 6,
    holds: [bucket, encryption],
    breaks: {
      "the key is AWS's": {
        encryption: { "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId": "alias/aws/s3" },
      },
      "there is no key": {
        encryption: { "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm": "AES256" },
      },
    },
  },
  {
    rule: 7,
    holds: [bucket, encryption],
    breaks: { "it is off": { encryption: { "rules.0.bucketKeyEnabled": false } } },
  },
  {
    rule: 8,
    holds: [bucket, versioning],
    breaks: { "it is suspended": { versioning: { "versioningConfiguration.status": "Suspended" } } },
  },
  {
    rule: 9,
    holds: [bucket, versioning, lifecycle],
    breaks: {
      "there is none": { lifecycle: "gone" },
      "the rule is off": { lifecycle: { "rules.0.status": "Disabled" } },
      "those with a tag only expire": { lifecycle: { "rules.0.filter": { tag: { key: "a", value: "b" } } } },
      "old versions of one zone only expire": { lifecycle: { "rules.0.filter": { prefix: "raw/" } } },
    },
  },
  {
    rule: 10,
    holds: [bucket, lifecycle],
    breaks: {
      "after eight days": {
        lifecycle: { "rules.0.abortIncompleteMultipartUpload.daysAfterInitiation": 8 },
      },
    },
  },
  {
    rule: 11,
    holds: [bucket, logging],
    breaks: {
      "there is none": { logging: "gone" },
      "the bucket logs to itself": { logging: { targetBucket: "lake-id" } },
    },
  },
  {
    rule: 12,
    holds: [bucket, doors],
    breaks: {
      "everybody may read": {
        doors: { policy: policy(allow("s3:GetObject", `${arn}/*`, { Principal: "*" })) },
      },
      "everybody but one may": {
        doors: { policy: policy(allow("s3:GetObject", `${arn}/*`, { NotPrincipal: { AWS: "x" } })) },
      },
      "nobody may": {
        doors: { policy: policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: arn }) },
      },
    },
  },
  {
    rule: 15,
    holds: [
      beside("BucketObjectLockConfiguration", "lock", {
        rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
      }),
    ],
    breaks: { "it does not say how long": { lock: { "rule.defaultRetention.days": undefined } } },
  },
  {
    rule: 16,
    holds: [bucket, lifecycle],
    breaks: {
      "raw data expires": { lifecycle: { "rules.1.filter.prefix": "raw/" } },
      "a part of processed data expires": { lifecycle: { "rules.1.filter.prefix": "processed/mhealth/" } },
      "everything expires": { lifecycle: { "rules.1.filter": undefined } },
    },
  },
  {
    rule: 17,
    holds: [bucket, resource("glue", "CatalogDatabase", "database", {}, { retainOnDelete: true })],
    breaks: {
      "the bucket goes with its objects": { lake: { forceDestroy: true } },
      "the bucket may go": { lake: { "@protect": false } },
      "the database may go": { database: { "@retainOnDelete": false } },
    },
  },
];
