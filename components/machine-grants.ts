import type { Grant } from "./grants";

/** Permissions that Step Functions needs to log executions: it sets up the delivery itself. */
export const logDelivery: Grant = {
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
  resources: ["*"],
  reason: "log deliveries belong to no resource that IAM could name",
};

/** Permission to send traces, and to ask which executions to trace. */
export const machineTraces: Grant = {
  actions: [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
  ],
  resources: ["*"],
  reason: "X-Ray knows no resources",
};
