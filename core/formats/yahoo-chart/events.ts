/** Which dividends and splits a share had on which day. */
import { currencyUnit } from "./currencies";
import type { Chart, ChartEvent } from "./document";

/** Values by the day of the bar that they count on. */
export interface Events {
  /** Cash per share, in whole units of the prices' currency. */
  readonly dividends: ReadonlyMap<string, number>;
  /** New shares per old one. */
  readonly splits: ReadonlyMap<string, number>;
  /** For each dividend in another currency than the prices: the day that it would count on. */
  readonly foreign: readonly string[];
}

/** The events of a chart on these days of bars (sorted). `partial`: bars older than the first may be missing. */
export function eventsOf(
  { currency, dividends, splits }: Chart,
  days: readonly string[],
  partial: boolean,
  dayOf: (seconds: number) => string,
): Events {
  const barDay = barDayOf(days, partial, dayOf);
  const paid = dividends.map((event) => ({ event, amount: amountIn(currency, event) }));
  const foreign = paid.filter(({ event: { amount }, amount: own }) => isNumber(amount) && own === undefined);
  const keys = foreign.map(
    ({ event }) => [JSON.stringify([dayOf(event.date), event["amount"], event["currency"]]), event] as const,
  );
  const once = [...new Map(keys).values()];
  return {
    dividends: byDay(
      paid,
      ({ amount }) => amount,
      (a, b) => a + b,
    ),
    splits: byDay(
      splits.map((event) => ({ event })),
      ({ event }) => ratioOf(event),
      (a, b) => a * b,
    ),
    foreign: once.flatMap((event) => barDay(event) ?? []),
  };

  /** Equal events on one day are one event that the source reports twice; `both` combines others. */
  function byDay<T extends { readonly event: ChartEvent }>(
    events: readonly T[],
    valueOf: (event: T) => number | undefined,
    both: (a: number, b: number) => number,
  ): ReadonlyMap<string, number> {
    const seen = new Set<string>();
    const values = new Map<string, number>();
    for (const each of events) {
      const value = valueOf(each);
      const day = barDay(each.event);
      if (value === undefined || day === undefined) continue;
      // A duplicate in another unit, pence and pounds, may differ in the last digit.
      const told = `${dayOf(each.event.date)} ${value.toPrecision(12)}`;
      if (seen.has(told)) continue;
      seen.add(told);
      const before = values.get(day);
      values.set(day, before === undefined ? value : both(before, value));
    }
    return values;
  }
}

/** The day of the bar that an event counts on; for a day without a bar, the next day with one. */
function barDayOf(days: readonly string[], partial: boolean, dayOf: (seconds: number) => string) {
  const known = new Set(days);
  return ({ date }: ChartEvent): string | undefined => {
    const own = dayOf(date);
    if (known.has(own)) return own;
    // An event before the very first bar affects only prices that the document lacks.
    if (!partial && own < (days[0] ?? own)) return undefined;
    return days.find((each) => each >= own);
  };
}

/** A dividend's amount in whole units of the prices' currency; undefined if it is in another currency or not a number. */
function amountIn(prices: string, { amount, currency: own }: ChartEvent): number | undefined {
  if (!isNumber(amount)) return undefined;
  const unit = currencyUnit(prices);
  if (own === undefined || own === null || own === "" || own === prices) return amount / (unit?.divisor ?? 1);
  const paid = currencyUnit(own);
  return paid && paid.code === unit?.code ? amount / paid.divisor : undefined;
}

const ratioOf = ({ numerator, denominator }: ChartEvent) =>
  isNumber(numerator) && isNumber(denominator) && denominator !== 0 ? numerator / denominator : undefined;

const isNumber = (value: unknown): value is number => typeof value === "number";
