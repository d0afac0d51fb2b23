/** Which days are wanted of a source for one symbol. All times in seconds since 1970, `to` exclusive. */
import type { Days } from "../../formats/format";
import type { SourceRequest } from "../../run/documents";
import type { SourceContext } from "../source";
import type { SymbolState } from "./state";

/** A stretch of time and why it is asked for. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly asked: SourceRequest["asked"];
}

type Known = SymbolState[string];

const daySeconds = 86_400;
// A year more, and Yahoo refuses for symbols whose first day it does not know.
const longestYears = 99;
// Without leap days: never more years than that, however they are counted.
const yearSeconds = 365 * daySeconds;
/** A history that begins so long after the question does is whole: the days between were no trading days. */
const holidays = 14 * daySeconds;
const midnight = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

/**
 * What is asked for first: the span; of a symbol that the table does not have all there is; else the days of the look-back, and
 * more where the table ends before these begin.
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

/** What is asked for when a dividend or a split shows that the past was restated: all that the table may hold. */
export function wholeWindow({ date }: SourceContext, known: Known): Window {
  const last = date > known.through ? date : known.through;
  return history(midnight(last) + daySeconds);
}

const history = (to: number): Window => shorter({ from: -Infinity, to, asked: "history" }, longestYears);

const longest = (window: Window): Window => history(window.to);

/** Whether a whole history was asked for in fewer years than the longest question. */
export const isShortened = (window: Window): boolean => window.from > longest(window).from;

/** The window without what lies more than so many years before the end of its question. */
export const shorter = (window: Window, years: number): Window => ({
  ...window,
  from: Math.max(window.from, periodOf(window).to - years * yearSeconds),
});

/**
 * For how many years to ask after a window was refused for its length: one less than the source allows, or half as many where that
 * is no less; undefined where not even a year is left.
 */
export function fewerYears(window: Window, allowed: number): number | undefined {
  const years = (periodOf(window).to - window.from) / yearSeconds;
  const fewer = allowed > 1 && allowed - 1 < years ? allowed - 1 : Math.floor(years / 2);
  return fewer >= 1 ? fewer : undefined;
}

/**
 * What is asked of the source, so that the wanted days are all in the answer: they are the exchange's, and begin and end up to a day
 * before or after those of UTC; and a week before them, to tell on which bar an event counts that fell on a day without one.
 */
export function periodOf({ from, to, asked }: Window): { readonly from: number; readonly to: number } {
  return { from: asked === "history" ? from : from - 7 * daySeconds, to: to + daySeconds };
}

/** The days that are wanted of what a request answers; a whole history has no first one. */
export const wantedOf = ({ from, to, asked }: Pick<SourceRequest, "from" | "to" | "asked">): Days => ({
  from: asked === "history" ? undefined : from,
  before: to,
});

/** Whether an event is newer than what the table knows of. */
export const isNewer = (event: string | undefined, known: Known): boolean =>
  event !== undefined && event > (known.event ?? "");

/**
 * Whether a whole history begins later than the one before: then the rows before it are not restated. The question may have been
 * shortened to the years that the source allows. What lies before the longest question there is could never be answered; those rows
 * stay as they are.
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
 * How far the table is with a symbol once this answer is in it; nothing where that stays as it was: only a span of a new symbol is
 * there, or of the whole history a part, which is to be asked for again.
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
