import { Cron } from "croner";

const day = 86_400_000;

/** A year of 365 days and one of 366, always the same: the answer must not depend on today's date. */
const firstYear = 2027;
const horizon = (365 + 366) * day;

/**
 * The longest time between two runs of an EventBridge Scheduler expression, in hours, over two years: from the first
 * year that the expression names, otherwise from 2027. A time that the zone's clocks skip does not run; a time that
 * they show twice runs once. Undefined if there are fewer than two runs.
 */
export function longestGapHours(expression: `cron(${string})`, timeZone: string): number | undefined {
  const [minutes, hours, date, month, weekday, year] = expression.slice(5, -1).split(" ");
  const start = Date.UTC(Number(/\d{4}/.exec(year ?? "")?.[0] ?? firstYear), 0, 1);
  // AWS's "L" of a weekday is Saturday; croner wants the day said.
  const days = localTimes(["0", "0", date, month, weekday === "L" ? "7" : weekday, year], start, horizon);
  const times = localTimes([minutes, hours, "*", "*", "*", "*"], start, day).map((time) => time - start);
  const within = Math.max(0, ...times.slice(1).map((time, index) => time - times[index]!));
  const offsetAt = offsets(timeZone);

  let longest = 0;
  let before: number | undefined;
  for (const midnight of days) {
    const steady = offsetAt(midnight - day) === offsetAt(midnight + 2 * day);
    // Of a day on which no clock changes the first and the last run say all: an expression may run each minute.
    const seen = steady ? [times[0]!, times.at(-1)!] : times;
    for (const [index, time] of seen.entries()) {
      const instant = instantOf(midnight + time, offsetAt);
      if (instant === undefined) continue;
      if (before !== undefined)
        longest = Math.max(longest, steady && index === 1 ? within : instant - before);
      before = instant;
    }
  }
  return longest > 0 ? longest / 3_600_000 : undefined;
}

/** The times at which a clock without a zone matches the fields, in milliseconds. */
function localTimes(fields: readonly (string | undefined)[], start: number, length: number): number[] {
  // Croner puts seconds first; with `alternativeWeekdays` it counts from Sunday, 1, and `sloppyRanges` knows "0/15".
  const cron = new Cron(["0", ...fields].join(" "), {
    timezone: "UTC",
    alternativeWeekdays: true,
    sloppyRanges: true,
    paused: true,
  });
  const found: number[] = [];
  for (let next = cron.nextRun(new Date(start - 1000)); next; next = cron.nextRun(next)) {
    if (next.getTime() >= start + length) break;
    found.push(next.getTime());
  }
  return found;
}

type OffsetAt = (instant: number) => number;

/** The offset of a zone's clocks from UTC at an instant, in milliseconds. */
function offsets(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  return (instant) => {
    const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(format.format(instant)) ?? [];
    return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
  };
}

/** When a zone's clocks first show a local time; undefined if they skip it. */
const instantOf = (local: number, offsetAt: OffsetAt): number | undefined =>
  // Either the offset before a change is right, or that after it.
  [local - day, local + day]
    .map((around) => local - offsetAt(around))
    .find((instant) => instant + offsetAt(instant) === local);
