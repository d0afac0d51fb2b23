/** The calendar of patterns: which fields make a moment. */

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01 of a day of the proleptic Gregorian calendar; NaN if the month has no such day. */
export function daysOf(year: number, month: number, day: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (!(day >= 1 && day <= monthDays[month - 1]! + (month === 2 && leap ? 1 : 0))) return NaN;
  // Years that begin in March put the leap day last. From 0000-03-01 to 1970-01-01 there are 719468 days.
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719468;
}

/** The weekday of a day since 1970-01-01, from 0 for Sunday. */
export const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7;

/** The year that two digits mean: from `pivot` to `pivot` + 99. */
export const fullYear = (two: number, pivot: number): number => pivot + ((((two - pivot) % 100) + 100) % 100);

/** The hour of the day, 0 to 23, of an hour from 1 to 12 and its half: 0 for AM, 1 for PM. */
export const fullHour = (hour12: number, half: number): number => (hour12 % 12) + 12 * half;
