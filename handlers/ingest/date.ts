import { dayIn, isDate } from "../../contract/date";
import { failure } from "../../core/run/failure";
import type { RunInput } from "./input";

/**
 * The logical date of a run: given, or that of the schedule's time in the schedule's zone (08:00 in Tokyo is
 * 23:00 UTC of the day before). Never "now": a retry at midnight is still the same run. Fails with `DateInFuture` where
 * it is after today and not forced.
 */
export function logicalDate(input: RunInput, timeZone: string, now: Date): string {
  const date = dateOf(input, timeZone);
  const today = dayIn(timeZone, now);
  // The clock of a schedule at midnight may be a little ahead of this one.
  const soon =
    input.date === undefined ? dayIn(timeZone, new Date(now.getTime() + minutesAhead * 60_000)) : today;
  // Texts of the form YYYY-MM-DD: their order is that of the days.
  if (date <= soon || input.force === true) return date;
  throw failure(
    "DateInFuture",
    `The date ${date} is after today (${today}, ${timeZone} time). Once a run of that date is published, runs of earlier ` +
      `dates cannot publish. Give a date up to today; if you want this one, add --force ("force": true in an execution's input).`,
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
