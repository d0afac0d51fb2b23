import { prices } from "./price-list";

/** What a stack switches on that is billed though nothing runs. */
export interface SwitchedOn {
  /** Customer-managed keys; those that AWS keeps for an account cost nothing. */
  readonly keys: number;
  /** Secrets in Secrets Manager. */
  readonly secrets: number;
  /** Metrics that the alarms look at; an alarm over an expression of two metrics is two. */
  readonly alarmMetrics: number;
}

/** One line of an estimate. */
export interface CostItem {
  readonly what: string;
  /** USD a month, or a run. */
  readonly usd: number;
}

/** An estimate and what it is made of; `total` is the sum of the items, in USD. */
export interface Cost {
  readonly total: number;
  readonly items: readonly CostItem[];
}

/**
 * What a month costs in which nothing runs and nothing is stored, free tiers not subtracted. Buckets, functions, jobs,
 * machines, schedules, topics, queues and the workgroup are free while they wait.
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

/** The items that cost anything, and their sum. */
export function sum(items: readonly CostItem[]): Cost {
  const charged = items.filter(({ usd }) => usd > 0).map(({ what, usd }) => ({ what, usd: rounded(usd) }));
  return { total: rounded(charged.reduce((total, { usd }) => total + usd, 0)), items: charged };
}

/** Without the last digits of binary fractions, which people would take for prices. */
const rounded = (usd: number) => Number(usd.toPrecision(12));

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
