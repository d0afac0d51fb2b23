/**
 * Makes a function that gives the calendar day (YYYY-MM-DD) of an instant (seconds since 1970) in an IANA time zone, by that day's
 * rules.
 */
export function makeDayIn(timeZone: string): (seconds: number) => string {
  // One formatter for all bars, because making it costs more than using it. Its calendar is proleptic, like stage's dates.
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    calendar: "iso8601",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (seconds) => format.format(seconds * 1000);
}

/** Makes a function that gives the time of day (HH:MM:SS, 00 to 23) of an instant (seconds since 1970) in an IANA time zone. */
export function makeTimeIn(timeZone: string): (seconds: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium", hourCycle: "h23" });
  return (seconds) => format.format(seconds * 1000);
}

/** True if a value names a time zone. */
export function isTimeZone(text: unknown): text is string {
  try {
    return typeof text === "string" && Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
  } catch {
    return false;
  }
}
