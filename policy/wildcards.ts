/** Actions that AWS cannot restrict to a resource: the only ones a role may have on `*`. Data. */

export interface Wildcard {
  readonly actions: readonly string[];
  /** Why it cannot be narrower. */
  readonly reason: string;
  /** Condition key that the statement must also have, if any. */
  readonly condition?: string;
}

/** Everything else on `*` breaks rule 21. */
export const wildcards: readonly Wildcard[] = [
  {
    actions: [
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
    ],
    reason: "X-Ray knows no resource in a trace's permission.",
  },
  {
    actions: [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    reason:
      "Step Functions sets up the delivery of its log with these; CloudWatch Logs takes no resource for them.",
  },
  {
    actions: ["lakeformation:GetDataAccess"],
    reason: "Lake Formation decides by its own grants, and knows no resource here.",
  },
  {
    actions: ["cloudwatch:PutMetricData"],
    condition: "cloudwatch:namespace",
    reason: "Metrics have no ARN; the namespace is the narrowest there is.",
  },
  {
    actions: [
      "redshift-data:CancelStatement",
      "redshift-data:DescribeStatement",
      "redshift-data:GetStatementResult",
    ],
    condition: "redshift-data:statement-owner-iam-userid",
    reason: "A statement has no ARN; the condition leaves those that the role itself sent.",
  },
];
