/** What the values of one column have in common: collected value by value, in memory that does not grow with them. */
import { makeDates, type Dates } from "./dates";
import { makeNumbers, type Numbers } from "./numbers";

/** Strings that mean "no value" in files of many origins; in lower case. */
const nullWords = new Set([
  ...[
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "#n/a",
    "#na",
    "<na>",
    "nan",
    "-nan",
    "null",
    "(null)",
    "none",
    "nil",
    "\\n",
  ],
  ...[
    "-",
    "--",
    "---",
    ".",
    "..",
    "...",
    "?",
    "??",
    "*",
    "**",
    "\u2013",
    "\u2014",
    ":",
    "#null!",
    "#div/0!",
    "#ref!",
    "#value!",
  ],
  ...[
    "missing",
    "unknown",
    "undefined",
    "not available",
    "not applicable",
    "n/d",
    "n.d.",
    "nd",
    "tbd",
    "(blank)",
  ],
]);
const longestNullWord = 14;

/** Different values that are remembered. */
const mostDistinct = 20;
const mostOdd = 5;
/** Values whose looks are counted. */
const mostLooked = 1000;
const typedLook = /^[+-]?\d+(?:[.,]\d+)?$|^\d{1,4}([-/.])\d{1,2}\1(?:\d{4}|\d{1,2})(?:$|[T ])/;

/** A value that is unlike others of its column. */
export interface OddValue {
  readonly text: string;
  /** Values of the column before it. */
  readonly before: number;
}

/** What is known of a column once all its values were taken. */
export interface Values {
  take(bytes: Buffer, from: number, to: number): void;
  /** Takes a value that the record does not have. */
  takeNull(): void;
  /** Values, empty and missing ones included. */
  readonly count: number;
  /** Values that the records do not have. */
  readonly missing: number;
  /** Values of no character. */
  readonly empty: number;
  /** Values that are nothing but blanks. */
  readonly blank: number;
  /** Values with blanks around them. */
  readonly padded: number;
  /** How often each string of `nullWords` occurs, as written. */
  readonly nullWords: ReadonlyMap<string, number>;
  readonly numbers: Numbers;
  readonly dates: Dates;
  /** How often each value besides empty ones and null words occurs; undefined if there are more than 20 different ones. */
  readonly distinct: ReadonlyMap<string, number> | undefined;
  /** Values that are neither empty nor null words. */
  readonly given: number;
  /** The first values that are neither numbers nor dates. */
  readonly odd: readonly OddValue[];
  /** Most of its first values look like numbers or dates, whether they can be read or not. */
  readonly looksTyped: boolean;
  /** The first value that is not empty. */
  readonly example: string | undefined;
}

/** Makes the collector of a column. */
export function makeValues(): Values {
  const numbers = makeNumbers();
  const dates = makeDates();
  const words = new Map<string, number>();
  let distinct: Map<string, number> | undefined = new Map();
  let [count, missing, empty, blank, padded] = [0, 0, 0, 0, 0];
  const odd: OddValue[] = [];
  let given = 0;
  let example: string | undefined;
  let [isNumber, isDate] = [true, true];
  let looks = 0;

  function remember(bytes: Buffer, from: number, to: number) {
    if (!distinct) return;
    const text = to - from > 100 ? undefined : bytes.toString("utf8", from, to);
    if (text !== undefined) distinct.set(text, (distinct.get(text) ?? 0) + 1);
    if (text === undefined || distinct.size > mostDistinct) distinct = undefined;
  }

  function takeNullWord(bytes: Buffer, from: number, to: number): boolean {
    const first = bytes[from]! - 48;
    if (to - from > longestNullWord || (first >= 0 && first <= 9)) return false;
    const text = bytes.toString("utf8", from, to);
    if (!nullWords.has(text.toLowerCase()) && !/^[-*.?_~#=/\\\u2013\u2014]+$/.test(text)) return false;
    words.set(text, (words.get(text) ?? 0) + 1);
    return true;
  }

  return {
    take(bytes, start, end) {
      count++;
      let [from, to] = [start, end];
      while (from < to && isBlank(bytes[from]!)) from++;
      while (to > from && isBlank(bytes[to - 1]!)) to--;
      if (from === to) {
        if (start === end) empty++;
        else blank++;
        return;
      }
      if (to - from !== end - start) padded++;
      example ??= bytes.toString("utf8", from, to);
      if (!isNumber && !isDate && !distinct && given >= mostLooked) {
        given++;
        return;
      }
      if (takeNullWord(bytes, from, to)) return;
      if (given < mostLooked && typedLook.test(bytes.toString("latin1", from, to))) looks++;
      given++;
      remember(bytes, from, to);
      const isRead = [isNumber && numbers.take(bytes, from, to), isDate && dates.take(bytes, from, to)];
      if (!isRead.includes(true) && odd.length < mostOdd)
        odd.push({ text: bytes.toString("utf8", from, to), before: count - 1 });
      isNumber = isNumber && numbers.alive;
      isDate = isDate && dates.alive;
    },
    takeNull() {
      count++;
      missing++;
    },
    get count() {
      return count;
    },
    get missing() {
      return missing;
    },
    get empty() {
      return empty;
    },
    get blank() {
      return blank;
    },
    get padded() {
      return padded;
    },
    nullWords: words,
    numbers,
    dates,
    get distinct() {
      return distinct;
    },
    get given() {
      return given;
    },
    odd,
    get looksTyped() {
      return looks * 2 > Math.min(given, mostLooked);
    },
    get example() {
      return example;
    },
  };
}

const isBlank = (byte: number) => byte === 32 || byte === 9;
