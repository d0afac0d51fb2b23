import { dayIn, isDate } from "../../contract/date";
import { failure } from "../../core/run/failure";

/** The input of a run: the logical date, or the schedule's time, from which the date follows. */
export interface RunInput {
  /** Logical date, YYYY-MM-DD. */
  readonly date?: string;
  /** First day of a span, YYYY-MM-DD. One run fills the span up to the date. Only for sources that you ask for days. */
  readonly from?: string;
  /** The schedule's time, ISO 8601 in UTC, as EventBridge Scheduler gives it. */
  readonly scheduledTime?: string;
  /** Go on although nothing changed. @default false */
  readonly force?: boolean;
  /** Columns whose merged values may be lost, and retired ones to drop. The run goes on although nothing changed. @default [] */
  readonly allowLoss?: readonly string[];
  /** Replaces the contract's value, 0 to 1. */
  readonly maxBadRatio?: number;
  /** Size in bytes at which raw files are cut into parts. @default 128 MiB */
  readonly partBytes?: number;
  /** Who converts raw to stage. @default the contract's */
  readonly convert?: "lambda" | "spark";
}

export interface IngestEvent {
  /** Name of the run, which is the execution's name. */
  readonly run: string;
  readonly input: RunInput;
}

/** Checks the event, written by hand or by a machine. Fails with `InvalidInput`: a limit that is not a number limits nothing. */
export function checkedEvent(event: IngestEvent): IngestEvent {
  const { run, input } = event;
  const wrong = (what: string, value: unknown, wanted: string) =>
    failure("InvalidInput", `"${what}" is ${JSON.stringify(value) ?? "missing"}: ${wanted}.`);
  if (typeof run !== "string" || !/^[A-Za-z0-9_-]{1,80}$/.test(run)) {
    throw wrong("run", run, "give at most 80 letters, digits, - and _");
  }
  if (typeof input !== "object" || input === null) throw wrong("input", input, "give an object");
  const { from, force, allowLoss, maxBadRatio, partBytes, convert } = input;
  if (from !== undefined && !(typeof from === "string" && isDate(from)))
    throw wrong("from", from, "give a day as YYYY-MM-DD");
  if (force !== undefined && typeof force !== "boolean") throw wrong("force", force, "give true or false");
  if (
    allowLoss !== undefined &&
    !(Array.isArray(allowLoss) && allowLoss.every((name) => typeof name === "string"))
  )
    throw wrong("allowLoss", allowLoss, "give a list of columns");
  if (
    maxBadRatio !== undefined &&
    !(typeof maxBadRatio === "number" && maxBadRatio >= 0 && maxBadRatio <= 1)
  ) {
    throw wrong("maxBadRatio", maxBadRatio, "give a ratio from 0 to 1");
  }
  if (partBytes !== undefined && !(Number.isSafeInteger(partBytes) && partBytes >= 1)) {
    throw wrong("partBytes", partBytes, "give a whole number of bytes from 1");
  }
  if (convert !== undefined && convert !== "lambda" && convert !== "spark") {
    throw wrong("convert", convert, 'give "lambda" or "spark"');
  }
  return event;
}

/**
 * The logical date of a run: the given one, or the date of the schedule's time in the schedule's zone (08:00 in Tokyo is 23:00 UTC
 * of the day before). Never "now": a retry after midnight is still the same run. Fails with `DateInFuture` if the date is after
 * today, unless forced.
 */
export function logicalDate(input: RunInput, timeZone: string, now: Date): string {
  const date = dateOf(input, timeZone);
  const today = dayIn(timeZone, now);
  // The clock of a schedule at midnight may be a little ahead of this one.
  const soon =
    input.date === undefined ? dayIn(timeZone, new Date(now.getTime() + minutesAhead * 60_000)) : today;
  // YYYY-MM-DD strings sort like the days.
  if (date <= soon || input.force === true) return date;
  throw failure(
    "DateInFuture",
    `The date ${date} is after today (${today}, ${timeZone} time). Once a run of that date is published, runs of earlier ` +
      `dates are kept and not published, unless the mode is "upsert", which merges them. Give a date up to today; if you want this one, add --force ("force": true in an execution's input).`,
  );
}

const minutesAhead = 5;

function dateOf(input: RunInput, timeZone: string): string {
  if (input.date !== undefined) {
    if (isDate(input.date)) return input.date;
    throw failure("InvalidInput", `"date" is ${JSON.stringify(input.date)}: give a day as YYYY-MM-DD.`);
  }
  const time = Date.parse(input.scheduledTime ?? "");
  if (Number.isNaN(time)) {
    throw failure(
      "InvalidInput",
      `The input has no day: give "date" (YYYY-MM-DD) or "scheduledTime" (ISO 8601).`,
    );
  }
  return dayIn(timeZone, new Date(time));
}
