/** Faults of the form in which dates and timestamps are written. */
import {
  epochs,
  hasField,
  hasTime,
  isEpoch,
  linesOf,
  momentKind,
  type MomentKind,
  type PatternLine,
} from "../formats/date-pattern";
import { overlapOf, type MomentRules } from "../formats/date-overlap";
import type { ValueForm, Written } from "../formats/written";
import { repeated } from "./fault";
import { hint } from "./near";
import { timeZoneFault } from "./schedule-faults";
import type { ReportWord } from "./written-faults";

/** A form of `dates` and the ways in which it writes a moment. */
interface Form {
  readonly text: string;
  readonly lines: readonly PatternLine[];
}

/** Reports what is wrong with the words for a date or a timestamp. `form`: the words in effect. `place`: the column's own. */
export function momentFaults(
  form: ValueForm,
  place: Written,
  type: "date" | "timestamp",
  report: ReportWord,
): void {
  const kind = momentKind(type, place.time);
  const forms = formsOf(form.dates ?? ["iso"], kind, report);
  if (!forms) return;
  const lines = forms.flatMap((each) => each.lines);
  unusedFaults(form, place, lines, type, report);
  if (form.zone !== undefined) timeZoneFault(form.zone, "", (_path, message) => report("zone", message));
  let isSound = true;
  const reportDates = (message: string) => {
    isSound = false;
    report("dates", message);
  };
  for (const { text, lines } of forms) {
    const isTimed = text !== "iso" && lines.some((line) => hasTime(line) || hasField(line, "epoch"));
    if (kind === "date" && isTimed)
      reportDates(
        `"${text}" has a time, and this column is a date; add time: "midnight" if the time is always midnight, else make the column a timestamp`,
      );
    if (form.pivot === undefined && lines.some((line) => hasField(line, "shortYear")))
      reportDates(
        `"${text}" has a year of two digits; add \`pivot\`, the first of the hundred years that it can mean (pivot: 1970 for 1970 to 2069)`,
      );
  }
  if (form.pivot !== undefined && !(Number.isInteger(form.pivot) && form.pivot >= 1 && form.pivot <= 9900))
    return report("pivot", `${form.pivot} is not a year; give a whole number from 1 to 9900`);
  if (!isSound) return;
  const counts = forms.filter(({ text }) => isEpoch(text));
  if (counts.length > 1)
    return report(
      "dates",
      `"${counts[0]!.text}" and "${counts[1]!.text}" both read any number; keep the one that the files have`,
    );
  overlapFaults(
    forms,
    { isDate: type === "date", pivot: form.pivot ?? 0, hasZone: form.zone !== undefined },
    report,
  );
}

/** The forms of `dates`; undefined if there is none, or one is not a form. */
function formsOf(
  dates: readonly string[],
  kind: MomentKind,
  report: ReportWord,
): readonly Form[] | undefined {
  if (dates.length === 0) report("dates", "is empty; leave it out, or give at least one form");
  for (const [, text] of repeated(dates)) report("dates", `has "${text}" twice`);
  const forms = dates.map((text) => ({ text, lines: linesOf(text, kind) }));
  const faulty = forms.filter(({ lines }) => typeof lines === "string");
  for (const { text, lines } of faulty) {
    const isName = /^(iso|epoch|unix)/i.test(text);
    report(
      "dates",
      isName
        ? `"${text}" is not a form of dates ${hint(text, ["iso", ...Object.keys(epochs)])}`
        : `"${text}" ${lines as string}`,
    );
  }
  return dates.length > 0 && faulty.length === 0 ? (forms as readonly Form[]) : undefined;
}

/** A column's own words that change nothing. A layout's `values` may be for other columns. */
function unusedFaults(
  form: ValueForm,
  place: Written,
  lines: readonly PatternLine[],
  type: "date" | "timestamp",
  report: ReportWord,
): void {
  if (place.pivot !== undefined && !lines.some((line) => hasField(line, "shortYear")))
    report("pivot", "is for years of two digits, and no form of `dates` has one (yy); leave it out");
  if (place.zone !== undefined && form.zone === undefined && place.zone !== "UTC")
    report(
      "zone",
      type === "date"
        ? "changes no date: the day counts as written; leave it out"
        : "changes nothing: each form of `dates` has an offset or is an epoch; leave it out",
    );
  for (const word of ["twice", "skipped"] as const)
    if (place[word] !== undefined && form[word] === undefined)
      report(word, "needs a `zone` whose clocks change, and times without an offset; leave it out");
}

/** Two forms, or one, that read a string as two moments. */
function overlapFaults(forms: readonly Form[], rules: MomentRules, report: ReportWord): void {
  for (const [index, one] of forms.entries())
    for (const other of forms.slice(index)) {
      // Of these two, each string is one moment.
      if (one === other && (one.text === "iso" || isEpoch(one.text))) continue;
      const text = one.lines
        .flatMap((line) => other.lines.map((another) => overlapOf(line, another, rules)))
        .find((found) => found !== undefined);
      if (text === undefined) continue;
      report(
        "dates",
        one === other
          ? `"${one.text}" reads "${text}" in two ways; keep the parts apart by other characters or use letters of a fixed length`
          : `"${one.text}" and "${other.text}" read "${text}" as two moments; keep the one that the files have`,
      );
    }
}
