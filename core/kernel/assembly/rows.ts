// Turns separators into rows and fields.
import { carriageReturn, doubtful, lineFeed, quote } from "./bytes";

/**
 * Counts the rows from the separator at `index` that have exactly `fields` fields and end with a line feed, at most `limit`. `count`:
 * separators there. `start`: address of the first row. A row whose first byte may begin a byte order mark is not counted.
 */
export function regularRows(
  index: usize,
  count: u32,
  start: usize,
  delimiter: u32,
  fields: u32,
  limit: u32,
): u32 {
  let rows: u32 = 0;
  const last = (<usize>fields - 1) << 2;
  for (let left = count; rows < limit && left >= fields; left -= fields) {
    if (load<u8>(start) == 0xef) break;
    const end = index + last;
    let other: u32 = 0;
    for (; index < end; index += 4) other |= load<u8>(load<u32>(index)) ^ delimiter;
    const lineEnd: usize = load<u32>(index);
    if ((other | (load<u8>(lineEnd) ^ lineFeed)) != 0) break;
    index += 4;
    start = lineEnd + 1;
    rows++;
  }
  return rows;
}

/** The first row whose field is the text, quoted or not; `rows` if there is none. `index` and `start`: as for `locate`. */
export function matchingRow(
  index: usize,
  rows: u32,
  fields: u32,
  field: u32,
  start: usize,
  text: usize,
  length: u32,
): u32 {
  for (let row: u32 = 0; row < rows; row++) {
    const k = row * fields + field;
    let from = k != 0 ? <usize>load<u32>(index + ((<usize>k) << 2) - 4) + 1 : start;
    let to: usize = load<u32>(index + ((<usize>k) << 2));
    if (field == fields - 1 && to > from && load<u8>(to - 1) == carriageReturn) to--;
    if (to - from == length + 2 && load<u8>(from) == quote) {
      from++;
      to--;
    }
    if (to - from == length && equal(from, text, length)) return row;
  }
  return rows;
}

function equal(a: usize, b: usize, length: u32): bool {
  for (let at: u32 = 0; at < length; at++) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

/** True if one of the texts has exactly these bytes. Each text is its length in a word and its bytes. */
function isOneOf(from: usize, length: u32, texts: usize, count: u32): bool {
  for (; count > 0; count--) {
    const own = load<u32>(texts);
    if (own == length && equal(from, texts + 4, length)) return true;
    texts += 4 + own;
  }
  return false;
}

/**
 * Finds the field of each row and stores where its text begins and ends, two words a row, at `spans`: without quotes around it and
 * without the prefix. A row that needs no reading has begin 0: it is null, or doubtful.
 *
 * `index`: the rows' separators. `start`: where the first row begins. `quoted`: whether a field may have quotes. `validity`: of the
 * first row; 0 for a required column. `nulls`: texts that mean null, the longest of `longest` bytes (-1 if there are none).
 */
export function locate(
  index: usize,
  rows: u32,
  fields: u32,
  field: u32,
  start: usize,
  quoted: u32,
  prefix: usize,
  prefixLength: u32,
  nulls: usize,
  nullCount: u32,
  longest: i32,
  validity: usize,
  doubts: usize,
  spans: usize,
): void {
  const step = (<usize>fields) << 2;
  const isLast = field == fields - 1;
  let separator = index + ((<usize>field) << 2);
  if (validity != 0) memory.fill(validity, 1, rows);
  if (!quoted && prefixLength == 0 && longest < 0 && !isLast) {
    // Most columns of numbers.
    let from = field != 0 ? <usize>load<u32>(separator - 4) + 1 : start;
    for (; rows > 0; rows--, spans += 8) {
      store<u64>(spans, (<u64>from) | ((<u64>load<u32>(separator)) << 32));
      separator += step;
      from = <usize>load<u32>(separator - 4) + 1;
    }
    return;
  }
  for (let row: u32 = 0; row < rows; row++, separator += step, spans += 8) {
    let from = (row | field) != 0 ? <usize>load<u32>(separator - 4) + 1 : start;
    let to: usize = load<u32>(separator);
    if (isLast && to > from && load<u8>(to - 1) == carriageReturn) to--;
    if (quoted && load<u8>(from) == quote && to > from) {
      from++;
      to--;
    }
    let isNull = false;
    if (prefixLength != 0) {
      if (to == from && validity != 0) isNull = true;
      else if (to - from < prefixLength || !equal(from, prefix, prefixLength)) {
        store<u8>(doubts + row, doubtful);
        store<u64>(spans, 0);
        continue;
      } else from += prefixLength;
    }
    if (isNull || (<i32>(to - from) <= longest && isOneOf(from, <u32>(to - from), nulls, nullCount))) {
      if (validity != 0) store<u8>(validity + row, 0);
      else store<u8>(doubts + row, doubtful);
      store<u64>(spans, 0);
      continue;
    }
    store<u32>(spans, <u32>from);
    store<u32>(spans, <u32>to, 4);
  }
}

/** Stores the offset in the file of each row's first byte: its address and `base`. */
export function recordOffsets(
  index: usize,
  rows: u32,
  fields: u32,
  start: usize,
  base: f64,
  out: usize,
): void {
  const step = (<usize>fields) << 2;
  const shift = <i64>base;
  for (; rows > 0; rows--, out += 8) {
    store<i64>(out, shift + <i64>start);
    start = <usize>load<u32>(index + step - 4) + 1;
    index += step;
  }
}

/** Stores integers of 8 bytes that count up from the first. */
export function countUp(first: f64, rows: u32, out: usize): void {
  let value = <i64>first;
  for (; rows > 0; rows--, out += 8) store<i64>(out, value++);
}

/** Removes the rows whose mark is `mark` from an array with `width` bytes a row. */
export function removeRows(array: usize, width: u32, rows: u32, marks: usize, mark: u32): void {
  let out = array;
  for (let row: u32 = 0; row < rows; row++, array += width) {
    if (load<u8>(marks + row) == mark) continue;
    if (out != array) {
      if (width == 8) store<u64>(out, load<u64>(array));
      else if (width == 4) store<u32>(out, load<u32>(array));
      else memory.copy(out, array, width);
    }
    out += width;
  }
}
