import type { Grant } from "./grants";

/** How Step Functions writes an execution's log: it sets up the delivery by itself. */
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

/** Sending traces, and asking which executions are to be traced. */
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
