import type { Grant } from "../components/grants";
import type { Place } from "./stack-place";

/** Making, changing and destroying what a stack keeps and what it is asked by: bucket, database, workgroup, secret. */
export const writeData = (place: Place): Grant[] => [
  {
    actions: [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      // A bucket of dev is emptied when it is destroyed.
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:GetObject",
      "s3:ListBucketVersions",
      "s3:PutBucket*",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
      "s3:PutObject",
      "s3:PutObjectTagging",
    ],
    resources: [place.buckets, `${place.buckets}/*`],
  },
  {
    // Destroying a database destroys its tables.
    actions: [
      "glue:CreateDatabase",
      "glue:DeleteDatabase",
      "glue:DeleteTable",
      "glue:UpdateDatabase",
      "glue:TagResource",
    ],
    resources: [...place.catalog],
  },
  {
    actions: [
      "athena:CreateWorkGroup",
      "athena:DeleteWorkGroup",
      "athena:TagResource",
      "athena:UntagResource",
      "athena:UpdateWorkGroup",
    ],
    resources: [place.arn("athena", "workgroup/")],
  },
  {
    actions: [
      "secretsmanager:CreateSecret",
      "secretsmanager:DeleteSecret",
      // Pulumi reads back the value it has put there.
      "secretsmanager:GetSecretValue",
      "secretsmanager:PutSecretValue",
      "secretsmanager:TagResource",
      "secretsmanager:UntagResource",
      "secretsmanager:UpdateSecret",
      "secretsmanager:UpdateSecretVersionStage",
    ],
    resources: [place.arn("secretsmanager", "secret:")],
  },
];
