/** Unit prices, in USD. Free tiers are in `freeTiers` and are never subtracted. */

/** Where and when the prices were read: check again before you rely on them. */
export const priceSource = "AWS price list, us-east-1, September 2026";

/** One month is 730 hours, as on AWS's bills. */
export const daysPerMonth = 730 / 24;

/** A price, its description, and its unit. */
export interface Price {
  readonly usd: number;
  readonly per: string;
}

export const prices = {
  lambdaCompute: { usd: 0.0000133334, per: "GB second, arm64" },
  lambdaRequest: { usd: 0.2e-6, per: "request" },
  glue: { usd: 0.44, per: "DPU hour; a G.1X worker is one DPU, and a job is billed for a minute at least" },
  transition: { usd: 0.025e-3, per: "state transition of a standard state machine" },
  s3Storage: { usd: 0.023, per: "GB month, S3 Standard" },
  s3Write: { usd: 0.005e-3, per: "PUT, COPY, POST or LIST request" },
  s3Read: { usd: 0.0004e-3, per: "GET request" },
  athena: { usd: 5, per: "TB scanned; a query is billed for 10 MB at least" },
  warehouse: {
    usd: 0.375,
    per: "RPU hour of Redshift Serverless, while it answers; 60 seconds at least each time",
  },
  warehouseStorage: { usd: 0.024, per: "GB month in the warehouse" },
  key: { usd: 1, per: "customer-managed key and month; the first two yearly rotations add as much each" },
  keyRequest: { usd: 0.03e-4, per: "request to a key" },
  secret: { usd: 0.4, per: "secret and month" },
  secretRequest: { usd: 0.05e-4, per: "request for a secret" },
  alarm: { usd: 0.1, per: "metric of an alarm and month" },
  metric: { usd: 0.3, per: "custom metric and month, by the hours in which it is sent" },
  logIngest: { usd: 0.5, per: "GB of logs taken in" },
  logStorage: { usd: 0.03, per: "GB month of logs, compressed" },
  trace: { usd: 5e-6, per: "trace recorded" },
  schedule: { usd: 1e-6, per: "call of EventBridge Scheduler" },
} as const satisfies Readonly<Record<string, Price>>;

/** An account's monthly free tier, as far as it concerns this program. */
export const freeTiers: readonly string[] = [
  "Lambda: 1,000,000 requests and 400,000 GB seconds",
  "Step Functions: 4,000 state transitions",
  "CloudWatch: 10 alarm metrics, 10 custom metrics, 5 GB of logs",
  "Glue Data Catalog: 1,000,000 objects and as many requests",
  "EventBridge Scheduler: 14,000,000 calls",
  "X-Ray: 100,000 traces",
  "SNS: 1,000 e-mails; SQS: 1,000,000 requests",
  "KMS: 20,000 requests",
];
