/** Accepted faults, each of one rule and a few resources, with the reason. Data. */

export interface Waiver {
  /** Number of the rule. */
  readonly rule: number;
  /** Name of the resource in the program; `*` matches any string. */
  readonly resource: string;
  /** Where it is accepted. @default "everywhere" */
  readonly where?: "everywhere" | "production" | "elsewhere";
  /** The reason, for readers of docs/security.md. */
  readonly reason: string;
}

export const waivers: readonly Waiver[] = [
  {
    rule: 6,
    resource: "*-access",
    reason: "S3 delivers access logs to buckets with its own keys (SSE-S3) only.",
  },
  {
    rule: 11,
    resource: "*-access",
    reason: "The bucket for access logs would log its own logging, without an end.",
  },
  {
    rule: 28,
    resource: "*-transform-policy",
    reason:
      "Hadoop's S3A asks for objects that may not be there, and is told 403 instead of 404 unless it may list the bucket; its committers list unfinished uploads. What it may read and write is exact.",
  },
  {
    rule: 77,
    resource: "*",
    where: "elsewhere",
    reason:
      "Alarms cannot use AWS's own key of SNS, and a customer-managed one costs a dollar a month; messages hold names of runs and errors, no data.",
  },
];
