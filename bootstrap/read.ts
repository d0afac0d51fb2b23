import type { Grant } from "../components/grants";
import { useKeys } from "./stack-keys";
import type { Place } from "./stack-place";

/** What a preview, and a refresh, look at: how things are set up, and no row of data, no secret's value. */
export const readStack = (place: Place): Grant[] => [
  {
    // GetBucket* is a bucket's settings; objects are under s3:GetObject.
    actions: [
      "s3:GetAccelerateConfiguration",
      "s3:GetBucket*",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
    ],
    resources: [place.buckets],
  },
  {
    // The programs of the Glue jobs, which the stack itself uploads.
    actions: ["s3:GetObject", "s3:GetObjectTagging"],
    resources: [`${place.buckets}/scripts/*`],
  },
  {
    actions: [
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListRolePolicies",
      "iam:ListRoleTags",
    ],
    resources: [place.global("iam", "role/")],
  },
  {
    actions: [
      "lambda:GetFunction",
      "lambda:GetFunctionCodeSigningConfig",
      "lambda:GetFunctionConfiguration",
      "lambda:GetPolicy",
      "lambda:ListTags",
      "lambda:ListVersionsByFunction",
    ],
    resources: [place.arn("lambda", "function:")],
  },
  {
    actions: ["states:DescribeStateMachine", "states:ListStateMachineVersions", "states:ListTagsForResource"],
    resources: [place.arn("states", "stateMachine:")],
  },
  {
    actions: ["glue:GetDatabase", "glue:GetTags", "glue:GetTables"],
    resources: [...place.catalog],
  },
  { actions: ["glue:GetJob", "glue:GetTags"], resources: [place.arn("glue", "job/")] },
  {
    actions: ["athena:GetWorkGroup", "athena:ListTagsForResource"],
    resources: [place.arn("athena", "workgroup/")],
  },
  { actions: ["scheduler:GetSchedule"], resources: [place.arn("scheduler", "schedule/default/")] },
  {
    actions: ["sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource"],
    resources: [place.arn("sns", "")],
  },
  {
    actions: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
    resources: [place.arn("sqs", "")],
  },
  {
    actions: ["cloudwatch:ListTagsForResource"],
    resources: [place.arn("cloudwatch", "alarm:")],
  },
  { actions: ["logs:ListTagsForResource"], resources: [...place.logGroups] },
  {
    actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"],
    resources: [place.arn("secretsmanager", "secret:")],
  },
  {
    actions: [
      "cloudwatch:DescribeAlarms",
      "glue:GetSecurityConfiguration",
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
      "logs:DescribeLogGroups",
      // A plan in which a definition changes has it checked.
      "states:ValidateStateMachineDefinition",
    ],
    resources: ["*"],
    reason: "these are asked of a list, or of things whose name is a number; they show settings only",
  },
  // A function's variables, a definition, a schedule and the jobs' scripts are shown to who may use their key.
  useKeys(place, ["kms:Decrypt"], ["lambda", "s3", "scheduler", "states"]),
];
