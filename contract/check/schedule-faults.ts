import type { Report } from "./fault";
import { nearest } from "./near";

interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
  /** Values that only this field allows: the last day, the nearest weekday, the nth weekday. */
  readonly special?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const fields: readonly CronField[] = [
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31, special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: "month", least: 1, most: 12, names: months },
  { name: "day of week", least: 1, most: 7, names: weekdays, special: /^(\?|[1-7]?L|[1-7]#[1-5])$/ },
  { name: "year", least: 1970, most: 2199 },
];
const form =
  'six fields: minutes hours day-of-month month day-of-week year (daily at 8: "cron(0 8 * * ? *)")';

/** EventBridge Scheduler's cron: six fields, and exactly one of the two days is `?`. */
export function cronFault(expression: string, path: string, report: Report): void {
  const texts = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ");
  if (texts?.length !== fields.length) return report(path, `"${expression}" is not cron(…) with ${form}`);
  fields.forEach((field, index) => {
    const text = texts[index]!;
    if (!isField(text, field))
      report(
        path,
        `"${text}" is not valid for ${field.name} (${field.least} to ${field.most}; lists, ranges, *, /)`,
      );
  });
  if ((texts[2] === "?") === (texts[4] === "?"))
    report(path, `exactly one of day of month and day of week must be "?" (${form})`);
}

function isField(text: string, field: CronField): boolean {
  return field.special?.test(text) || text.split(",").every((item) => isItem(item, field));
}

function isItem(item: string, field: CronField): boolean {
  const [span = "", step, ...more] = item.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
  if (span === "*") return true;
  const ends = span.split("-").map((text) => cronValue(text, field));
  if (ends.length > 2 || ends.includes(undefined)) return false;
  return ends.length === 1 || ends[0]! <= ends[1]!;
}

function cronValue(text: string, { names, least, most }: CronField): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return least + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}

/** Requires a zone of the IANA database, so that 8 o'clock means the same in summer and winter. */
export function timeZoneFault(timeZone: string, path: string, report: Report): void {
  // Intl also takes offsets such as "+09:00"; EventBridge does not.
  if (/^[A-Za-z]/.test(timeZone) && isKnownZone(timeZone)) return;
  const near = nearest(timeZone, Intl.supportedValuesOf("timeZone"));
  report(
    path,
    `"${timeZone}" is not an IANA time zone (${near ? `did you mean "${near}"?` : 'such as "Europe/Madrid"'})`,
  );
}

function isKnownZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
