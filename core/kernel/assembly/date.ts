// Reads dates and times as ISO 8601 writes them, years 0001 to 9999.
import { colon, doubtful, minus, plus, point } from "./bytes";
import { digitsOf, twoDigits } from "./digits";

/** Not a date. */
const noDate: i32 = i32.MIN_VALUE;

const firstSecond: i64 = -719162 * 86400;
const endSecond: i64 = 2932897 * 86400;

/** Days since 1970 of `YYYY-MM-DD`; `noDate` for anything else. */
function daysOf(at: usize): i32 {
  const century = twoDigits(at);
  const years = twoDigits(at + 2);
  const month = twoDigits(at + 5);
  const day = twoDigits(at + 8);
  if (load<u8>(at, 4) != minus || load<u8>(at, 7) != minus) return noDate;
  if (century > 99 || years > 99 || month - 1 > 11 || day - 1 > 30) return noDate;
  const year = century * 100 + years;
  if (year == 0) return noDate;
  if (day > 28) {
    const leap = (year & 3) == 0 && (years != 0 || (century & 3) == 0);
    const most: u32 =
      month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    if (day > most) return noDate;
  }
  // Years that begin in March put the leap day last.
  const y = month > 2 ? year : year - 1;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return <i32>(365 * y + y / 4 - y / 100 + y / 400 + dayOfYear) - 719468;
}

/** Reads the spans that `locate` found as days since 1970. */
export function readDates(spans: usize, rows: u32, out: usize, doubts: usize): void {
  for (let row: u32 = 0; row < rows; row++, spans += 8, out += 4) {
    const from: usize = load<u32>(spans);
    let days: i32 = 0;
    if (from != 0) {
      days = load<u32>(spans, 4) - <u32>from == 10 ? daysOf(from) : noDate;
      if (days == noDate) store<u8>(doubts + row, doubtful);
    }
    store<i32>(out, days);
  }
}

/** Seconds east of UTC; `noDate` if it is not a zone. */
function zone(at: usize, to: usize): i32 {
  if (at == to || (at + 1 == to && load<u8>(at) == 90)) return 0;
  const sign = <u32>load<u8>(at);
  if (to - at != 6 || (sign != plus && sign != minus) || load<u8>(at, 3) != colon) return noDate;
  const hours = twoDigits(at + 1);
  const minutes = twoDigits(at + 4);
  if (minutes > 59 || hours * 60 + minutes > 18 * 60) return noDate;
  const seconds = <i32>(hours * 3600 + minutes * 60);
  return sign == minus ? -seconds : seconds;
}

/** Reads the spans that `locate` found as microseconds since 1970. */
export function readTimestamps(spans: usize, rows: u32, out: usize, doubts: usize): void {
  for (let row: u32 = 0; row < rows; row++, spans += 8, out += 8) {
    const from: usize = load<u32>(spans);
    const to: usize = load<u32>(spans, 4);
    store<i64>(out, 0);
    if (from == 0) continue;
    // Doubtful until everything has been read.
    const before = load<u8>(doubts + row);
    store<u8>(doubts + row, doubtful);
    if (to - from < 19) continue;
    const days = daysOf(from);
    const between = <u32>load<u8>(from, 10);
    const hour = twoDigits(from + 11);
    const minute = twoDigits(from + 14);
    const second = twoDigits(from + 17);
    if (days == noDate || (between != 84 && between != 32) || hour > 23 || minute > 59 || second > 59)
      continue;
    if (load<u8>(from, 13) != colon || load<u8>(from, 16) != colon) continue;
    let at = from + 19;
    let micros: u64 = 0;
    if (at < to && load<u8>(at) == point) {
      const start = ++at;
      while (at < to && <u32>load<u8>(at) - 48 < 10) at++;
      const places = <u32>(at - start);
      if (places - 1 > 5) continue;
      micros = digitsOf(start, places, 16);
      for (let place = places; place < 6; place++) micros *= 10;
    }
    const east = zone(at, to);
    if (east == noDate) continue;
    const seconds = <i64>days * 86400 + <i64>(hour * 3600 + minute * 60 + second) - <i64>east;
    if (seconds < firstSecond || seconds >= endSecond) continue;
    store<i64>(out, seconds * 1_000_000 + <i64>micros);
    store<u8>(doubts + row, before);
  }
}
