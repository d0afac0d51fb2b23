/** Reads the daily bars of a chart document by the rules of docs/prices.md: which bars count, on which day, in which unit. */
import type { ChartField } from "../../../contract/formats";
import type { BarReason } from "./reasons";
import type { Days } from "../format";
import { makeDayIn } from "./calendar";
import { currencyUnit } from "./currencies";
import { makeDayOf } from "./days";
import type { Chart } from "./document";
import { eventsOf } from "./events";

/** A bar as the fields of a record. Null is empty; what is not a number stays as it is, for quarantine to show. */
export type Bar = Readonly<Record<ChartField, unknown>> & { readonly day: string };

/** Why a bar does not become a record. */
export type LeftOut = "empty" | "outside" | "repeated" | "unfinished";

/** Why a value of a record is null: a dividend in another currency than the prices, or a code that is not ISO 4217. */
export type LeftNull = "foreign_dividend" | "unknown_currency";

/** The bars of a document, sorted by day. */
export interface Bars {
  /** The symbol as the document spells it. */
  readonly symbol: string;
  readonly bars: readonly Bar[];
  readonly leftOut: Readonly<Partial<Record<LeftOut | LeftNull, number>>>;
  /** Bars (by index) that are records but not valid prices. */
  readonly faults: ReadonlyMap<number, { readonly reason: BarReason; readonly column: ChartField }>;
  /** True if any bar of the document has a price, wanted or not. */
  readonly isPriced: boolean;
  /** Oldest and newest day of a bar, YYYY-MM-DD. */
  readonly first: string | undefined;
  readonly through: string | undefined;
  /** Newest day of an event. */
  readonly event: string | undefined;
  /** Newest day of a settled event: one that has a bar of its day or later. */
  readonly settled: string | undefined;
}

/**
 * When a document was fetched (ISO 8601, UTC) and which of its days are wanted. The days are the exchange's, whatever the time
 * there. A document may hold more on both sides.
 */
export interface Fetched extends Days {
  readonly fetchedAt: string;
}

const prices = ["open", "high", "low", "close"] as const;

/** The bars of a chart. */
export function barsOf(chart: Chart, { fetchedAt, from, before }: Fetched): Bars {
  const isPriced = (index: number) => prices.some((name) => (chart.prices[name][index] ?? null) !== null);
  const dayOf = makeDayOf(chart, isPriced);
  // A document from a file does not say when it was fetched: use the time of its last trade.
  const now = (before === undefined ? chart.traded : undefined) ?? Date.parse(fetchedAt) / 1000;
  const isBefore = (day: string) => before === undefined || day < before.slice(0, 10);
  const isWanted = (day: string) => isBefore(day) && (from === undefined || day >= from.slice(0, 10));
  const today = unfinishedDay(chart, now, dayOf);
  const leftOut: Partial<Record<LeftOut | LeftNull, number>> = {};
  const leave = (why: LeftOut | LeftNull) => void (leftOut[why] = (leftOut[why] ?? 0) + 1);

  const indices = new Map<string, number[]>();
  chart.times.forEach((time, index) => {
    const day = dayOf(time);
    const wanted = isWanted(day);
    if (!wanted) leave("outside");
    const leaveWanted = (why: LeftOut) => void (wanted && leave(why));
    if (!isPriced(index)) leaveWanted("empty");
    else if (today !== undefined && day >= today) leaveWanted("unfinished");
    else indices.set(day, [...(indices.get(day) ?? []), index]);
  });
  const days = [...indices.keys()].sort();
  // All bars in sight, including unwanted ones, help decide on which bar an event counts and what a plausible price is.
  const events = eventsOf(chart, days, from !== undefined, dayOf);
  const unit = currencyUnit(chart.currency);
  const whole = (value: unknown) =>
    typeof value === "number" && unit ? value / unit.divisor : (value ?? null);

  const barAt = (index: number, day: string): Bar => {
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
      dividend: null,
      split_ratio: null,
      currency: unit?.code ?? null,
    };
  };
  const chosen = days.map((day) => oneOf(indices.get(day)!, chart));
  const inSight = chosen.map(({ index }, place): Bar => {
    const day = days[place]!;
    const [dividend, split_ratio] = [events.dividends.get(day) ?? null, events.splits.get(day) ?? null];
    return { ...barAt(index, day), dividend, split_ratio };
  });
  const faultsInSight = faultsOf(inSight);

  const bars: Bar[] = [];
  const faults = new Map<number, { reason: BarReason; column: ChartField }>();
  const keep = (bar: Bar, fault: { reason: BarReason; column: ChartField } | undefined) => {
    if (fault) faults.set(bars.length, fault);
    bars.push(bar);
  };
  inSight.forEach((bar, place) => {
    if (!isWanted(bar.day)) return;
    const { same, others } = chosen[place]!;
    for (let count = 0; count < same; count++) leave("repeated");
    for (const index of others) {
      const other = barAt(index, bar.day);
      keep(other, other.close === null ? closeMissing : { reason: "repeated", column: "day" });
    }
    keep(bar, faultsInSight.get(place));
  });
  if (chart.currency !== "" && !unit) bars.forEach(() => leave("unknown_currency"));
  events.foreign.filter(isWanted).forEach(() => leave("foreign_dividend"));
  const through = bars.at(-1)?.day;
  const happened = [...chart.dividends, ...chart.splits, ...chart.gains]
    .map(({ date }) => dayOf(date))
    .filter(isBefore)
    .sort();
  return {
    symbol: chart.symbol,
    bars,
    leftOut,
    faults,
    isPriced: chart.times.some((_, index) => isPriced(index)),
    first: bars[0]?.day,
    through,
    event: happened.at(-1),
    settled: happened.filter((day) => through !== undefined && day <= through).at(-1),
  };
}

/** The day that is not over yet at the time of the answer; undefined if all are over. */
function unfinishedDay(
  { trading, timeZone }: Chart,
  now: number,
  dayOf: (seconds: number) => string,
): string | undefined {
  // If the exchange does not state its trading hours, assume trading until midnight.
  if (!trading) return makeDayIn(timeZone)(now);
  return now < trading.end ? dayOf(trading.start) : undefined;
}

/**
 * Which bar of one day (by index) counts: the latest that has a close. `same` counts the others with equal values; `others` lists
 * those that differ. If the bar has the time of the last trade, all others count as `same`, because they are its earlier states.
 */
function oneOf(
  indices: readonly number[],
  { times, traded, prices: lists, adjusted }: Chart,
): { readonly index: number; readonly same: number; readonly others: readonly number[] } {
  const byTime = [...indices].sort((a, b) => times[a]! - times[b]! || a - b);
  const index = byTime.findLast((each) => typeof lists.close[each] === "number") ?? byTime.at(-1)!;
  const values = (each: number) =>
    JSON.stringify([...Object.values(lists), adjusted ?? []].map((list) => list[each] ?? null));
  const rest = byTime.filter((each) => each !== index);
  const others = rest.filter((each) => times[index] !== traded && values(each) !== values(index));
  return { index, same: rest.length - others.length, others };
}

const closeMissing = { reason: "null", column: "close" } as const;

/** Bars without a close, and those with a price that is a hundred times too large or too small. */
function faultsOf(bars: readonly Bar[]): Bars["faults"] {
  const faults = new Map<number, { reason: BarReason; column: ChartField }>();
  const levels = { close: bars.map(({ close }) => close), adj_close: bars.map(({ adj_close }) => adj_close) };
  bars.forEach((bar, index) => {
    if (bar.close === null) faults.set(index, closeMissing);
    // Adjusted prices have a separate level.
    const column = ([...prices, "adj_close"] as const).find((name) =>
      isOffLevel(bar[name], levels[name === "adj_close" ? name : "close"], index),
    );
    if (column) faults.set(index, { reason: "hundredfold", column });
  });
  return faults;
}

/**
 * True if a price is a hundredfold off the median of the five prices around it and off its neighbours. A lasting change of level
 * does not count.
 */
function isOffLevel(price: unknown, all: readonly unknown[], index: number): boolean {
  const first = Math.min(Math.max(index - 2, 0), Math.max(all.length - 5, 0));
  const around = all
    .slice(first, first + 5)
    .filter(isPrice)
    .sort((a, b) => a - b);
  if (around.length < 3) return false;
  // For an even number, use both in the middle.
  const middle = [around[Math.floor((around.length - 1) / 2)], around[Math.floor(around.length / 2)]];
  const besides = [all[index - 1], all[index + 1]].filter(isPrice);
  return [...middle, ...besides].every((each) => isHundredfold(price, each));
}

const isPrice = (value: unknown): value is number => typeof value === "number" && value > 0;

/** True if one is about a hundred times the other, within a factor of two: no price moves that far and back in a day. */
function isHundredfold(a: unknown, b: unknown): boolean {
  if (!isPrice(a) || !isPrice(b)) return false;
  const ratio = a > b ? a / b : b / a;
  return ratio >= 50 && ratio <= 200;
}
