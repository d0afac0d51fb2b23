/** A sample generated from random walks, as chart documents in one archive. */
import { createHash } from "node:crypto";
import type { SampleSeries, SeriesSample } from "../../../contract/formats";
import { tarOf, type NewMember } from "../../archive/tar-writer";
import { exponential, makeRandom, nearlyNormal } from "../random";

const daySeconds = 86_400;
/** Bars are at noon UTC, which is the same date from Honolulu to Auckland in winter. */
const noon = 43_200;

/** The archive; the same bytes everywhere. `rows` are divided evenly, and the first series take the rest. */
export function seriesArchive(name: string, sample: SeriesSample, rows: number): AsyncIterable<Uint8Array> {
  const { series } = sample;
  function* documents(): Generator<NewMember> {
    for (const [index, each] of series.entries()) {
      const days = Math.floor(rows / series.length) + (index < rows % series.length ? 1 : 0);
      const seed = createHash("sha256").update(`${name} ${each.symbol}`).digest().readUInt32LE(0);
      const bytes = Buffer.from(JSON.stringify(document(sample, each, days, makeRandom(seed))));
      yield { name: `${encodeURIComponent(each.symbol)}.json`, bytes };
    }
  }
  return tarOf(documents());
}

/** The last trading days up to a day, in seconds since 1970, oldest first. */
function tradingDays({ until, holidays }: SeriesSample, count: number): number[] {
  const closed = new Set(holidays);
  const days: number[] = [];
  for (let time = Date.parse(`${until}T00:00:00Z`) / 1000; days.length < count; time -= daySeconds) {
    const day = new Date(time * 1000);
    if (day.getUTCDay() % 6 !== 0 && !closed.has(day.toISOString().slice(5, 10))) days.push(time);
  }
  return days.reverse();
}

function document(sample: SeriesSample, series: SampleSeries, count: number, random: () => number) {
  const { symbol, currency, last, drift, scale, dividend, split } = series;
  const times = tradingDays(sample, count).map((day) => day + noon);
  // Backwards from the last close, so that it is as given, whatever the number of days.
  const returns = times.map(() => drift + scale * nearlyNormal(random));
  const adjusted: number[] = [];
  for (let index = count - 1, price = last; index >= 0; index -= 1) {
    adjusted[index] = price;
    price /= exponential(returns[index]!);
  }
  // A share loses what it pays: before each ex-date the close is above the adjusted close.
  const paying = new Set<number>();
  if (dividend)
    for (let index = count - dividend.every; index > 0; index -= dividend.every) paying.add(index);
  const closes: number[] = [];
  for (let index = count - 1, factor = 1; index >= 0; index -= 1) {
    closes[index] = adjusted[index]! / factor;
    if (paying.has(index)) factor *= 1 - dividend!.yield;
  }
  const bars = closes.map((close, index) => {
    const open = (closes[index - 1] ?? close) * exponential(0.3 * scale * nearlyNormal(random));
    const high = Math.max(open, close) * (1 + 0.5 * scale * random());
    const low = Math.min(open, close) * (1 - 0.5 * scale * random());
    return { open, high, low, close, volume: 1_000_000 + Math.floor(random() * 9_000_000) };
  });
  const paid = [...paying].map((index) => ({
    amount: rounded(closes[index - 1]! * dividend!.yield),
    date: times[index]!,
  }));
  const at = split && split.before <= count ? times[count - split.before] : undefined;
  const splits = at === undefined ? [] : [{ date: at, numerator: split!.ratio, denominator: 1 }];
  const quote = (["open", "high", "low", "close", "volume"] as const).map((name) => [
    name,
    bars.map((bar) => (name === "volume" ? bar.volume : rounded(bar[name]))),
  ]);
  const meta = { symbol, currency, exchangeTimezoneName: sample.timeZone, dataGranularity: "1d" };
  const byDate = (events: readonly { readonly date: number }[]) =>
    Object.fromEntries(events.map((event) => [event.date, event]));
  const indicators = {
    quote: [Object.fromEntries(quote) as object],
    adjclose: [{ adjclose: adjusted.map(rounded) }],
  };
  const events = { dividends: byDate(paid), splits: byDate(splits) };
  return { chart: { result: [{ meta, timestamp: times, events, indicators }], error: null } };
}

/** Ten digits: engines can only differ beyond them. */
const rounded = (value: number) => Number(value.toPrecision(10));
