/** Dates and times in the proleptic Gregorian calendar, years 0001 to 9999, as ISO 8601 writes them. */

import { daysOf } from "../../../contract/formats/moment";

/** The string is not a date or time. */
export const unreadable = NaN;
/** The string is a date outside the years 0001 to 9999. */
export const outOfRange = Infinity;

const firstDay = -719162;
const lastDay = 2932896;
/** The first second of the year 0001, and the first after 9999. */
export const firstSecond = firstDay * 86400;
export const endSecond = (lastDay + 1) * 86400;
/** `00:00:00` */
const midnight: readonly number[] = [48, 48, 58, 48, 48, 58, 48, 48];

/** The number that `count` digits make; -1 if they are not digits. */
function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Days since 1970-01-01 of `YYYY-MM-DD`, or `unreadable`, or `outOfRange`. */
export function parseDate(bytes: Uint8Array, from: number, to: number): number {
  if (to - from !== 10 || bytes[from + 4] !== 45 || bytes[from + 7] !== 45) return unreadable;
  const year = digits(bytes, from, 4);
  const month = digits(bytes, from + 5, 2);
  const day = digits(bytes, from + 8, 2);
  if (year < 0 || month < 1 || month > 12) return unreadable;
  const days = daysOf(year, month, day);
  return year === 0 && !Number.isNaN(days) ? outOfRange : days;
}

/**
 * Days since 1970-01-01 of `YYYY-MM-DD`, optionally followed by a time of midnight and then `Z` or an offset, as in a timestamp.
 * The result is the day as written, whatever the offset. Returns `unreadable` for any other time, or `outOfRange`.
 */
export function parseMidnight(bytes: Uint8Array, from: number, to: number): number {
  const days = parseDate(bytes, from, Math.min(to, from + 10));
  if (Number.isNaN(days) || to - from === 10) return days;
  if (to - from < 19 || (bytes[from + 10] !== 84 && bytes[from + 10] !== 32)) return unreadable;
  for (let at = from + 11; at < from + 19; at++)
    if (bytes[at] !== midnight[at - from - 11]) return unreadable;
  let at = from + 19;
  if (at < to && bytes[at] === 46) {
    const start = ++at;
    while (at < to && bytes[at] === 48) at++;
    if (at === start || at - start > 6) return unreadable;
  }
  return Number.isNaN(zone(bytes, at, to)) ? unreadable : days;
}

/** An instant: whole seconds since 1970 and the microseconds after them. */
export interface Instant {
  /** May be `unreadable` or `outOfRange`. */
  seconds: number;
  micros: number;
}

/**
 * Reads `YYYY-MM-DD[T ]hh:mm:ss[.ffffff]`, optionally followed by `Z` or `±hh:mm` (at most 18:00); the default zone is UTC. Writes
 * into `instant`, to avoid an allocation.
 */
export function parseTimestamp(bytes: Uint8Array, from: number, to: number, instant: Instant): void {
  instant.seconds = unreadable;
  instant.micros = 0;
  if (to - from < 19 || (bytes[from + 10] !== 84 && bytes[from + 10] !== 32)) return;
  const days = parseDate(bytes, from, from + 10);
  const hour = digits(bytes, from + 11, 2);
  const minute = digits(bytes, from + 14, 2);
  const second = digits(bytes, from + 17, 2);
  if (Number.isNaN(days) || bytes[from + 13] !== 58 || bytes[from + 16] !== 58) return;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return;
  let at = from + 19;
  if (at < to && bytes[at] === 46) {
    const start = ++at;
    while (at < to && bytes[at]! >= 48 && bytes[at]! <= 57) at++;
    if (at === start || at - start > 6) return;
    instant.micros = digits(bytes, start, at - start) * 10 ** (6 - (at - start));
  }
  const offset = zone(bytes, at, to);
  if (Number.isNaN(offset)) return;
  const seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset;
  instant.seconds = seconds >= firstSecond && seconds < endSecond ? seconds : outOfRange;
}

/** Seconds east of UTC; NaN if it is not a zone. */
function zone(bytes: Uint8Array, at: number, to: number): number {
  if (at === to || (bytes[at] === 90 && at + 1 === to)) return 0;
  const sign = bytes[at] === 43 ? 1 : bytes[at] === 45 ? -1 : 0;
  if (sign === 0 || to - at !== 6 || bytes[at + 3] !== 58) return NaN;
  const hours = digits(bytes, at + 1, 2);
  const minutes = digits(bytes, at + 4, 2);
  if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 18 * 60) return NaN;
  return sign * (hours * 3600 + minutes * 60);
}
