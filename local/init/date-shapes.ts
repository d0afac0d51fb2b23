/** Which patterns a date or time may be written in, by how one looks. */

/** The order of the parts of a date that is written in numbers alone. */
export type DateOrder = "dmy" | "mdy" | "ymd";

export const dateOrders: readonly DateOrder[] = ["dmy", "mdy", "ymd"];

/** A way to write dates. */
export interface DateShape {
  /** With two digits for days, months and hours. */
  readonly strict: string;
  /** With one or two digits. */
  readonly lenient: string;
  readonly hasTime: boolean;
}

const months = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
const fullMonths = /^(january|february|march|april|june|july|august|september|october|november|december)$/i;
const weekdays = "(?:mon|tue|wed|thu|fri|sat|sun)";
const month = `(${months}[a-z]*)`;
const weekday = `(?:(${weekdays}[a-z]*)(,? ))?`;
const rest = "(?:([T ,:_-]+|, )(\\d.*))?";

const compile = (date: string) => new RegExp(`^${weekday}${date}${rest}$`, "i");
const numbers = compile("(\\d{1,4})([-/. ])(\\d{1,2})\\4(\\d{1,4})");
const dayMonth = compile(`(\\d{1,2})([-/. ]?)${month}([-/. ]|, )(\\d{4}|\\d{2})`);
const monthDay = compile(`${month}([-/. ]+)(\\d{1,2})(, ?|[-/. ])(\\d{4}|\\d{2})`);
const yearMonth = compile(`(\\d{4})([-/. ])${month}\\4(\\d{1,2})`);
const digitsOnly =
  /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:(T?)([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(Z)?)?$/;
const unixDate = new RegExp(
  `^(${weekdays}) (${months})( +)(\\d{1,2}) (\\d{2}:\\d{2}:\\d{2}) (?:([+-]\\d{4}) )?(\\d{4})$`,
  "i",
);
const time =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:([.,])(\d{1,9}))?)?(?:( ?)([ap]m))?(?:( ?)(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/i;

/** The way in which a text is written if its numbers have this order; undefined if it is no date. */
export function shapeOf(text: string, order: DateOrder): DateShape | undefined {
  if (text.length < 6 || text.length > 40) return undefined;
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return fromNumbers(text, order);
  return fromWords(text);
}

function fromNumbers(text: string, order: DateOrder): DateShape | undefined {
  const [, , , one, between = "", , three, gap, clock] = numbers.exec(text) ?? [];
  if (one !== undefined && three !== undefined) {
    const parts = partsOf(one, three, order);
    return parts && shaped(parts.join(literal(between)), gap, clock);
  }
  const packed = digitsOnly.exec(text);
  if (packed) {
    const [, , , t = "", hour, , second, zulu] = packed;
    const pattern = `yyyyMMdd${literal(t)}${hour === undefined ? "" : `HHmm${second === undefined ? "" : "ss"}`}${zulu ? "X" : ""}`;
    return { strict: pattern, lenient: pattern, hasTime: hour !== undefined };
  }
  const middle = dayMonth.exec(text);
  if (middle) {
    const [, , , , before = "", name = "", after = "", year = "", at, of] = middle;
    return shaped(`d${literal(before)}${monthLetters(name)}${literal(after)}${yearLetters(year)}`, at, of);
  }
  const last = yearMonth.exec(text);
  if (!last) return undefined;
  const [, , , , mark = "", name = "", , at, of] = last;
  return shaped(`yyyy${literal(mark)}${monthLetters(name)}${literal(mark)}d`, at, of);
}

function fromWords(text: string): DateShape | undefined {
  const unix = unixDate.exec(text);
  if (unix) {
    const [, , , blanks = "", , , offset] = unix;
    return bothWidths(`EEE MMM${blanks}d HH:mm:ss${offset === undefined ? "" : " Z"} yyyy`, true);
  }
  const named = monthDay.exec(text);
  if (named) {
    const [, day, comma = "", name = "", before = "", , after = "", year = "", at, of] = named;
    const date = `${monthLetters(name)}${literal(before)}d${literal(after)}${yearLetters(year)}`;
    return shaped(`${dayLetters(day, comma)}${date}`, at, of);
  }
  const middle = dayMonth.exec(text);
  if (!middle) return undefined;
  const [, day, comma = "", , before = "", name = "", after = "", year = "", at, of] = middle;
  const date = `d${literal(before)}${monthLetters(name)}${literal(after)}${yearLetters(year)}`;
  return shaped(`${dayLetters(day, comma)}${date}`, at, of);
}

/** The letters of three numbers in an order; undefined if their lengths do not fit it. */
function partsOf(one: string, three: string, order: DateOrder): readonly string[] | undefined {
  if (one.length === 4) return three.length <= 2 ? ["yyyy", "M", "d"] : undefined;
  if (one.length > 2 || (three.length !== 2 && three.length !== 4 && order !== "ymd")) return undefined;
  if (three.length === 4)
    return order === "dmy" ? ["d", "M", "yyyy"] : order === "mdy" ? ["M", "d", "yyyy"] : undefined;
  if (order === "ymd") return one.length === 2 && three.length <= 2 ? ["yy", "M", "d"] : undefined;
  return order === "dmy" ? ["d", "M", "yy"] : ["M", "d", "yy"];
}

/** A date with its time, if it has one. */
function shaped(date: string, gap: string | undefined, clock: string | undefined): DateShape | undefined {
  if (clock === undefined) return bothWidths(date, false);
  const found = time.exec(clock);
  if (!found) return undefined;
  const [, , , second, mark, fraction = "", before = "", half, space = "", offset] = found;
  const letters = [
    date,
    literal(gap ?? ""),
    half === undefined ? "H" : "h",
    ":mm",
    second === undefined ? "" : ":ss",
    mark === undefined ? "" : `${mark}${"S".repeat(fraction.length <= 6 ? 6 : 9)}`,
    half === undefined ? "" : `${before}a`,
    offset === undefined ? "" : `${space}${offsetLetters(offset)}`,
  ].join("");
  return bothWidths(letters, true);
}

const monthLetters = (name: string) => (fullMonths.test(name) ? "MMMM" : "MMM");
const yearLetters = (year: string) => (year.length === 4 ? "yyyy" : "yy");
const dayLetters = (day: string | undefined, comma: string) =>
  day === undefined ? "" : `${day.length > 3 ? "EEEE" : "EEE"}${literal(comma)}`;

function offsetLetters(offset: string): string {
  if (/^(utc|gmt)$/i.test(offset)) return `'${offset}'`;
  if (/^[+-]\d{2}$/.test(offset)) return "X";
  return /^[+-]\d{4}$/.test(offset) ? "XX" : "XXX";
}

/** Text as a pattern: letters in quotes. */
const literal = (text: string) => text.replace(/[A-Za-z]+/g, (letters) => `'${letters}'`);

function bothWidths(lenient: string, hasTime: boolean): DateShape {
  const strict = lenient.replace(/'[^']*'|(?<![A-Za-z])[dMHh](?![A-Za-z])/g, (letter) =>
    letter.length === 1 ? letter + letter : letter,
  );
  return { strict, lenient, hasTime };
}
