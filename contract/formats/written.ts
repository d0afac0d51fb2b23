/** How values are written in raw files. What a contract does not say stays strict: ISO dates, a decimal point, true and false. */
import type { Shape } from "../check/shape";
import type { ShapeOf } from "../check/shape-of";
import { decimalOf, type ColumnType } from "../types";
import { hasField, hasTime, linesOf, momentKind, type MomentKind, type PatternLine } from "./date-pattern";

/** The form of a value, beyond the strict form of its type. */
export interface ValueForm {
  /**
   * For dates and timestamps: patterns (`dd/MM/yyyy HH:mm`, date-pattern.ts has the letters), `epoch s`, `epoch ms`, `epoch us`, or
   * `iso` for the strict form. The first that fits counts. Digits below a microsecond are cut. @default ["iso"]
   */
  readonly dates?: readonly string[];
  /** The first year that two digits can mean; 1970: from 1970 to 2069. Needed with `yy`. */
  readonly pivot?: number;
  /** The IANA time zone of times without an offset. @default UTC */
  readonly zone?: string;
  /** Which instant a local time means that the zone has twice. @default neither: `time_twice` */
  readonly twice?: "earlier" | "later";
  /** Which instant a local time means that the zone skips: by the offset after the gap, or before it. @default neither: `time_skipped` */
  readonly skipped?: "earlier" | "later";
  /** The decimal mark of a double or a decimal, and of an integer with `wholeZeros`. @default "." */
  readonly decimal?: "." | ",";
  /**
   * Stands between groups of three digits before the decimal mark. A blank is also a no-break space, narrow or not, and an apostrophe
   * also U+2019. @default none
   */
  readonly thousands?: "." | "," | " " | "'" | "_";
  /**
   * Strings that may stand before or after a number, such as `$`, `EUR` or `%`, with or without blanks between. The number stays as
   * written: `12 %` is 12. @default none
   */
  readonly signs?: readonly string[];
  /** `(1)` is -1. @default such a number is unreadable */
  readonly parentheses?: true;
  /** An integer may end with a decimal mark and zeros: `5.0` is 5. @default such an integer is unreadable */
  readonly wholeZeros?: true;
  /** What means true, as written, instead of `true` in any case. Needs `false`. */
  readonly true?: readonly string[];
  /** What means false, as written, instead of `false` in any case. Needs `true`. */
  readonly false?: readonly string[];
}

/** A word of `ValueForm`. */
export type FormWord = keyof ValueForm;

/** How a value is written in its place. */
export interface Written extends ValueForm {
  /** A required string before the value. @default "" */
  readonly prefix?: string;
  /**
   * For a date: allows a time of midnight behind it, and an offset behind that, as in `2024-03-04 00:00:00+09:00`. The value is the
   * day as written, whatever the offset. Any other time makes the record bad. With `dates`: for patterns that have a time.
   * @default a date alone
   */
  readonly time?: "midnight";
}

/** The shapes of the words of a form. */
const formFields = {
  dates: { list: "text" },
  pivot: "number",
  zone: "text",
  twice: { oneOf: ["earlier", "later"] },
  skipped: { oneOf: ["earlier", "later"] },
  decimal: { oneOf: [".", ","] },
  thousands: { oneOf: [".", ",", " ", "'", "_"] },
  signs: { list: "text" },
  parentheses: "true",
  wholeZeros: "true",
  true: { list: "text" },
  false: { list: "text" },
} as const;

/** The shape of a layout's `values`: the forms of all its columns whose places do not say otherwise. */
export const valuesShape = { fields: {}, optional: formFields } as const satisfies ShapeOf<ValueForm>;

/** The shape of a place whose value may be written in a form of its own. `own`: the other words of the place. */
export const writtenShape = (
  fields: Readonly<Record<string, Shape>>,
  own: Readonly<Record<string, Shape>> = {},
): Shape => ({
  fields,
  optional: { ...own, prefix: "text", time: { oneOf: ["midnight"] }, ...formFields },
});

/** All words of a form, in the order in which a page says them. */
export const formWords = Object.keys(formFields) as readonly FormWord[];

const isInteger = (type: ColumnType) => type === "int" || type === "bigint";
const isNumber = (type: ColumnType) => isInteger(type) || type === "double" || decimalOf(type) !== undefined;
const isMoment = (type: ColumnType) => type === "date" || type === "timestamp";
const isBoolean = (type: ColumnType) => type === "boolean";

/** The types that take a word, and how to say them. */
export const takers: {
  readonly [Word in FormWord]: { readonly takes: (type: ColumnType) => boolean; readonly types: string };
} = {
  dates: { takes: isMoment, types: "dates and timestamps" },
  pivot: { takes: isMoment, types: "dates and timestamps" },
  zone: { takes: isMoment, types: "timestamps" },
  twice: { takes: isMoment, types: "timestamps" },
  skipped: { takes: isMoment, types: "timestamps" },
  decimal: { takes: isNumber, types: "numbers" },
  thousands: { takes: isNumber, types: "numbers" },
  signs: { takes: isNumber, types: "numbers" },
  parentheses: { takes: isNumber, types: "numbers" },
  wholeZeros: { takes: isInteger, types: "integers" },
  true: { takes: isBoolean, types: "booleans" },
  false: { takes: isBoolean, types: "booleans" },
};

/**
 * The form of a column's values: the words of its place, then those of its layout's `values` that its type takes. Undefined if that
 * is the strict form of its type.
 */
export function formOf(type: ColumnType, own: Written, values: ValueForm = {}): ValueForm | undefined {
  const all = { ...values, ...own };
  const said = formWords.filter((word) => all[word] !== undefined && takers[word].takes(type));
  const words: ValueForm = Object.fromEntries(said.map((word) => [word, all[word]]));
  const form = isMoment(type) ? momentForm(type, own, words) : numberForm(type, words);
  return Object.keys(form).length > 0 ? form : undefined;
}

/** Without a decimal mark that is the point, or that an integer does not have. */
function numberForm(type: ColumnType, { decimal, ...form }: ValueForm): ValueForm {
  const isMark = decimal === "," && (!isInteger(type) || form.wholeZeros);
  return { ...(isMark ? { decimal } : {}), ...form };
}

/** Without the words of a layout's `values` that are for other forms of dates than the column has, and without UTC. */
function momentForm(type: ColumnType, own: Written, form: ValueForm): ValueForm {
  const isDate = type === "date";
  const kind = momentKind(type, own.time);
  const shared = form.dates?.filter((each) => isFor(each, kind));
  // Of the forms that columns share, none may be for this one.
  const dates = own.dates ?? (shared?.length === 0 && form.dates!.length > 0 ? undefined : shared);
  const lines = (dates ?? ["iso"]).map((each) => linesOf(each, kind));
  const has = (test: (line: PatternLine) => boolean) =>
    lines.some((each) => typeof each !== "string" && each.some(test));
  const needsPivot = has((line) => hasField(line, "shortYear"));
  const needsZone = has((line) => (isDate ? hasField(line, "epoch") : isLocal(line)));
  const zone = needsZone && form.zone !== "UTC" ? form.zone : undefined;
  return {
    ...(dates === undefined || (dates.length === 1 && dates[0] === "iso") ? {} : { dates }),
    ...(needsPivot && form.pivot !== undefined ? { pivot: form.pivot } : {}),
    ...(zone === undefined ? {} : { zone }),
    ...(zone === undefined || isDate || !form.twice ? {} : { twice: form.twice }),
    ...(zone === undefined || isDate || !form.skipped ? {} : { skipped: form.skipped }),
  };
}

/** True if a line has a time without an offset. */
const isLocal = (line: PatternLine) => !hasField(line, "offset") && !hasField(line, "epoch");

/** Whether a form of a layout's `values` is for columns of a kind. */
function isFor(form: string, kind: MomentKind): boolean {
  const lines = linesOf(form, kind);
  if (typeof lines === "string" || form === "iso" || kind === "midnight") return true;
  const isTimed = lines.some((line) => hasTime(line) || hasField(line, "epoch"));
  return isTimed === (kind === "timestamp");
}

const code = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join(" or ");

/** The words of a form in prose, one phrase each. */
const phrases: { readonly [Word in FormWord]: (value: NonNullable<ValueForm[Word]>) => string } = {
  dates: (forms) => `written as ${code(forms)}`,
  pivot: (first) => `years of two digits from ${first} to ${first + 99}`,
  zone: (zone) => `local times of ${zone}`,
  twice: (which) => `the ${which} of two times where clocks go back`,
  skipped: (which) => `the ${which} reading of a time that clocks skip`,
  decimal: (mark) => `decimals after \`${mark}\``,
  thousands: (mark) => (mark === " " ? "thousands apart by blanks" : `thousands apart by \`${mark}\``),
  signs: (signs) => `with or without ${code(signs)}`,
  parentheses: () => "negative in parentheses",
  wholeZeros: () => "integers with or without zeros after the decimal mark",
  true: (words) => `${code(words)} for true`,
  false: (words) => `${code(words)} for false`,
};

/** A form in prose: "decimals after `,`, thousands apart by `.`"; empty for the strict form. */
export function formInWords(form: ValueForm): string {
  return formWords
    .flatMap((word) => {
      const value = form[word];
      return value === undefined ? [] : [(phrases[word] as (value: unknown) => string)(value)];
    })
    .join(", ");
}

/** How a value is written, in words that follow its place. */
export function writtenInWords({ prefix, time, ...form }: Written): string {
  const parts = [
    prefix ? `after the text \`${prefix}\`` : "",
    time ? "the day of a local midnight" : "",
    formInWords(form),
  ];
  return parts.map((part) => part && `, ${part}`).join("");
}
