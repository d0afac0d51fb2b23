import type { Place } from "./names";
import type { Statement } from "./role";
import type { State } from "./state";

/** Making, changing and destroying what one stack is made of, on top of reading it. No managed policy, no user, no other stack. */
export const writeStack = (place: Place): Statement[] => [
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
    actions: [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:ListInstanceProfilesForRole",
      "iam:PutRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ],
    resources: [place.global("iam", "role/")],
  },
  {
    actions: ["iam:PassRole"],
    resources: [place.global("iam", "role/")],
    conditions: {
      StringEquals: {
        "iam:PassedToService": [
          "glue.amazonaws.com",
          "lambda.amazonaws.com",
          "scheduler.amazonaws.com",
          "states.amazonaws.com",
        ],
      },
    },
  },
  {
    actions: [
      "lambda:CreateFunction",
      "lambda:DeleteFunction",
      "lambda:PublishVersion",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
    ],
    resources: [place.arn("lambda", "function:")],
  },
  {
    actions: [
      "states:CreateStateMachine",
      "states:DeleteStateMachine",
      "states:TagResource",
      "states:UntagResource",
      "states:UpdateStateMachine",
    ],
    resources: [place.arn("states", "stateMachine:")],
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
    actions: ["glue:CreateJob", "glue:DeleteJob", "glue:TagResource", "glue:UntagResource", "glue:UpdateJob"],
    resources: [place.arn("glue", "job/")],
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
    actions: ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"],
    resources: [place.arn("scheduler", "schedule/default/")],
  },
  {
    actions: [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:SetSubscriptionAttributes",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:Unsubscribe",
      "sns:UntagResource",
    ],
    resources: [place.arn("sns", "")],
  },
  {
    actions: [
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ],
    resources: [place.arn("sqs", "")],
  },
  {
    actions: [
      "cloudwatch:DeleteAlarms",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource",
    ],
    resources: [place.arn("cloudwatch", "alarm:")],
  },
  {
    actions: [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DeleteRetentionPolicy",
      "logs:DisassociateKmsKey",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ],
    resources: [...place.logGroups],
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
  {
    actions: [
      "kms:CreateKey",
      "glue:CreateSecurityConfiguration",
      "glue:DeleteSecurityConfiguration",
      "states:ValidateStateMachineDefinition",
    ],
    resources: ["*"],
    reason: "a key's name is a number that nobody knows before, and the others know no resources",
  },
  {
    actions: [...keyManagement],
    resources: [place.keys],
    conditions: { StringEquals: tagged("Resource", place) },
  },
  {
    // A key gets its tags as it is made.
    actions: ["kms:TagResource"],
    resources: [place.keys],
    conditions: { StringEquals: tagged("Request", place) },
  },
  {
    // Uploading, a secret's value, a function's variables, a schedule: each under the stack's key, and only by these services.
    actions: ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    resources: [place.keys],
    conditions: {
      StringEquals: tagged("Resource", place),
      StringLike: {
        "kms:ViaService": ["lambda", "s3", "scheduler", "secretsmanager", "states"].map(
          (service) => `${service}.*.amazonaws.com`,
        ),
      },
    },
  },
];

const tagged = (what: "Resource" | "Request", { tags }: Place) => ({
  [`aws:${what}Tag/project`]: tags.project,
  [`aws:${what}Tag/stack`]: tags.stack,
});

/** Keeps the deploying roles off the key that their own state's secrets are encrypted with. */
export const leaveStateAlone = ({ key }: State): Statement[] => [
  { effect: "Deny", actions: [...keyManagement, "kms:TagResource"], resources: [key.arn] },
];

const keyManagement = [
  "kms:EnableKeyRotation",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "kms:UntagResource",
  "kms:UpdateKeyDescription",
] as const;
