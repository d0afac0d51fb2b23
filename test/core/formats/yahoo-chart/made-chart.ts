import assert from "node:assert/strict";
import type { Bars } from "../../../../core/formats/yahoo-chart/bars";
import { rendered } from "../../../../core/formats/yahoo-chart/render";

const noon = 43_200;

/** Noon of a day in UTC, seconds since 1970. */
export const at = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000 + noon;
export const fetchedAt = "2024-03-20T00:00:00.000Z";

/** A chart of closes, one a day from 2024-03-04 (a Monday) on; the rest as given. */
export function chart(
  closes: readonly (number | null)[],
  more: {
    meta?: object;
    times?: readonly number[];
    events?: object;
    quote?: object;
    adjclose?: unknown;
  } = {},
): Buffer {
  const meta = {
    symbol: "X",
    currency: "USD",
    exchangeTimezoneName: "UTC",
    dataGranularity: "1d",
    ...more.meta,
  };
  const timestamp = more.times ?? closes.map((_, index) => at("2024-03-04") + index * 86_400);
  const quote = {
    open: closes,
    high: closes,
    low: closes,
    close: closes,
    volume: closes.map(() => 5),
    ...more.quote,
  };
  const adjclose = "adjclose" in more ? more.adjclose : [{ adjclose: closes }];
  const result = { meta, timestamp, events: more.events, indicators: { quote: [quote], adjclose } };
  return Buffer.from(JSON.stringify({ chart: { result: [result], error: null } }));
}

/** The bars of a document that can be read. */
export function barsIn(document: Buffer, before?: string, fetched = fetchedAt, from?: string): Bars {
  const found = rendered(document, { fetchedAt: fetched, from, before });
  if (typeof found === "string") return assert.fail(found);
  return found;
}

export const days = (bars: Bars): readonly string[] => bars.bars.map(({ day }) => day);
