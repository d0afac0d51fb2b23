/** Finds a string that two patterns of dates, or one in two ways, read as two moments. */
import { fieldRanges, mostOffset, type PatternItem, type PatternLine } from "./date-pattern";
import { daysOf, fullHour, fullYear, weekdayOf } from "./moment";

/** What decides which moment the fields of a line are. */
export interface MomentRules {
  /** A date: its time is midnight. */
  readonly isDate: boolean;
  readonly pivot: number;
  /** True if a time without an offset is in a zone other than UTC. */
  readonly hasZone: boolean;
}

/** A character of a line: a digit of a field, or a character as it is or, if `anyCase`, in either case. */
type Piece =
  { readonly field: string; readonly first: boolean } | { readonly text: string; readonly anyCase: boolean };

/** One way to write an item. `value`: the field's value, where digits do not say it. */
interface Choice {
  readonly pieces: readonly Piece[];
  readonly value?: readonly [field: string, value: number];
}

/** Where the digits of each field stand in a string, and the values of the other fields. */
interface Reading {
  readonly digits: Readonly<Record<string, readonly [start: number, end: number]>>;
  readonly values: Readonly<Record<string, number>>;
}

/** The characters that two lines have in common: a character, or undefined for any digit. */
interface Common {
  readonly characters: readonly (string | undefined)[];
  readonly readings: readonly [Reading, Reading];
}

const digitPieces = (field: string, count: number): Piece[] =>
  Array.from({ length: count }, (_, at) => ({ field, first: at === 0 }));
const textPieces = (text: string, anyCase = false): Piece[] =>
  text.split("").map((character) => ({ text: character, anyCase }));

function choicesOf(item: PatternItem): Choice[] {
  switch (item.kind) {
    case "text":
      return [{ pieces: textPieces(item.text) }];
    case "digits":
      return Array.from({ length: item.most - item.least + 1 }, (_, more) => ({
        pieces: digitPieces(item.field, item.least + more),
      }));
    case "word":
      return item.words.map((word, index) => ({
        pieces: textPieces(word, true),
        value: [item.field, index + item.first],
      }));
    case "offset": {
      const hours = digitPieces("offsetHour", 2);
      const minutes = digitPieces("offsetMinute", 2);
      const tails = {
        none: hours,
        together: [...hours, ...minutes],
        colon: [...hours, ...textPieces(":"), ...minutes],
      };
      const signed = [1, -1].flatMap((sign) =>
        item.minutes.map((written): Choice => ({
          pieces: [...textPieces(sign > 0 ? "+" : "-"), ...tails[written]],
          value: ["offset", sign],
        })),
      );
      return item.zulu ? [{ pieces: textPieces("Z"), value: ["offset", 0] }, ...signed] : signed;
    }
  }
}

/** A line, read up to some character. */
interface Cursor {
  readonly line: PatternLine;
  /** Items begun. */
  readonly begun: number;
  /** What is left of the last one. */
  readonly pieces: readonly Piece[];
  readonly reading: Reading;
}

/** A cursor that has characters left; for a line that has ended, itself. */
function begin(cursor: Cursor): Cursor[] {
  const item = cursor.line[cursor.begun];
  if (cursor.pieces.length > 0 || !item) return [cursor];
  return choicesOf(item).map(({ pieces, value }) => ({
    ...cursor,
    begun: cursor.begun + 1,
    pieces,
    reading: value
      ? { ...cursor.reading, values: { ...cursor.reading.values, [value[0]]: value[1] } }
      : cursor.reading,
  }));
}

function step(cursor: Cursor, at: number): Cursor {
  const [piece, ...pieces] = cursor.pieces;
  if (!piece || !("field" in piece)) return { ...cursor, pieces };
  const { digits, values } = cursor.reading;
  const start = piece.first ? at : digits[piece.field]![0];
  return { ...cursor, pieces, reading: { values, digits: { ...digits, [piece.field]: [start, at + 1] } } };
}

/** The character that two pieces have in common; undefined for any digit; null if they have none. */
function commonCharacter(one: Piece, other: Piece): string | undefined | null {
  if ("field" in one) {
    if ("field" in other) return undefined;
    return /^[0-9]$/.test(other.text) ? other.text : null;
  }
  if ("field" in other) return commonCharacter(other, one);
  if (one.text === other.text) return one.text;
  const isSame = one.text.toLowerCase() === other.text.toLowerCase();
  if (isSame && one.anyCase) return other.text;
  return isSame && other.anyCase ? one.text : null;
}

/** All that two lines have in common. */
function* commonStrings(one: Cursor, other: Cursor, characters: (string | undefined)[]): Generator<Common> {
  for (const a of begin(one))
    for (const b of begin(other)) {
      const [left, right] = [a.pieces[0], b.pieces[0]];
      if (!left && !right) yield { characters, readings: [a.reading, b.reading] };
      if (!left || !right) continue;
      const character = commonCharacter(left, right);
      const at = characters.length;
      if (character !== null) yield* commonStrings(step(a, at), step(b, at), [...characters, character]);
    }
}

/** A moment as a string, to compare; undefined if there is none. */
function momentOf({ digits, values }: Reading, text: string, rules: MomentRules): string | undefined {
  const field = (name: string): number | undefined => {
    const place = digits[name];
    return place ? Number(text.slice(...place)) : values[name];
  };
  const whole = digits["epoch"];
  // Another moment than that of any pattern, but for a few.
  if (whole) return `epoch ${text}`;
  const year = field("year") ?? fullYear(field("shortYear")!, rules.pivot);
  const days = daysOf(year, field("month") ?? 1, field("day") ?? 1);
  const weekday = values["weekday"];
  if (Number.isNaN(days) || (weekday !== undefined && weekday !== weekdayOf(days))) return undefined;
  const hour12 = field("hour12");
  const hour = hour12 === undefined ? (field("hour") ?? 0) : fullHour(hour12, values["half"]!);
  if (rules.isDate) return hour === 0 ? String(days) : undefined;
  const minutes = (days * 24 + hour) * 60 + (field("minute") ?? 0);
  const fraction = digits["fraction"] ? text.slice(...digits["fraction"]).replace(/0+$/, "") : "";
  const rest = `${field("second") ?? 0}.${fraction}`;
  const sign = values["offset"];
  if (sign === undefined) return `${rules.hasZone ? "local " : ""}${minutes}:${rest}`;
  const offset = 60 * (field("offsetHour") ?? 0) + (field("offsetMinute") ?? 0);
  return offset > mostOffset ? undefined : `${minutes - sign * offset}:${rest}`;
}

/** The ranges of a field's digits. */
function rangeOf(field: string, { isDate }: MomentRules): readonly [number, number] {
  if (isDate && ["hour", "minute", "second", "fraction"].includes(field)) return [0, 0];
  if (isDate && field === "hour12") return [12, 12];
  if (field === "offsetHour") return [0, mostOffset / 60];
  if (field === "offsetMinute") return [0, 59];
  return (fieldRanges as Readonly<Record<string, readonly [number, number]>>)[field] ?? [0, Infinity];
}

/** Digits tried for one common form before it counts as one that both lines read alike. */
const mostTries = 5_000;

/** A string of a common form that the readings take for two moments. */
function witnessOf({ characters, readings }: Common, rules: MomentRules): string | undefined {
  const places = readings.flatMap(({ digits }) =>
    Object.entries(digits).map(([field, [start, end]]) => ({ start, end, range: rangeOf(field, rules) })),
  );
  let tries = 0;
  const fits = (text: string) =>
    places.every(({ start, end, range: [least, most] }) => {
      if (text.length <= start) return true;
      const known = text.slice(start, end);
      const scale = 10 ** Math.max(0, end - text.length);
      const number = Number(known) * scale;
      return number <= most && number + scale - 1 >= least;
    });
  const search = (text: string): string | undefined => {
    const at = text.length;
    if (at === characters.length) {
      const [one, other] = readings.map((reading) => momentOf(reading, text, rules));
      return one !== undefined && other !== undefined && one !== other ? text : undefined;
    }
    const character = characters[at];
    for (let digit = 0; digit < (character === undefined ? 10 : 1); digit++) {
      if (++tries > mostTries) return undefined;
      // Begins with another digit at each place, so that the fields differ soon.
      const next = text + (character ?? String((digit + at + 1) % 10));
      const found = fits(next) ? search(next) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search("");
}

/** True if two readings say the same of every string. */
function isSameReading([one, other]: Common["readings"], { hasZone }: MomentRules): boolean {
  const told = ({ digits, values }: Reading) => {
    // A weekday decides nothing, and `Z` nothing where all times are in UTC.
    const decisive = Object.entries(values).filter(
      ([field, value]) => field !== "weekday" && (field !== "offset" || value !== 0 || hasZone),
    );
    return JSON.stringify([Object.entries(digits).sort(), decisive.sort()]);
  };
  return told(one) === told(other);
}

/** A string that two lines read as two moments; undefined if there is none. */
export function overlapOf(one: PatternLine, other: PatternLine, rules: MomentRules): string | undefined {
  const start = (line: PatternLine): Cursor => ({
    line,
    begun: 0,
    pieces: [],
    reading: { digits: {}, values: {} },
  });
  for (const common of commonStrings(start(one), start(other), [])) {
    const found = isSameReading(common.readings, rules) ? undefined : witnessOf(common, rules);
    if (found !== undefined) return found;
  }
  return undefined;
}
