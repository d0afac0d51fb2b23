/** Metrics of CloudWatch in its embedded metric format: a line of the log that becomes metrics without a call. */
import type { PublishResult } from "../publish";

const namespace = "data-flow";

/** What the numbers are told apart by. */
export interface MetricDimensions {
  readonly Dataset: string;
  readonly Database: string;
}

const units = {
  RowsRead: "Count",
  RowsPublished: "Count",
  RowsQuarantined: "Count",
  QuarantineRatio: "None",
};

/** The line of a run that was published; a ratio of nothing read is 0. */
export function metrics(dimensions: MetricDimensions, { run, date, rows }: PublishResult, now: Date): string {
  const { read, published, quarantined } = rows;
  const values: Record<keyof typeof units, number> = {
    RowsRead: read,
    RowsPublished: published,
    RowsQuarantined: quarantined,
    QuarantineRatio: read === 0 ? 0 : quarantined / read,
  };
  const directive = {
    Namespace: namespace,
    Dimensions: [Object.keys(dimensions)],
    Metrics: Object.entries(units).map(([Name, Unit]) => ({ Name, Unit })),
  };
  return JSON.stringify({
    _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [directive] },
    ...dimensions,
    run,
    date,
    ...values,
  });
}
