/** A laptop whose clock stands still, and a made-up exchange that restates the past as Yahoo does. */
import type { Dataset } from "../../contract";
import { prices } from "../../datasets/prices";
import { makeLocalPorts } from "../../local/local-ports";
import { openQuery } from "../../local/query";
import { run, type RunDocument, type RunOptions } from "../../local/run";
import type { ChartPlay, ChartQuestion } from "../yahoo-server";

const quiet = { progress: () => undefined, warn: () => undefined };
const watch = { begin: () => undefined, end: () => undefined };

/** The laptop at an instant; its clock goes on by so many milliseconds with each look at it. */
export function laptop(home: string, now: string, tick = 0) {
  let time = Date.parse(now) - tick;
  const clock = { now: () => new Date((time += tick)), sleep: () => Promise.resolve(), random: () => 0.5 };
  return makeLocalPorts({ home, log: quiet, env: {}, clock });
}

/** Runs a data set, `prices` where none is given, at an instant. */
export const runAt = (
  home: string,
  now: string,
  options: RunOptions,
  dataset: Dataset = prices,
  tick = 0,
  started: Parameters<typeof run>[4] = {},
): Promise<RunDocument> => run(dataset, { live: true, ...options }, laptop(home, now, tick), watch, started);

/** Rows of a query on a home. */
export async function rowsOf(home: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const database = await openQuery(laptop(home, "2026-01-01T00:00:00Z"));
  try {
    return (await database.query(sql)).rows;
  } finally {
    database.close();
  }
}

/** A trading day of a share as it was traded. */
export interface Traded {
  readonly day: string;
  readonly close: number;
  readonly dividend?: number;
  readonly split?: number;
}

const seconds = (day: string) => Date.parse(`${day}T14:30:00Z`) / 1000;

/** What the exchange says of a share on a day: all prices adjusted for the events up to then, as the question asks. */
export function asOf(
  traded: readonly Traded[],
  today: string,
  { symbol, from, to }: ChartQuestion,
): ChartPlay {
  const known = traded.filter(({ day }) => day <= today);
  let split = 1;
  let paid = 1;
  const bars = known
    .map(({ day, close, dividend, split: ratio }, index) => {
      const later = known.slice(index + 1);
      split = later.reduce((all, each) => all * (each.split ?? 1), 1);
      paid = later.reduce((all, each) => {
        const before = known[known.indexOf(each) - 1]!.close;
        return all * (1 - (each.dividend ?? 0) / before);
      }, 1);
      return { day, close: close / split, adjusted: (close / split) * paid, dividend, ratio };
    })
    .filter(({ day }) => seconds(day) >= from && seconds(day) < to);
  const events = (pick: (bar: (typeof bars)[number]) => object | undefined) =>
    Object.fromEntries(
      bars.flatMap((bar) => (pick(bar) ? [[bar.day, { date: seconds(bar.day), ...pick(bar) }]] : [])),
    );
  const closes = bars.map(({ close }) => close);
  const meta = {
    symbol,
    currency: "USD",
    exchangeTimezoneName: "America/New_York",
    dataGranularity: "1d",
    currentTradingPeriod: { regular: { start: seconds(today), end: seconds(today) + 23_400 } },
  };
  const result = {
    meta,
    timestamp: bars.map(({ day }) => seconds(day)),
    events: {
      dividends: events(({ dividend }) => (dividend === undefined ? undefined : { amount: dividend })),
      splits: events(({ ratio }) => (ratio === undefined ? undefined : { numerator: ratio, denominator: 1 })),
    },
    indicators: {
      quote: [{ open: closes, high: closes, low: closes, close: closes, volume: closes.map(() => 100) }],
      adjclose: [{ adjclose: bars.map(({ adjusted }) => adjusted) }],
    },
  };
  return { body: JSON.stringify({ chart: { result: [result], error: null } }) };
}
