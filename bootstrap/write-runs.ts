import type { Grant } from "../components/grants";
import type { Place } from "./stack-place";

/** Making, changing and destroying what a stack runs and what watches it: roles, functions, machines, jobs, schedules, alarms, logs. */
export const writeRuns = (place: Place): Grant[] => [
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
    actions: ["glue:CreateJob", "glue:DeleteJob", "glue:TagResource", "glue:UntagResource", "glue:UpdateJob"],
    resources: [place.arn("glue", "job/")],
  },
  {
    actions: ["glue:CreateSecurityConfiguration", "glue:DeleteSecurityConfiguration"],
    resources: ["*"],
    reason: "Glue knows no resource for them",
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
];
