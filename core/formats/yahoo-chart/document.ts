/** Parses a chart document and checks what it must have to be readable. */
import { isTimeZone } from "./calendar";

/** A dividend, a split or a gain that was paid out. Identified by its `date`, because the document's keys differ from it. */
export interface ChartEvent {
  /** Seconds since 1970. */
  readonly date: number;
  readonly [property: string]: unknown;
}

/** A document of one symbol. Lists have one value per bar, which may be null; the values themselves are unchecked. */
export interface Chart {
  readonly symbol: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Regular trading hours on the day of the answer, seconds since 1970. */
  readonly trading: { readonly start: number; readonly end: number } | undefined;
  /** Time of the last trade, seconds since 1970. */
  readonly traded: number | undefined;
  readonly times: readonly number[];
  readonly prices: Readonly<Record<"open" | "high" | "low" | "close" | "volume", readonly unknown[]>>;
  /** Undefined if the document lacks it. */
  readonly adjusted: readonly unknown[] | undefined;
  readonly dividends: readonly ChartEvent[];
  readonly splits: readonly ChartEvent[];
  readonly gains: readonly ChartEvent[];
}

/** What the source says instead of a chart. */
export interface ChartError {
  readonly code: string;
  readonly description: string;
}

type Loose = Readonly<Record<string, unknown>>;
const object = (value: unknown): Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** True for seconds since 1970 that a Date can hold. */
const isInstant = (value: unknown): value is number =>
  typeof value === "number" && Math.abs(value) <= 8.64e12;

/** The JSON value of a string; undefined if it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error in an answer, whatever its status. */
export function chartError(answer: unknown): ChartError | undefined {
  // Other parts of the API use another name for the envelope.
  const envelope = Object.values(object(answer)).map(object);
  const error = envelope.map((each) => each["error"]).find((each) => each !== undefined && each !== null);
  if (error === undefined) return undefined;
  const { code, description } = object(error);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { code: text(code), description: text(description) };
}

/** The chart in an answer, or a sentence without its subject that says why it is unreadable. */
export function chartIn(answer: unknown): Chart | string {
  const error = chartError(answer);
  if (error) return `says ${error.code || "an error"}: ${error.description}`;
  const found = list(object(object(answer)["chart"])["result"])[0];
  if (found === undefined) return "holds no chart";
  const result = object(found);
  const meta = object(result["meta"]);
  const { symbol, currency, exchangeTimezoneName: timeZone, dataGranularity } = meta;
  if (typeof symbol !== "string" || symbol === "") return "names no symbol";
  if (!isTimeZone(timeZone)) return "names no time zone of the exchange";

  const times = list(result["timestamp"]);
  if (times.length > 0 && dataGranularity !== undefined && dataGranularity !== "1d")
    return `has bars of ${JSON.stringify(dataGranularity)} instead of "1d"`;
  const indicators = object(result["indicators"]);
  const quote = object(list(indicators["quote"])[0]);
  const adjusted = list(indicators["adjclose"]).map(object)[0]?.["adjclose"];
  if (!times.every(isInstant)) return "has a time that is no time";
  const lists = ["open", "high", "low", "close", "volume"].map((name) => [name, list(quote[name])] as const);
  // Without days there is no data: the document has neither times nor prices.
  const uneven = lists.find(([, values]) => values.length !== times.length);
  if (uneven) return `has ${times.length} times and ${uneven[1].length} values of ${uneven[0]}`;
  if (Array.isArray(adjusted) && adjusted.length !== times.length)
    return `has ${times.length} times and ${adjusted.length} values of adjclose`;

  const events = object(result["events"]);
  const { start, end } = object(object(meta["currentTradingPeriod"])["regular"]);
  return {
    symbol,
    currency: typeof currency === "string" ? currency : "",
    timeZone,
    trading: isInstant(start) && isInstant(end) ? { start, end } : undefined,
    traded: isInstant(meta["regularMarketTime"]) ? meta["regularMarketTime"] : undefined,
    times,
    prices: Object.fromEntries(lists) as unknown as Chart["prices"],
    adjusted: Array.isArray(adjusted) ? (adjusted as unknown[]) : undefined,
    dividends: eventsOf(events["dividends"]),
    splits: eventsOf(events["splits"]),
    gains: eventsOf(events["capitalGains"]),
  };
}

const eventsOf = (value: unknown): readonly ChartEvent[] =>
  Object.values(object(value))
    .map(object)
    .filter((event): event is ChartEvent => isInstant(event["date"]));
