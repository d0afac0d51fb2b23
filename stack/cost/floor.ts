import { prices } from "./price-list";

/** What a stack switches on and pays for even without runs. */
export interface SwitchedOn {
  /** Customer-managed keys; AWS-managed keys are free. */
  readonly keys: number;
  /** Secrets in Secrets Manager. */
  readonly secrets: number;
  /** Metrics that the alarms watch; an alarm on an expression of two metrics counts as two. */
  readonly alarmMetrics: number;
}

/** One line of an estimate. */
export interface CostItem {
  readonly what: string;
  /** USD per month, or per run. */
  readonly usd: number;
}

/** An estimate and its items; `total` is their sum, in USD. */
export interface Cost {
  readonly total: number;
  readonly items: readonly CostItem[];
}

/**
 * What a month costs without runs and without stored data; free tiers are not subtracted. Buckets, functions, jobs,
 * machines, schedules, topics, queues and the workgroup cost nothing while idle.
 */
export function monthlyFloor({ keys, secrets, alarmMetrics }: SwitchedOn): Cost {
  return sum([
    { what: counted(keys, "customer-managed key", "customer-managed keys"), usd: keys * prices.key.usd },
    { what: counted(secrets, "secret", "secrets"), usd: secrets * prices.secret.usd },
    {
      what: counted(alarmMetrics, "alarm metric", "alarm metrics"),
      usd: alarmMetrics * prices.alarm.usd,
    },
  ]);
}

/** The items with a cost, and their sum. */
export function sum(items: readonly CostItem[]): Cost {
  const charged = items.filter(({ usd }) => usd > 0).map(({ what, usd }) => ({ what, usd: rounded(usd) }));
  return { total: rounded(charged.reduce((total, { usd }) => total + usd, 0)), items: charged };
}

/** Drops the last digits of binary fractions, which readers would take for prices. */
const rounded = (usd: number) => Number(usd.toPrecision(12));

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
