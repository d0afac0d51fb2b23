/** Patterns of dates and times, in the letters of CLDR and java.time: `dd/MM/yyyy HH:mm[:ss]`. */

const months = [
  ...["january", "february", "march", "april", "may", "june"],
  ...["july", "august", "september", "october", "november", "december"],
];
const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const short = (names: readonly string[]) => names.map((name) => name.slice(0, 3));

/** What an item of a pattern says of a moment. `hour12` counts from 12, 1, 2 to 11 and needs `half`. */
export type MomentField =
  | "year"
  | "shortYear"
  | "month"
  | "day"
  | "weekday"
  | "hour"
  | "hour12"
  | "half"
  | "minute"
  | "second"
  | "fraction"
  | "offset"
  | "epoch";

/** An item of a pattern. */
export type PatternItem =
  /** From `least` to `most` digits, whose number must be in the field's range. */
  | { readonly kind: "digits"; readonly field: MomentField; readonly least: number; readonly most: number }
  /** One of these words in any case; its index, from `first`, is the value. */
  | {
      readonly kind: "word";
      readonly field: MomentField;
      readonly words: readonly string[];
      readonly first: number;
    }
  /** `Z` if `zulu`; a sign, two digits of hours and, in one of these ways, two of minutes: none, together, after a colon. */
  | {
      readonly kind: "offset";
      readonly field: "offset";
      readonly zulu: boolean;
      readonly minutes: readonly ("none" | "together" | "colon")[];
    }
  /** The string itself. */
  | { readonly kind: "text"; readonly text: string };

/** The least and greatest number of each field of digits. */
export const fieldRanges: Readonly<Partial<Record<MomentField, readonly [least: number, most: number]>>> = {
  year: [0, 9999],
  shortYear: [0, 99],
  month: [1, 12],
  day: [1, 31],
  hour: [0, 23],
  hour12: [1, 12],
  minute: [0, 59],
  second: [0, 59],
};

/** The greatest offset from UTC, in minutes. */
export const mostOffset = 18 * 60;

const digits = (field: MomentField, least: number, most = least): PatternItem => ({
  kind: "digits",
  field,
  least,
  most,
});
const word = (field: MomentField, words: readonly string[], first: number): PatternItem => ({
  kind: "word",
  field,
  words,
  first,
});
const offset = (zulu: boolean, ...minutes: readonly ("none" | "together" | "colon")[]): PatternItem => ({
  kind: "offset",
  field: "offset",
  zulu,
  minutes,
});

/** The runs of letters that mean something, besides those of `S`. */
const letters: Readonly<Record<string, PatternItem>> = {
  yyyy: digits("year", 4),
  yy: digits("shortYear", 2),
  MMMM: word("month", months, 1),
  MMM: word("month", short(months), 1),
  MM: digits("month", 2),
  M: digits("month", 1, 2),
  dd: digits("day", 2),
  d: digits("day", 1, 2),
  EEEE: word("weekday", weekdays, 0),
  EEE: word("weekday", short(weekdays), 0),
  HH: digits("hour", 2),
  H: digits("hour", 1, 2),
  hh: digits("hour12", 2),
  h: digits("hour12", 1, 2),
  a: word("half", ["am", "pm"], 0),
  mm: digits("minute", 2),
  m: digits("minute", 1, 2),
  ss: digits("second", 2),
  s: digits("second", 1, 2),
  X: offset(true, "none", "together"),
  XX: offset(true, "together"),
  XXX: offset(true, "colon"),
  Z: offset(false, "together"),
};

/** What forms of dates are read as: dates alone, dates with or without a time of midnight, or timestamps. */
export type MomentKind = "date" | "midnight" | "timestamp";

/** What a column's dates are read as. */
export const momentKind = (type: string, time: "midnight" | undefined): MomentKind =>
  type !== "date" ? "timestamp" : (time ?? "date");

const isoDate = ["yyyy-MM-dd"];
const isoTimes = ["yyyy-MM-dd'T'HH:mm:ss[.SSSSSS][XXX]", "yyyy-MM-dd HH:mm:ss[.SSSSSS][XXX]"];

/** The strict form, as patterns. */
const iso: Readonly<Record<MomentKind, readonly string[]>> = {
  date: isoDate,
  midnight: [...isoDate, ...isoTimes],
  timestamp: isoTimes,
};

/** How many digits of a count are below a second, by the name of its form. */
export const epochs: Readonly<Record<string, number>> = { "epoch s": 0, "epoch ms": 3, "epoch us": 6 };

/** True if a form of `dates` counts since 1970. */
export const isEpoch = (form: string): boolean => Object.hasOwn(epochs, form);

/** One way to write a moment: the items of a pattern, with its optional parts decided. */
export type PatternLine = readonly PatternItem[];

/** At most so many ways of one pattern to write a moment. */
const mostLines = 32;

/** The ways in which a form of `dates` writes a moment, each once; a sentence without its subject if it is not a form. */
export function linesOf(form: string, kind: MomentKind): readonly PatternLine[] | string {
  if (isEpoch(form)) return epochLines;
  if (form === "iso") return iso[kind].flatMap((pattern) => linesOf(pattern, kind) as readonly PatternLine[]);
  const parsed = parse(form);
  if (typeof parsed === "string") return parsed;
  const fault = parsed.map(lineFault).find((each) => each !== undefined);
  return fault ?? parsed;
}

/** Whether a line says a time of the day. */
export const hasTime = (line: PatternLine): boolean =>
  line.some((item) => item.kind !== "text" && (item.field === "hour" || item.field === "hour12"));

/** Whether a line has a field. */
export const hasField = (line: PatternLine, field: MomentField): boolean =>
  line.some((item) => item.kind !== "text" && item.field === field);

/** An epoch: an integer or a decimal, of at most the digits of the year 9999 in microseconds. */
const epochLines: readonly PatternLine[] = [[], [{ kind: "text", text: "-" } as const]].flatMap((sign) => [
  [...sign, digits("epoch", 1, 18)],
  [...sign, digits("epoch", 1, 18), { kind: "text", text: "." }, digits("fraction", 1, 9)],
]);

function parse(pattern: string): PatternLine[] | string {
  const directive = /%[A-Za-z]/.exec(pattern);
  if (directive) return `has "${directive[0]}"; write letters instead, as in dd/MM/yyyy HH:mm:ss`;
  // Each open bracket begins with the lines so far; its end adds those with what is in it.
  let lines: PatternItem[][] = [[]];
  const open: PatternItem[][][] = [];
  const add = (item: PatternItem) => {
    lines = lines.map((line) => [...line, item]);
  };
  for (let at = 0; at < pattern.length;) {
    const character = pattern[at]!;
    if (character === "[") {
      open.push(lines);
      at++;
    } else if (character === "]") {
      const before = open.pop();
      if (!before) return 'has a "]" without a "["';
      // The longer first.
      lines = [...lines, ...before];
      if (lines.length > mostLines) return "has too many optional parts; write several patterns instead";
      at++;
    } else if (character === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
      if (!quoted) return "has a quote (') that is not closed";
      add({ kind: "text", text: quoted[1] === "" ? "'" : quoted[1]!.replaceAll("''", "'") });
      at += quoted[0].length;
    } else if (/[A-Za-z]/.test(character)) {
      const run = /^(.)\1*/.exec(pattern.slice(at))![0];
      const item = /^S{1,9}$/.test(run) ? digits("fraction", 1, run.length) : letters[run];
      if (!item) return unknownLetters(run);
      add(item);
      at += run.length;
    } else {
      const text = String.fromCodePoint(pattern.codePointAt(at)!);
      add({ kind: "text", text });
      at += text.length;
    }
  }
  if (open.length > 0) return 'has a "[" without a "]"';
  return lines;
}

/** What is meant by letters that CLDR has and we do not, or that other programs use. */
const meant: Readonly<Record<string, string>> = {
  Y: "yyyy",
  D: "dd",
  A: "a",
  K: "h",
  k: "H",
  x: "X",
  L: "MM",
  e: "EEE",
};

function unknownLetters(run: string): string {
  const same = [...Object.keys(letters), "S to SSSSSSSSS"].filter((known) => known.startsWith(run[0]!));
  if (same.length > 0) return `has "${run}", which is not one of ${same.join(", ")}`;
  const other = meant[run[0]!];
  return `has "${run}", which means nothing (${other ? `did you mean ${other}?` : `write '${run}' if it stands for itself`})`;
}

const order = ["second", "minute", "hour"] as const;

/** What a line lacks to be a moment, or has too much of. */
function lineFault(line: PatternLine): string | undefined {
  const fields = line.flatMap((item) => (item.kind === "text" ? [] : [coarse(item.field)]));
  const twice = fields.find((field, index) => fields.indexOf(field) < index);
  if (twice) return `says the ${names[twice] ?? twice} twice`;
  const lacks = (one: MomentField, needed: MomentField) => fields.includes(one) && !fields.includes(needed);
  if (!fields.includes("year")) return "has no year (yyyy, or yy with `pivot`)";
  if (lacks("day", "month"))
    return fields.includes("minute") && !fields.includes("hour")
      ? "has minutes (mm, m) where the month (MM, M) seems to be meant"
      : "has a day without a month";
  if (lacks("hour", "day")) return "has a time without a day";
  if (hasField(line, "hour12") !== hasField(line, "half"))
    return hasField(line, "half")
      ? "has a (AM or PM) without h; HH counts to 23 without it"
      : "has h, which counts to 12, without a (AM or PM); write H for hours to 23";
  if (lacks("weekday", "day")) return "has a weekday without a day";
  for (const [index, field] of order.slice(0, -1).entries())
    if (lacks(field, order[index + 1]!)) return `has ${field}s without ${order[index + 1]}s`;
  if (lacks("fraction", "second")) return "has a fraction (S) without seconds";
  if (lacks("offset", "hour")) return "has an offset without a time";
  return undefined;
}

const coarse = (field: MomentField): MomentField =>
  field === "shortYear" ? "year" : field === "hour12" ? "hour" : field;
const names: Readonly<Partial<Record<MomentField, string>>> = { half: "half of the day (a)" };
