/** Finds the fields of records that are written otherwise than plain CSV. */
import type { Fields, Splitter } from "./fields";
import { broken, incomplete, whole, type QuotedEnd } from "./quoted";
import type { Dialect } from "./scan";

const lineFeed = 10;
const carriageReturn = 13;

/** A table of 256 bytes that has 1 for those given. */
function tableOf(bytes: Iterable<number>): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
}

/** Length of the delimiter at `at`: of the whole run if it comes in runs; 0 if there is none; `incomplete` if `size` cuts it. */
function makeDelimiterAt({ delimiter, runs }: Dialect) {
  const first = delimiter[0]!;
  const isDelimiter = tableOf(delimiter);
  return (bytes: Uint8Array, at: number, size: number): number => {
    if (runs) {
      let end = at;
      while (end < size && isDelimiter[bytes[end]!] === 1) end++;
      return end - at;
    }
    if (at >= size || bytes[at] !== first) return 0;
    for (let next = 1; next < delimiter.length; next++) {
      if (at + next === size) return incomplete;
      if (bytes[at + next] !== delimiter[next]) return 0;
    }
    return delimiter.length;
  };
}

/** The first position from `at` on that has no blank. */
function makeAfterBlanks({ blanks }: Dialect) {
  const isBlank = tableOf(blanks);
  return (bytes: Uint8Array, at: number, size: number): number => {
    while (at < size && isBlank[bytes[at]!] === 1) at++;
    return at;
  };
}

/** As `quotedEnd` of plain CSV, for a dialect. */
export type RecordEnd = (
  bytes: Uint8Array,
  from: number,
  size: number,
  final: boolean,
  limit: number,
  crEnds: boolean,
) => QuotedEnd;

/** Makes the function that reads a record field by field to its end. Its next call reuses the result. */
export function makeRecordEnd(dialect: Dialect): RecordEnd {
  const { quote, escape, runs } = dialect;
  const delimiterAt = makeDelimiterAt(dialect);
  const afterBlanks = makeAfterBlanks(dialect);
  const result: QuotedEnd = { state: incomplete, at: 0, bareCr: false };
  const say = (state: QuotedEnd["state"], at: number) => {
    result.state = state;
    result.at = at;
    return result;
  };

  /** The first quote before `bound` that is not escaped, or `incomplete`. */
  function closingQuote(bytes: Uint8Array, from: number, bound: number, size: number, final: boolean) {
    for (let at = from; at < bound; at++) {
      const byte = bytes[at];
      if (byte !== quote && byte !== escape) continue;
      if (at + 1 === size && !(byte === quote && (final || escape !== quote))) return incomplete;
      const next = at + 1 < size ? bytes[at + 1] : -1;
      if (byte === escape && (next === quote || next === escape)) at++;
      else if (byte === quote) return at;
    }
    return incomplete;
  }

  return (bytes, from, size, final, limit, crEnds) => {
    result.bareCr = false;
    const bound = from + limit;
    let at = runs ? from + Math.max(0, delimiterAt(bytes, from, size)) : from;
    for (;;) {
      at = afterBlanks(bytes, at, size);
      // A quote that opens after the bound cannot close before it: what follows is one line.
      if (at > bound) return say(whole, at);
      if (bytes[at] === quote && at < size) {
        const closing = closingQuote(bytes, at + 1, Math.min(bound, size), size, final);
        if (closing === incomplete && size < bound + 1 && !final) return say(incomplete, at);
        if (closing === incomplete) return say(broken, at);
        const after = afterBlanks(bytes, closing + 1, size);
        if (after === size) return final ? say(whole, size) : say(incomplete, at);
        const byte = bytes[after];
        if (byte === carriageReturn && !crEnds) {
          if (after + 1 === size && !final) return say(incomplete, at);
          if (after + 1 < size && bytes[after + 1] !== lineFeed) return say(broken, at);
        } else if (byte !== lineFeed && byte !== carriageReturn) {
          const length = delimiterAt(bytes, after, size);
          if (length === incomplete && !final) return say(incomplete, at);
          if (length <= 0) return say(broken, at);
        }
        at = after;
      }
      // To the end of the field: at most blanks are left of a quoted one.
      let length = 0;
      for (; at < size; at++) {
        if (at > bound) return say(whole, at);
        const byte = bytes[at];
        if (byte === lineFeed) return say(whole, at);
        if (byte === carriageReturn) {
          if (at + 1 === size && !crEnds && !final) return say(incomplete, at);
          if (crEnds || at + 1 === size || bytes[at + 1] === lineFeed) return say(whole, at);
          result.bareCr = true;
        } else if (byte === quote) return say(broken, at);
        else if ((length = delimiterAt(bytes, at, size)) > 0) break;
      }
      if (at >= size) return final ? say(whole, size) : say(incomplete, size);
      at += length;
    }
  };
}

/** Makes the splitter of a dialect, for records of whole quoting. Its result is valid until the next call. */
export function makeDialectSplitter(dialect: Dialect, room: number): Splitter {
  const { quote, escape, runs } = dialect;
  const isBlank = tableOf(dialect.blanks);
  const delimiterAt = makeDelimiterAt(dialect);
  const afterBlanks = makeAfterBlanks(dialect);
  const starts = new Int32Array(room);
  const ends = new Int32Array(room);
  const fields: Fields = { bytes: Buffer.alloc(0), count: 0, starts, ends, ascii: true, more: false };

  return ({ bytes, from, to, unclosed }) => {
    if (fields.bytes.length < to - from) fields.bytes = Buffer.allocUnsafe(2 * (to - from));
    const copy = fields.bytes;
    fields.count = 0;
    fields.more = false;
    let size = 0;
    let seen = 0;
    let at = runs ? from + Math.max(0, delimiterAt(bytes, from, to)) : from;
    while (!(runs && at === to)) {
      at = afterBlanks(bytes, at, to);
      const start = size;
      let end = start;
      if (at < to && bytes[at] === quote && !unclosed) {
        for (at++; at < to; at++) {
          const byte = bytes[at]!;
          const next = at + 1 < to ? bytes[at + 1] : -1;
          if (byte === escape && (next === quote || next === escape)) at++;
          else if (byte === quote) break;
          seen |= bytes[at]!;
          copy[size++] = bytes[at]!;
        }
        end = size;
        at = afterBlanks(bytes, at + 1, to);
      }
      let length = 0;
      for (; at < to && (length = delimiterAt(bytes, at, to)) <= 0; at++) {
        const byte = bytes[at]!;
        seen |= byte;
        copy[size++] = byte;
        if (isBlank[byte] === 0) end = size;
      }
      if (fields.count < room) {
        starts[fields.count] = start;
        ends[fields.count] = end;
      } else if (end > start) fields.more = true;
      fields.count++;
      if (at >= to) break;
      at += length;
    }
    fields.ascii = seen < 0x80;
    return fields;
  };
}
