/** All rules, 1 to 114. */
import { type Rule } from "../check";
import { athena } from "./athena";
import { cloudwatch } from "./cloudwatch";
import { glue } from "./glue";
import { iam } from "./iam";
import { kms } from "./kms";
import { lambda } from "./lambda";
import { loadBalancer } from "./load-balancer";
import { messaging } from "./messaging";
import { network } from "./network";
import { redshift } from "./redshift";
import { s3Access } from "./s3-access";
import { s3Keeping } from "./s3-keeping";
import { scheduler } from "./scheduler";
import { secrets } from "./secrets";
import { states } from "./states";

/** The rules by service, in the order of their numbers. */
export const services: readonly (readonly [title: string, rules: readonly Rule[]])[] = [
  ["S3", [...s3Access, ...s3Keeping]],
  ["IAM", iam],
  ["KMS", kms],
  ["Lambda", lambda],
  ["Step Functions", states],
  ["Glue", glue],
  ["Athena", athena],
  ["EventBridge Scheduler", scheduler],
  ["SQS and SNS", messaging],
  ["CloudWatch", cloudwatch],
  ["Secrets Manager", secrets],
  ["Redshift Serverless", redshift],
  ["EC2 and VPC", network],
  ["Load balancers", loadBalancer],
];

/** Every rule, in the order of the numbers. */
export const rules: readonly Rule[] = services.flatMap(([, some]) => some);
