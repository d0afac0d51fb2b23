import { dayIn, isDate } from "../../contract/date";
import { failure } from "../failure";
import type { RunInput } from "./input";

/**
 * The logical date of a run: given, or that of the schedule's time in the schedule's zone (08:00 in Tokyo is
 * 23:00 UTC of the day before). Never "now": a retry at midnight is still the same run.
 */
export function logicalDate(input: RunInput, timeZone: string): string {
  if (input.date !== undefined) {
    if (isDate(input.date)) return input.date;
    throw failure("InvalidInput", `"date" is ${JSON.stringify(input.date)}: write a day as YYYY-MM-DD.`);
  }
  const time = Date.parse(input.scheduledTime ?? "");
  if (Number.isNaN(time)) {
    throw failure(
      "InvalidInput",
      `The input names no day: give "date" (YYYY-MM-DD) or "scheduledTime" (ISO 8601).`,
    );
  }
  return dayIn(timeZone, new Date(time));
}
