import type * as aws from "@pulumi/aws";
import type { Transform } from "./adjust";
import type { Alarms } from "./alarms";
import { amount, type RpuHours } from "./units";
import type { Warehouse } from "./warehouse";

export interface WarehouseAlarmArgs {
  /** Where the alarm publishes. */
  readonly alarms: Alarms;
  /** Redshift answers no more queries until the next day after this use. */
  readonly daily: RpuHours;
  /** Changes to the alarm. @default none */
  readonly transform: Transform<aws.cloudwatch.MetricAlarmArgs> | undefined;
}

/** Alarms when most of a day's budget is used, before the limit switches the warehouse off. */
export function watchWarehouse(warehouse: Warehouse, name: string, args: WarehouseAlarmArgs): void {
  const { alarms, daily, transform } = args;
  alarms.alarm(
    `${name}-computing`,
    {
      alarmDescription: `The warehouse used more than four fifths of its ${daily} today, at 0.375 dollars each; with all of them used it answers nobody until tomorrow. See its query history.`,
      namespace: "AWS/Redshift-Serverless",
      metricName: "ComputeSeconds",
      dimensions: { Workgroup: warehouse.workgroup.workgroupName },
      statistic: "Sum",
      period: 86_400,
      evaluationPeriods: 1,
      threshold: amount(daily) * 3600 * 0.8,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
    },
    warehouse,
    transform,
  );
}
