/** Dates and timestamps in the forms that a contract says: patterns, epochs and local times of a zone. */
import {
  epochs,
  fieldRanges,
  hasField,
  isEpoch,
  linesOf,
  momentKind,
  mostOffset,
  type MomentField,
  type PatternItem,
  type PatternLine,
} from "../../../contract/formats/date-pattern";
import { daysOf, fullHour, fullYear, weekdayOf } from "../../../contract/formats/moment";
import type { ValueForm } from "../../../contract/formats";
import type { ReadColumn } from "../../../contract/plan";
import { failure } from "../../run/failure";
import { endSecond, firstSecond, type Instant } from "./dates";
import type { ValueReason } from "./reasons";
import { makeZone, type Zone } from "./zones";

/** Reads a string into `instant`; returns what is wrong with it, if anything. */
export type MomentReader = (
  bytes: Buffer,
  from: number,
  to: number,
  instant: Instant,
) => ValueReason | undefined;

const zero = 48;
const microsPerSecond = 1_000_000;

/** True if a form says anything about dates. */
export const hasMomentForm = ({ dates, zone }: ValueForm): boolean =>
  dates !== undefined || zone !== undefined;

/** Makes the reader of a column's dates or timestamps in its form. A date is the instant of its midnight in UTC. */
export function makeMomentReader({
  type,
  time,
  form = {},
}: Pick<ReadColumn, "type" | "time" | "form">): MomentReader {
  const kind = momentKind(type, time);
  const isDate = kind !== "timestamp";
  const zone = form.zone === undefined ? undefined : makeZone(form.zone, form);
  const readers = (form.dates ?? ["iso"]).flatMap((each): MomentReader[] => {
    if (isEpoch(each)) return [epochReader(epochs[each]!, zone, isDate)];
    const lines = linesOf(each, kind);
    if (typeof lines === "string") throw failure("PlanMismatch", `"${each}" ${lines}; start a new run`);
    return lines.map((line) => lineReader(line, form.pivot ?? 0, zone, isDate));
  });

  // No string is two moments, so the way that the last one was written can be tried first.
  let last = 0;
  return (bytes, from, to, instant) => {
    if (readers[last]!(bytes, from, to, instant) === undefined) return undefined;
    let fault: ValueReason = "unreadable";
    for (const [index, read] of readers.entries()) {
      const found = read(bytes, from, to, instant);
      if (found === undefined) {
        last = index;
        return undefined;
      }
      if (found !== "unreadable") fault = found;
    }
    return fault;
  };
}

/** Reads what a pattern writes in one way. A date's time must be midnight, and its offset means nothing. */
function lineReader(line: PatternLine, pivot: number, zone: Zone | undefined, isDate: boolean): MomentReader {
  const has = (field: MomentField) => hasField(line, field);
  const [hasYear, hasHalf, hasWeekday, hasOffset] = [has("year"), has("half"), has("weekday"), has("offset")];
  // What the line does not say.
  const seen: Seen = {
    ...{ year: 0, shortYear: 0, month: 1, day: 1, weekday: 0 },
    ...{ hour: 0, hour12: 12, half: 0, minute: 0, second: 0, fraction: 0, offset: 0 },
  };
  let local = NaN;
  /** Makes a local time of the fields; false if the calendar does not have it. */
  const end: Step = (_bytes, at, to) => {
    if (at !== to) return false;
    const year = hasYear ? seen.year : fullYear(seen.shortYear, pivot);
    const days = daysOf(year, seen.month, seen.day);
    if (Number.isNaN(days) || (hasWeekday && seen.weekday !== weekdayOf(days))) return false;
    const hour = hasHalf ? fullHour(seen.hour12, seen.half) : seen.hour;
    const time = hour * 3600 + seen.minute * 60 + seen.second;
    local = days * 86_400 + time;
    return !isDate || (time === 0 && seen.fraction === 0);
  };
  const read = line.reduceRight((next, item) => stepOf(item, seen, next), end);

  return (bytes, from, to, instant) => {
    if (!read(bytes, from, to)) return "unreadable";
    instant.micros = seen.fraction;
    if (isDate || !hasOffset) {
      // Before any zone is asked, which knows no year 0.
      if (local < firstSecond) return "out_of_range";
      const utc = isDate || !zone ? local : zone.instantOf(local);
      if (typeof utc === "string") return utc;
      instant.seconds = utc;
    } else instant.seconds = local - seen.offset;
    return instant.seconds >= firstSecond && instant.seconds < endSecond ? undefined : "out_of_range";
  };
}

/** What the fields of a string say. `fraction` in microseconds, `offset` in seconds. */
type Seen = Record<Exclude<MomentField, "epoch">, number>;

/** Reads from a byte to the end of the string; false if it is not written so. */
type Step = (bytes: Buffer, at: number, to: number) => boolean;

/** Reads an item, then the next. */
function stepOf(item: PatternItem, seen: Seen, next: Step): Step {
  switch (item.kind) {
    case "text":
      return textStep(Buffer.from(item.text), next);
    case "word":
      return wordStep(item, seen, next);
    case "offset":
      return offsetStep(item, seen, next);
    case "digits":
      return item.field === "fraction" ? fractionStep(item.most, seen, next) : digitsStep(item, seen, next);
  }
}

function textStep(text: Buffer, next: Step): Step {
  return (bytes, at, to) => {
    if (to - at < text.length) return false;
    for (let each = 0; each < text.length; each++) if (bytes[at + each] !== text[each]) return false;
    return next(bytes, at + text.length, to);
  };
}

function wordStep(
  { field, words, first }: Extract<PatternItem, { kind: "word" }>,
  seen: Seen,
  next: Step,
): Step {
  const buffers = words.map((word) => Buffer.from(word));
  return (bytes, at, to) =>
    buffers.some((word, index) => {
      if (to - at < word.length) return false;
      // Words are of lower-case letters.
      for (let each = 0; each < word.length; each++)
        if ((bytes[at + each]! | 32) !== word[each]) return false;
      seen[field as keyof Seen] = index + first;
      return next(bytes, at + word.length, to);
    });
}

function digitsStep(
  { field, least, most }: Extract<PatternItem, { kind: "digits" }>,
  seen: Seen,
  next: Step,
): Step {
  const [lowest, highest] = fieldRanges[field]!;
  return (bytes, at, to) => {
    let value = 0;
    let count = 0;
    for (; count < most && at + count < to; count++) {
      const digit = bytes[at + count]! - zero;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    for (; count >= least; count--) {
      if (value >= lowest && value <= highest) {
        seen[field as keyof Seen] = value;
        if (next(bytes, at + count, to)) return true;
      }
      value = Math.floor(value / 10);
    }
    return false;
  };
}

/** Digits of a fraction of a second; those below a microsecond are cut. */
function fractionStep(most: number, seen: Seen, next: Step): Step {
  return (bytes, at, to) => {
    let count = 0;
    while (count < most && at + count < to && bytes[at + count]! >= zero && bytes[at + count]! <= zero + 9)
      count++;
    for (; count >= 1; count--) {
      seen.fraction = microsOf(bytes, at, at + count);
      if (next(bytes, at + count, to)) return true;
    }
    return false;
  };
}

/** The microseconds of a fraction's digits. */
function microsOf(bytes: Buffer, from: number, to: number): number {
  let micros = 0;
  for (let at = from; at < from + 6; at++) micros = micros * 10 + (at < to ? bytes[at]! - zero : 0);
  return micros;
}

function offsetStep(
  { zulu, minutes }: Extract<PatternItem, { kind: "offset" }>,
  seen: Seen,
  next: Step,
): Step {
  const two = (bytes: Buffer, at: number) => {
    const [tens, ones] = [bytes[at]! - zero, bytes[at + 1]! - zero];
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
  };
  return (bytes, at, to) => {
    if (zulu && at < to && bytes[at] === 90) {
      seen.offset = 0;
      return next(bytes, at + 1, to);
    }
    const sign = bytes[at] === 43 ? 1 : bytes[at] === 45 ? -1 : 0;
    if (sign === 0) return false;
    return minutes.some((written) => {
      const end = at + { none: 3, together: 5, colon: 6 }[written];
      if (end > to || (written === "colon" && bytes[at + 3] !== 58)) return false;
      const total = two(bytes, at + 1) * 60 + (written === "none" ? 0 : two(bytes, end - 2));
      if (!(total <= mostOffset) || (written !== "none" && two(bytes, end - 2) > 59)) return false;
      seen.offset = sign * total * 60;
      return next(bytes, end, to);
    });
  };
}

/**
 * Reads a count since 1970 of seconds times ten to the `scale`, with a fraction or without. A date's instant must be a midnight in
 * the zone.
 */
function epochReader(scale: number, zone: Zone | undefined, isDate: boolean): MomentReader {
  return (bytes, from, to, instant) => {
    const text = to - from <= 40 ? bytes.toString("latin1", from, to) : "";
    const match = /^(-?)(\d{1,18})(?:\.(\d{1,9}))?$/.exec(text);
    if (!match) return "unreadable";
    const [, sign, whole = "", fraction = ""] = match;
    const count = whole.padStart(scale + 1, "0");
    const point = count.length - scale;
    let seconds = Number(count.slice(0, point));
    let micros = Number((count.slice(point) + fraction).slice(0, 6).padEnd(6, "0"));
    if (sign) {
      seconds = -seconds - (micros > 0 ? 1 : 0);
      micros = micros > 0 ? microsPerSecond - micros : 0;
    }
    if (!(seconds >= firstSecond && seconds < endSecond)) return "out_of_range";
    if (isDate) {
      seconds += zone ? zone.offsetAt(seconds) : 0;
      if (micros > 0 || seconds % 86_400 !== 0) return "unreadable";
      if (!(seconds >= firstSecond && seconds < endSecond)) return "out_of_range";
    }
    // Avoid `-0`.
    instant.seconds = seconds + 0;
    instant.micros = micros;
    return undefined;
  };
}
