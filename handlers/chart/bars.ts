/** The daily bars of a chart document by the rules of docs/prices.md: which count, on which day, in which unit. */
import type { ChartField } from "../../contract/chart";
import type { Reason } from "../csv/reasons";
import { makeDayIn } from "./calendar";
import type { Chart, ChartEvent } from "./document";

/** A bar as the fields of a record; null is empty, and what is no number is kept for quarantine to show. */
export type Bar = Readonly<Record<ChartField, unknown>> & { readonly day: string };

/** Why a bar is no record. */
export type LeftOut = "empty" | "outside" | "repeated" | "unfinished";

/** The bars of a document in the order of their days. */
export interface Bars {
  readonly bars: readonly Bar[];
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  /** Bars (by index) that are records and yet no prices. */
  readonly faults: ReadonlyMap<number, { readonly reason: Reason; readonly column: ChartField }>;
  /** Oldest and newest day of a bar, YYYY-MM-DD. */
  readonly first: string | undefined;
  readonly through: string | undefined;
  /** Newest day of an event, and of one that is not after `through`: until a bar of its day or later is there, it is not settled. */
  readonly event: string | undefined;
  readonly settled: string | undefined;
}

/**
 * When a document was fetched and which days of it are wanted: ISO 8601, UTC. The dates of `from` and `before` (exclusive) are days
 * of the exchange, whatever time it is there; a document may hold more on both sides.
 */
export interface Fetched {
  readonly fetchedAt: string;
  /** @default all there is */
  readonly from?: string | undefined;
  readonly before?: string | undefined;
}

const hundredths: Readonly<Record<string, string>> = { GBp: "GBP", ZAc: "ZAR", ILA: "ILS" };
const prices = ["open", "high", "low", "close"] as const;

/** The bars of a chart. */
export function barsOf(chart: Chart, { fetchedAt, from, before }: Fetched): Bars {
  const dayIn = makeDayIn(chart.timeZone);
  // A document that somebody brings was fetched nobody knows when: not before its last trade.
  const now = (before === undefined ? chart.traded : undefined) ?? Date.parse(fetchedAt) / 1000;
  const isBefore = (day: string) => before === undefined || day < before.slice(0, 10);
  const isWanted = (day: string) => isBefore(day) && (from === undefined || day >= from.slice(0, 10));
  const today = unfinishedDay(chart, now, dayIn);
  const leftOut: Partial<Record<LeftOut, number>> = {};
  const leave = (why: LeftOut) => void (leftOut[why] = (leftOut[why] ?? 0) + 1);

  // By day, the last counts: a second row for today has the trade's time.
  const indices = new Map<string, number>();
  chart.times.forEach((time, index) => {
    const day = dayIn(time);
    const wanted = isWanted(day);
    if (!wanted) leave("outside");
    const leaveWanted = (why: LeftOut) => void (wanted && leave(why));
    if (prices.every((name) => (chart.prices[name][index] ?? null) === null)) leaveWanted("empty");
    else if (today !== undefined && day >= today) leaveWanted("unfinished");
    else {
      if (indices.has(day)) leaveWanted("repeated");
      indices.set(day, index);
    }
  });
  const days = [...indices.keys()].sort();
  // All bars in sight, the unwanted too, tell on which an event counts and what a plausible price is.
  const partial = from !== undefined;
  const paid = eventsByDay(chart.dividends, days, partial, dayIn, amountOf, (a, b) => a + b);
  const split = eventsByDay(chart.splits, days, partial, dayIn, ratioOf, (a, b) => a * b);
  const unit = Object.hasOwn(hundredths, chart.currency) ? 100 : 1;
  const whole = (value: unknown) => (typeof value === "number" && unit > 1 ? value / unit : (value ?? null));

  const inSight = days.map((day): Bar => {
    const index = indices.get(day)!;
    const at = (name: keyof Chart["prices"]) => chart.prices[name][index];
    return {
      symbol: chart.symbol,
      day,
      open: whole(at("open")),
      high: whole(at("high")),
      low: whole(at("low")),
      close: whole(at("close")),
      adj_close: whole(chart.adjusted ? chart.adjusted[index] : at("close")),
      volume: at("volume") ?? null,
      dividend: whole(paid.get(day)),
      split_ratio: split.get(day) ?? null,
      currency: hundredths[chart.currency] ?? chart.currency,
    };
  });
  const bars = inSight.filter(({ day }) => isWanted(day));
  const skipped = inSight.findIndex(({ day }) => isWanted(day));
  const faults = [...faultsOf(inSight)]
    .map(([index, fault]) => [index - skipped, fault] as const)
    .filter(([index]) => bars[index] !== undefined);
  const through = bars.at(-1)?.day;
  const events = [...chart.dividends, ...chart.splits, ...chart.gains]
    .map(({ date }) => dayIn(date))
    .filter(isBefore)
    .sort();
  return {
    bars,
    leftOut,
    faults: new Map(faults),
    first: bars[0]?.day,
    through,
    event: events.at(-1),
    settled: events.filter((day) => through !== undefined && day <= through).at(-1),
  };
}

/** The day that is not over yet at the time of the answer; nothing where all are. */
function unfinishedDay(
  { trading, timeZone }: Chart,
  now: number,
  dayIn: (seconds: number) => string,
): string | undefined {
  // Who does not say when it trades may do so until midnight.
  if (!trading) return makeDayIn(timeZone)(now);
  return now < trading.end ? dayIn(trading.start) : undefined;
}

const amountOf = ({ amount }: ChartEvent) => amount;
const ratioOf = ({ numerator, denominator }: ChartEvent) =>
  typeof numerator === "number" && typeof denominator === "number" && denominator !== 0
    ? numerator / denominator
    : undefined;

/** What happened on each day; of a day without a bar it counts on the next one that has a bar. */
function eventsByDay(
  events: readonly ChartEvent[],
  days: readonly string[],
  partial: boolean,
  dayIn: (seconds: number) => string,
  valueOf: (event: ChartEvent) => unknown,
  both: (a: number, b: number) => number,
): ReadonlyMap<string, number> {
  const byDay = new Map<string, number>();
  const known = new Set(days);
  for (const event of events) {
    const value = valueOf(event);
    const own = dayIn(event.date);
    const day = known.has(own) ? own : days.find((each) => each >= own);
    if (typeof value !== "number" || day === undefined) continue;
    // Before the first bar of all it happened to shares whose prices are not here.
    if (!partial && own < days[0]!) continue;
    const before = byDay.get(day);
    byDay.set(day, before === undefined ? value : both(before, value));
  }
  return byDay;
}

/** Bars without a close, and those with a price that is a hundred times too large or too small. */
function faultsOf(bars: readonly Bar[]): Bars["faults"] {
  const faults = new Map<number, { reason: Reason; column: ChartField }>();
  const levels = { close: bars.map(({ close }) => close), adj_close: bars.map(({ adj_close }) => adj_close) };
  bars.forEach((bar, index) => {
    if (bar.close === null) faults.set(index, { reason: "null", column: "close" });
    // The adjusted prices have a level of their own.
    const column = ([...prices, "adj_close"] as const).find((name) =>
      isOffLevel(bar[name], levels[name === "adj_close" ? name : "close"], index),
    );
    if (column) faults.set(index, { reason: "hundredfold", column });
  });
  return faults;
}

/** Whether a price is a hundredfold of the median of the five prices around it, and of those next to it: one that stays so is none. */
function isOffLevel(price: unknown, all: readonly unknown[], index: number): boolean {
  const first = Math.min(Math.max(index - 2, 0), Math.max(all.length - 5, 0));
  const around = all
    .slice(first, first + 5)
    .filter(isPrice)
    .sort((a, b) => a - b);
  if (around.length < 3) return false;
  // Of an even number both in the middle.
  const middle = [around[Math.floor((around.length - 1) / 2)], around[Math.floor(around.length / 2)]];
  const besides = [all[index - 1], all[index + 1]].filter(isPrice);
  return [...middle, ...besides].every((each) => isHundredfold(price, each));
}

const isPrice = (value: unknown): value is number => typeof value === "number" && value > 0;

/** About a hundred times as large or as small, by a factor of two: no price moves so in a day and back. */
function isHundredfold(a: unknown, b: unknown): boolean {
  if (!isPrice(a) || !isPrice(b)) return false;
  const ratio = a > b ? a / b : b / a;
  return ratio >= 50 && ratio <= 200;
}
