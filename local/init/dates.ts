/** Which readings of dates and times fit the values of a column. Each value is read by the product's own reader. */
import type { ValueForm } from "../../contract/formats";
import type { ReadColumn } from "../../contract/plan";
import { makeReader } from "../../core/formats/values";
import { makeColumn, type ColumnOf } from "../../core/parquet/columns";
import { dateOrders, shapeOf, type DateOrder, type DateShape } from "./date-shapes";

/** How to read the dates of a column: its type and the words of its place. */
export interface DateForm {
  readonly type: "date" | "timestamp";
  readonly words: Pick<ValueForm, "dates" | "pivot"> & Pick<ReadColumn, "time">;
  /** Every time has an offset. */
  readonly hasOffset: boolean;
}

/** Forms of one order of day, month and year. */
export interface OrderedForm extends DateForm {
  readonly order: DateOrder;
  /** Values that they do not read. */
  readonly misses: number;
}

/** Collects the dates of a column. */
export interface Dates {
  /** Takes a value; false if no reading that is still open has it. */
  take(bytes: Buffer, from: number, to: number): boolean;
  readonly alive: boolean;
  /** The readings that miss the fewest values; several if the order of day and month is open. `year`: this year. */
  forms(year: number): readonly OrderedForm[];
}

/** Values that a reading may miss before it is given up. */
export const mostMisses = 5;
const mostPatterns = 4;

/** A pattern that some values have. */
interface Pattern extends DateShape {
  readonly readStrict: Read | undefined;
  readonly readLenient: Read;
  /** A value needs one digit for a day, month or hour. */
  wide: boolean;
  /** Number of the last value that it was tried on, since readings share patterns, and what it made of it. */
  tried: number;
  found: number | bigint | undefined;
  hasOffset: boolean;
}

/** Reads a value; undefined if it is not one. */
type Read = (bytes: Buffer, from: number, to: number) => number | bigint | undefined;

interface Reading {
  readonly order: DateOrder;
  readonly patterns: Pattern[];
  misses: number;
  last: number | bigint | undefined;
}

const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?)?$/;
const midnight =
  /[T ,_-]0?0:00(?::00(?:[.,]0+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$|[T ,]12:00(?::00)? ?am$/i;

/** Makes the collector of a column. */
export function makeDates(): Dates {
  const readings: Reading[] = dateOrders.map((order) => ({
    order,
    patterns: [],
    misses: 0,
    last: undefined,
  }));
  let open = readings;
  let [timed, iso, before] = [0, true, ""];
  let allMidnight = true;
  let differ = false;
  // The greatest number of two digits that stands first, and last: one of them is the year.
  const years = { first: 0, last: 0 };
  const known = new Map<string, Pattern>();
  let [tick, isShort] = [0, false];

  function noteYears(text: string) {
    const first = /^(\d\d)[-/.]/.exec(text)?.[1];
    const last = /[^\d:](\d\d)(?:[T ,].*)?$/.exec(text)?.[1];
    if (first !== undefined) years.first = Math.max(years.first, Number(first));
    if (last !== undefined) years.last = Math.max(years.last, Number(last));
  }

  function takeText(text: string, bytes: Buffer, from: number, to: number): boolean {
    let fits = false;
    for (const reading of open) {
      reading.last = readBy(reading, text, bytes, from, to);
      if (reading.last === undefined) reading.misses++;
      else fits = true;
    }
    open = open.filter(({ misses }) => misses <= mostMisses);
    if (!fits) return false;
    const [one, ...others] = open.filter(({ last }) => last !== undefined);
    if (others.some(({ last }) => last !== one!.last)) differ = true;
    if (iso && !isoTime.test(text)) iso = false;
    // Once one time is not midnight, nothing more can be learnt.
    if ((timed === 0 || allMidnight) && (/:|T\d{4}/.test(text) || /^\d{12,}/.test(text))) {
      timed++;
      if (allMidnight && !midnight.test(text)) allMidnight = false;
    }
    return true;
  }

  /** What a reading makes of a value, by a pattern that it has or now gets. */
  function readBy(reading: Reading, text: string, bytes: Buffer, from: number, to: number) {
    for (const pattern of reading.patterns) {
      const found = by(pattern, bytes, from, to, tick);
      if (found !== undefined) return found;
    }
    const shape = shapeOf(text, reading.order);
    if (!shape || reading.patterns.length === mostPatterns) return undefined;
    if (reading.patterns.some(({ lenient }) => lenient === shape.lenient)) return undefined;
    const pattern = known.get(shape.lenient) ?? patternOf(shape);
    known.set(shape.lenient, pattern);
    const found = by(pattern, bytes, from, to, tick);
    if (/(?<!y)yy(?!y)/.test(shape.lenient)) isShort = true;
    if (found !== undefined) reading.patterns.push(pattern);
    return found;
  }

  return {
    take(bytes, from, to) {
      if (open.length === 0) return false;
      const text = bytes.toString("latin1", from, to);
      // Sorted dates come many times.
      if (text === before) return true;
      tick++;
      const fits = takeText(text, bytes, from, to);
      if (isShort) noteYears(text);
      before = fits ? text : "";
      return fits;
    },
    get alive() {
      return open.length > 0;
    },
    forms(year) {
      const fewest = Math.min(...open.map(({ misses }) => misses));
      const best = open.filter(({ misses, patterns }) => misses === fewest && patterns.length > 0);
      const type = timed === 0 || allMidnight ? "date" : "timestamp";
      const found = best.map(({ order, patterns, misses }): OrderedForm => {
        const dates = iso
          ? undefined
          : patterns.map((pattern) => (pattern.wide ? pattern.lenient : pattern.strict));
        const isShort = dates?.some((each) => /(?<!y)yy(?!y)/.test(each)) === true;
        return {
          order,
          misses,
          type,
          words: {
            ...(dates
              ? { dates: dates.map((each) => (isIsoPattern(each) ? "iso" : each)).filter(once) }
              : {}),
            ...(isShort ? { pivot: pivotOf(order === "ymd" ? years.first : years.last, year) } : {}),
            ...(timed > 0 && allMidnight ? { time: "midnight" } : {}),
          },
          hasOffset: patterns.every((pattern) => pattern.hasOffset),
        };
      });
      // The same dates either way.
      const different = found.filter(
        ({ words }, index) =>
          found.findIndex((other) => JSON.stringify(other.words) === JSON.stringify(words)) === index,
      );
      return differ ? different : different.slice(0, 1);
    },
  };
}

const once = (text: string, index: number, all: readonly string[]) => all.indexOf(text) === index;
const isIsoPattern = (pattern: string) =>
  /^yyyy-MM-dd(?:(?:'T'| )HH:mm:ss(?:\.S{1,6})?(?:XXX)?)?$/.test(pattern);

/** The first year that two digits can mean: none of the dates is more than ten years ahead. */
const pivotOf = (most: number, year: number): number =>
  most > (year + 10) % 100 && most < 70 ? year + 10 - 99 : 1970;

function by(
  pattern: Pattern,
  bytes: Buffer,
  from: number,
  to: number,
  tick: number,
): number | bigint | undefined {
  if (pattern.tried !== tick) {
    pattern.tried = tick;
    pattern.found = readWith(pattern, bytes, from, to);
  }
  return pattern.found;
}

function readWith(pattern: Pattern, bytes: Buffer, from: number, to: number): number | bigint | undefined {
  if (!pattern.wide && pattern.readStrict) {
    const found = pattern.readStrict(bytes, from, to);
    if (found !== undefined) return found;
  }
  const found = pattern.readLenient(bytes, from, to);
  if (found !== undefined) pattern.wide = true;
  return found;
}

function patternOf(shape: DateShape): Pattern {
  const { strict, lenient, hasTime } = shape;
  const readStrict = readerOf(strict, hasTime);
  return {
    ...shape,
    readStrict,
    readLenient: strict === lenient ? readStrict : readerOf(lenient, hasTime),
    wide: false,
    tried: -1,
    found: undefined,
    hasOffset: !hasTime || /X|Z|'(?:utc|gmt)'/i.test(strict),
  };
}

function readerOf(pattern: string, hasTime: boolean): Read {
  const plan: ReadColumn = {
    name: "date",
    type: hasTime ? "timestamp" : "date",
    nullable: false,
    from: {},
    prefix: "",
    nulls: [],
    nonFinite: [],
    form: { dates: [pattern], ...(/(?<!y)yy(?!y)/.test(pattern) ? { pivot: 1970 } : {}) },
  };
  const column = makeColumn(plan, 1) as ColumnOf<"int32" | "int64">;
  const reader = makeReader(plan, column);
  return (bytes, from, to) => (reader(bytes, from, to, 0) === undefined ? column.values[0] : undefined);
}
