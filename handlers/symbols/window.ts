/** Which days are wanted of a source for one symbol. All times in seconds since 1970, `to` exclusive. */
import type { SourceRequest, SymbolState } from "../documents";
import type { SourceContext } from "../source";

/** A stretch of time and why it is asked for. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly asked: SourceRequest["asked"];
}

type Known = SymbolState[string];

const daySeconds = 86_400;
// Before the first day of any source.
const beginning = Date.parse("1900-01-01T00:00:00Z") / 1000;
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
  if (from !== undefined) return { from: midnight(from), to, asked: "span" };
  if (!known) return { from: beginning, to, asked: "history" };
  const back = midnight(date) - lookback * daySeconds;
  return { from: Math.min(back, midnight(known.through)), to, asked: "lookback" };
}

/** What is asked for when a dividend or a split shows that the past was restated: all that the table may hold. */
export function wholeWindow({ date }: SourceContext, known: Known): Window {
  const last = date > known.through ? date : known.through;
  return { from: beginning, to: midnight(last) + daySeconds, asked: "history" };
}

/**
 * What is asked of the source, so that the wanted days are all in the answer: they are the exchange's, and begin and end up to a day
 * before or after those of UTC; and a week before them, to tell on which bar an event counts that fell on a day without one.
 */
export function periodOf({ from, to, asked }: Window): { readonly from: number; readonly to: number } {
  return { from: asked === "history" ? from : from - 7 * daySeconds, to: to + daySeconds };
}

/** The days that are wanted of what a request answers; a whole history has no first one. */
export const wantedOf = (
  request: Pick<SourceRequest, "from" | "to" | "asked"> | undefined,
): { readonly from: string | undefined; readonly before: string | undefined } => ({
  from: request?.asked === "history" ? undefined : request?.from,
  before: request?.to,
});

/** Whether an event is newer than what the table knows of. */
export const isNewer = (event: string | undefined, known: Known): boolean =>
  event !== undefined && event > (known.event ?? "");

/** Whether a whole history begins later than the one before: then the rows before it are not restated. */
export const isShort = (
  known: Known | undefined,
  { asked }: Window,
  { first }: { readonly first: string | undefined },
): boolean =>
  asked === "history" && known?.first !== undefined && (first === undefined || first > known.first);

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
