import { monthlyFloor, sum, type Cost, type SwitchedOn } from "./floor";
import { daysPerMonth, prices } from "./price-list";
import { changedRun, measured, unchangedRun, type DatasetUse } from "./run-cost";

/** What a stack does in a month. */
export interface StackUse extends SwitchedOn {
  readonly datasets: readonly ScheduledUse[];
  /** Custom metrics that a run sends when it publishes. */
  readonly metrics: number;
  /** Days for which replaced versions stay in the bucket. */
  readonly noncurrentDays: number;
  /** RPU hours after which its warehouse is switched off for the day. @default no warehouse */
  readonly warehouseHours?: number | undefined;
}

/** A data set on its schedule. */
export interface ScheduledUse extends DatasetUse {
  /** Runs a month; 0 if the schedule is off. */
  readonly runs: number;
  /** How many of them find new data. */
  readonly changed: number;
  /** Days for which a run is kept after another replaced it. */
  readonly retentionDays: number;
  /** Days for which stage files are kept. */
  readonly stageDays: number;
}

/** A month of a stack in USD: the floor, the runs, the data stored at its end, and the metrics; free tiers are not subtracted. */
export function monthlyCost(stack: StackUse): Cost {
  return sum([
    ...monthlyFloor(stack).items,
    ...stack.datasets.flatMap((use) => [
      {
        what: `${use.name}: ${round(use.changed)} runs with new data`,
        usd: use.changed * changedRun(use).total,
      },
      {
        what: `${use.name}: ${round(use.runs - use.changed)} runs without`,
        usd: (use.runs - use.changed) * unchangedRun(use).total,
      },
      {
        what: `${use.name}: storage of ${gigabytes(storedBytes(use, stack.noncurrentDays))} GB`,
        usd: (storedBytes(use, stack.noncurrentDays) / 1e9) * prices.s3Storage.usd,
      },
      {
        what: `${use.name}: storage in the warehouse`,
        usd: use.warehouse ? ((use.rawBytes * measured.tableShare) / 1e9) * prices.warehouseStorage.usd : 0,
      },
    ]),
    { what: "custom metrics", usd: metricMonths(stack) * prices.metric.usd },
  ]);
}

/** Bytes in the bucket once runs are removed as fast as new ones arrive. */
export function storedBytes(
  { rawBytes, changed, retentionDays, stageDays }: ScheduledUse,
  noncurrentDays: number,
): number {
  const runsADay = changed / daysPerMonth;
  // A removed object stays as a noncurrent version for some days.
  const runs = 1 + runsADay * (retentionDays + noncurrentDays);
  const stages = Math.min(1, changed) * Math.max(1, runsADay * (stageDays + noncurrentDays));
  return rawBytes * (runs * (1 + measured.tableShare) + stages * measured.tableShare);
}

// AWS bills a metric by the hours in which it was sent: one hour per publishing run.
const metricMonths = ({ datasets, metrics }: StackUse) =>
  datasets.reduce((all, { changed }) => all + (metrics * changed) / (daysPerMonth * 24), 0);

const round = (count: number) => Math.round(count);
const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(bytes < 10e9 ? 1 : 0);
