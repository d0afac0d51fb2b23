/** Which days to ask a source for, for one symbol. All times in seconds since 1970, `to` exclusive. */
import type { Days } from "../../formats/format";
import type { SourceRequest } from "../../run/documents";
import type { SourceContext } from "../source";
import type { SymbolState } from "./state";

/** A stretch of time, and why to ask for it. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly asked: SourceRequest["asked"];
}

type Known = SymbolState[string];

const daySeconds = 86_400;
// With one year more, Yahoo refuses symbols whose first day it does not know.
const longestYears = 99;
// Without leap days: never more years than that, however you count them.
const yearSeconds = 365 * daySeconds;
/** A history is complete if it begins at most this long after the requested start: no trading days lie between. */
const holidays = 14 * daySeconds;
const midnight = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

/**
 * What to ask for first: the span; for a symbol that the table lacks, everything; else the look-back days, and more if the table
 * ends before these begin.
 */
export function firstWindow(
  { date, from }: SourceContext,
  known: Known | undefined,
  lookback: number,
): Window {
  const to = midnight(date) + daySeconds;
  if (from !== undefined) return shorter({ from: midnight(from), to, asked: "span" }, longestYears);
  if (!known) return history(to);
  const back = midnight(date) - lookback * daySeconds;
  return { from: Math.min(back, midnight(known.through)), to, asked: "lookback" };
}

/** What to ask for if a dividend or a split shows that the past was restated: everything that the table may hold. */
export function wholeWindow({ date }: SourceContext, known: Known): Window {
  const last = date > known.through ? date : known.through;
  return history(midnight(last) + daySeconds);
}

const history = (to: number): Window => shorter({ from: -Infinity, to, asked: "history" }, longestYears);

const longest = (window: Window): Window => history(window.to);

/** True if a whole history was asked for in fewer years than the longest request. */
export const isShortened = (window: Window): boolean => window.from > longest(window).from;

/** The window, cut to this many years before the end of its request. */
export const shorter = (window: Window, years: number): Window => ({
  ...window,
  from: Math.max(window.from, periodOf(window).to - years * yearSeconds),
});

/**
 * How many years to ask for after a window was refused for its length: one less than the source allows, or half as many if that is
 * not fewer. Undefined if less than a year is left.
 */
export function fewerYears(window: Window, allowed: number): number | undefined {
  const years = (periodOf(window).to - window.from) / yearSeconds;
  const fewer = allowed > 1 && allowed - 1 < years ? allowed - 1 : Math.floor(years / 2);
  return fewer >= 1 ? fewer : undefined;
}

/**
 * What to ask the source, so that the answer has all wanted days. These are the exchange's, which begin and end up to a day before
 * or after those of UTC. It also asks for the week before, to find the bar for an event on a day without a bar.
 */
export function periodOf({ from, to, asked }: Window): { readonly from: number; readonly to: number } {
  return { from: asked === "history" ? from : from - 7 * daySeconds, to: to + daySeconds };
}

/** The days wanted from a request's answer; a whole history has no first day. */
export const wantedOf = ({ from, to, asked }: Pick<SourceRequest, "from" | "to" | "asked">): Days => ({
  from: asked === "history" ? undefined : from,
  before: to,
});

/** True if an event is newer than the table's latest. */
export const isNewer = (event: string | undefined, known: Known): boolean =>
  event !== undefined && event > (known.event ?? "");

/**
 * True if a whole history begins later than the previous one: then the rows before it are not restated. The request may have been
 * shortened to the years that the source allows. Rows from before the longest possible request can never be restated; they stay as
 * they are.
 */
export const isShort = (
  known: Known | undefined,
  window: Window,
  { first }: { readonly first: string | undefined },
): boolean =>
  window.asked === "history" &&
  known?.first !== undefined &&
  (first === undefined || (first > known.first && midnight(first) > longest(window).from + holidays));

/**
 * How far the table is with a symbol once it includes this answer. Undefined if that does not change: the table has only a span of
 * a new symbol, or only a part of the whole history, which the next run asks for again.
 */
export function nextState(
  known: Known | undefined,
  window: Window,
  answer: {
    readonly first: string | undefined;
    readonly through: string | undefined;
    readonly settled: string | undefined;
  },
): Known | undefined {
  const { asked } = window;
  if ((!known && asked !== "history") || isShort(known, window, answer)) return undefined;
  const through = later(known?.through, answer.through);
  if (through === undefined) return undefined;
  const first = asked === "history" ? answer.first : known?.first;
  const event = later(known?.event, answer.settled);
  return {
    ...(first === undefined ? {} : { first }),
    through,
    ...(event === undefined ? {} : { event }),
  };
}

const later = (a: string | undefined, b: string | undefined) => ((a ?? "") > (b ?? "") ? a : b);
