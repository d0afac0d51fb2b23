/** Metrics in CloudWatch's embedded metric format: a line of the log becomes metrics without an API call. */
import type { Kept, PublishResult } from "../publish";

const namespace = "data-flow";

/** The dimensions of the metrics. */
export interface MetricDimensions {
  readonly Dataset: string;
  readonly Database: string;
}

const units = {
  RowsRead: "Count",
  RowsPublished: "Count",
  RowsQuarantined: "Count",
  QuarantineRatio: "None",
  RunsKept: "Count",
} as const;

type Metric = keyof typeof units;

/** The line for a published run. If it read no rows, the ratio is 0. */
export function metrics(dimensions: MetricDimensions, { run, date, rows }: PublishResult, now: Date): string {
  const { read, published, quarantined } = rows;
  const values = {
    RowsRead: read,
    RowsPublished: published,
    RowsQuarantined: quarantined,
    QuarantineRatio: read === 0 ? 0 : quarantined / read,
  };
  return line([Object.keys(dimensions)], { ...dimensions, run, date }, values, now);
}

/** The line for a run that was kept instead of published. It counts once for the data set and once for the reason. */
export function keptMetrics(
  dimensions: MetricDimensions,
  { run, date }: PublishResult,
  { reason, tableDate, tableRun }: Kept,
  now: Date,
): string {
  const names = Object.keys(dimensions);
  const properties = { ...dimensions, Reason: reason, run, date, tableDate, tableRun };
  return line([names, [...names, "Reason"]], properties, { RunsKept: 1 }, now);
}

function line(
  dimensionSets: readonly (readonly string[])[],
  properties: Readonly<Record<string, string>>,
  values: Readonly<Partial<Record<Metric, number>>>,
  now: Date,
): string {
  const directive = {
    Namespace: namespace,
    Dimensions: dimensionSets,
    Metrics: Object.keys(values).map((Name) => ({ Name, Unit: units[Name as Metric] })),
  };
  return JSON.stringify({
    _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [directive] },
    ...properties,
    ...values,
  });
}
