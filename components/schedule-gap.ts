import { Cron } from "croner";

/** A year and a month: every gap that a yearly expression makes, and both changes of the clock. */
const horizonDays = 396;

/**
 * The longest time between two runs of an EventBridge Scheduler expression, in hours, over the year that follows
 * `from`, clock changes of the zone included. Undefined where it runs less than twice in that time.
 */
export function longestGapHours(
  expression: `cron(${string})`,
  timeZone: string,
  from: Date,
): number | undefined {
  const [minutes, hours, day, month, weekday, year] = expression.slice(5, -1).split(" ");
  // Croner puts seconds first, and with `alternativeWeekdays` counts the days of a week as AWS does, from Sunday, 1.
  const cron = new Cron([0, minutes, hours, day, month, weekday, year].join(" "), {
    timezone: timeZone,
    alternativeWeekdays: true,
    paused: true,
  });
  const end = from.getTime() + horizonDays * 86_400_000;
  let longest: number | undefined;
  let before = cron.nextRun(from);
  for (let next = before && cron.nextRun(before); next && before; next = cron.nextRun(before)) {
    longest = Math.max(longest ?? 0, next.getTime() - before.getTime());
    // A gap that begins within the horizon counts to its end.
    if (next.getTime() > end) break;
    before = next;
  }
  return longest === undefined ? undefined : longest / 3_600_000;
}
