/** The type of each column and how its values are written, by what they have in common. */
import type { ValueForm } from "../../contract/formats";
import type { ColumnType } from "../../contract/types";
import type { DateOrder } from "./date-shapes";
import type { DateForm, OrderedForm } from "./dates";
import type { NumberReading, Numbers } from "./numbers";
import type { Values } from "./values";

/** A column as the contract will have it, besides its place. */
export interface FoundColumn {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Strings that mean null, if they are not the type's default. */
  readonly nulls?: readonly string[];
  /** Non-finite values that occur. */
  readonly nonFinite?: readonly ("Infinity" | "-Infinity")[];
  /** How its values are written. */
  readonly words: ValueForm & DateForm["words"];
  readonly unsure: readonly Doubt[];
}

/** What is not certain about a column. */
export interface Doubt {
  /** Doubts of one kind are said once, for all their columns. */
  readonly kind: string;
  /** Follows the columns' names and a colon. */
  readonly text: string;
}

/** What is known besides the values of a column. */
export interface TypeContext {
  /** The column's name in the files. */
  readonly header: string;
  /** An empty value is no value. */
  readonly emptyIsNull: boolean;
  /** The decimal sign of numbers that may have either: as you said, or as other columns of the file surely have. */
  readonly decimal?: "." | "," | undefined;
  /** The order of dates that may have several. */
  readonly dates?: DateOrder | undefined;
  /** The column holds strings, whatever they look like; says why, or is empty. */
  readonly string?: string | undefined;
  readonly year: number;
  /** How the file separates fields, if by delimiters. */
  readonly delimiter?: unknown;
  /** The column's values are JSON numbers. */
  readonly isJsonNumber?: boolean;
}

/** A question about a column: its values fit several readings. */
export interface Question {
  readonly kind: "dates" | "decimal";
  readonly example: string;
  /** What `--dates` or `--decimal` may be, and what that means. */
  readonly answers: readonly { readonly answer: string; readonly means: string }[];
}

const orders = { dmy: "day first", mdy: "month first", ymd: "year first" } as const;

/** The decimal sign that columns surely have; undefined if none has, or if they differ. */
export function decimalSign(columns: readonly Values[]): "." | "," | undefined {
  const signs = new Set(
    columns.flatMap(({ numbers, given }) => {
      const readings = numbers.alive && numbers.count > 0 ? numbers.readings() : [];
      const [reading] = readings;
      const sure = readings.length === 1 && reading && isFew(reading.misses, given);
      return sure && (reading.facts.fraction > 0 || reading.thousands) ? [reading.decimal] : [];
    }),
  );
  return signs.size === 1 ? [...signs][0] : undefined;
}

/** True if so few values are odd that they are mistakes. */
export const isFew = (misses: number, given: number): boolean =>
  misses === 0 || (given >= 20 && misses <= Math.max(1, Math.min(3, given / 100)));

/** The type of a column, or a question about it. */
export function typeOf(values: Values, context: TypeContext): FoundColumn | Question {
  const { missing, empty, example } = values;
  const isNull = missing > 0 || (context.emptyIsNull && empty > 0);
  const typed = context.string === undefined && example !== undefined ? typedAs(values, context) : undefined;
  if (typed && "kind" in typed) return typed;
  if (!typed) {
    const unsure = context.string
      ? [doubt(context.string)]
      : example === undefined
        ? [doubt("no value in any record")]
        : whyString(values).map(doubt);
    const nulls = context.emptyIsNull && isNull ? { nulls: [""] } : {};
    return {
      type: "string",
      nullable: isNull,
      ...nulls,
      words: {},
      unsure: context.string === "" ? [] : unsure,
    };
  }
  const words = [...values.nullWords.keys()];
  return {
    ...typed,
    nullable: isNull || empty > 0 || values.blank > 0 || words.length > 0,
    ...(words.length > 0 ? { nulls: ["", ...words] } : {}),
    unsure: [
      ...(words.length > 0
        ? [doubt(`${words.map((word) => JSON.stringify(word)).join(", ")} means "no value"`)]
        : []),
      ...typed.unsure,
    ],
  };
}

const doubt = (text: string): Doubt => ({ kind: text, text });

type Typed = Pick<FoundColumn, "type" | "words" | "unsure">;

function typedAs(values: Values, context: TypeContext): Typed | Question | undefined {
  const { numbers, dates, given } = values;
  const readings = numbers.alive && numbers.count > 0 ? numbers.readings() : [];
  const forms = dates.alive ? dates.forms(context.year) : [];
  const isNumber = readings.length > 0 && isFew(readings[0]!.misses, given);
  const isDate = forms.length > 0 && isFew(forms[0]!.misses, given);
  if (isDate && (!isNumber || isDateNumber(values, context))) return dateOf(forms, values, context);
  if (isNumber) return epochOf(readings[0]!, context) ?? numberOf(readings, values, context);
  return booleanOf(values);
}

const moment =
  /(?:^|[_\W]|[a-z](?=[A-Z]))(?:date|datum|day|tag|time|timestamp|ts|epoch|fecha|jour|created|updated|modified|at|on)(?:$|[_\W])|date$|time$|datum$|^(?:date|time|mess)/i;

/** True if numbers such as 20240301 are meant as dates. */
function isDateNumber({ numbers, distinct }: Values, { header }: TypeContext): boolean {
  const [reading] = numbers.readings();
  if (!reading || reading.facts.fraction > 0) return false;
  const { least, most } = reading.facts;
  const first = Number(String(least).slice(0, 4));
  const last = Number(String(most).slice(0, 4));
  if (String(least).length !== String(most).length || first < 1900 || last > 2100) return false;
  return moment.test(header) || distinct === undefined;
}

/** Seconds, milliseconds or microseconds since 1970, if the column is named like a time. */
function epochOf({ facts }: NumberReading, { header }: TypeContext): Typed | undefined {
  const { least, most, fraction } = facts;
  if (fraction > 0 || !moment.test(header)) return undefined;
  const [unit] = (["epoch s", "epoch ms", "epoch us"] as const).flatMap((form, power) => {
    const second = 1000 ** power;
    return least >= 3e8 * second && most < 4.2e9 * second ? [form] : [];
  });
  return unit === undefined
    ? undefined
    : {
        type: "timestamp",
        words: { dates: [unit] },
        unsure: [doubt(`numbers are read as times (${unit})`)],
      };
}

function dateOf(
  forms: readonly OrderedForm[],
  { example = "" }: Values,
  { dates }: TypeContext,
): Typed | Question {
  const chosen = forms.length === 1 ? forms[0]! : forms.find(({ order }) => order === dates);
  if (!chosen)
    return {
      kind: "dates",
      example,
      answers: forms.map(({ order }) => ({ answer: order, means: orders[order] })),
    };
  const { type, words, hasOffset } = chosen;
  const unsure: Doubt[] = [];
  if (words.time) unsure.push(doubt("a date, because every time is midnight"));
  else if (type === "timestamp" && !hasOffset)
    unsure.push(
      doubt(
        'times without an offset are read as UTC; if they are local, add zone: "Europe/Berlin", for example',
      ),
    );
  if (words.pivot !== undefined)
    unsure.push(doubt(`years of two digits are read as ${words.pivot} to ${words.pivot + 99}`));
  return { type, words, unsure };
}

function numberOf(
  readings: readonly NumberReading[],
  { numbers, example = "" }: Values,
  { decimal, delimiter, isJsonNumber }: TypeContext,
): Typed | Question | undefined {
  // In most files 1,234 has thousands and 1.234 has not. Semicolons separate where commas are decimal signs, and blanks may.
  const isOpen = ({ thousands }: NumberReading) =>
    delimiter === ";" || (thousands !== undefined && isBlanks(delimiter));
  const usual = (each: NumberReading) => each.decimal === "." && !isOpen(each);
  const chosen =
    readings.length === 1
      ? readings[0]
      : (readings.find((each) => each.decimal === decimal) ?? readings.find(usual));
  const shown = groupedExample(numbers, example);
  if (!chosen) {
    const answers = readings.map((each) => ({ answer: each.decimal, means: plainly(shown, each) }));
    return { kind: "decimal", example: shown, answers };
  }
  const { facts } = chosen;
  if (
    (isCode(chosen) && !isJsonNumber) ||
    facts.padded ||
    (numbers.plus === numbers.count && facts.whole >= 8)
  )
    return undefined;
  const isMoney = [...numbers.signs].some((sign) => sign !== "%" && sign !== "‰");
  const type = numberType(chosen, isMoney);
  if (!type) return undefined;
  const unsure: Doubt[] = [];
  if (readings.length > 1) {
    const other = readings.find((each) => each !== chosen)!;
    const [now, then] = [chosen, other].map((each) => plainly(shown, each));
    unsure.push({
      kind: `open ${chosen.decimal}`,
      text: `${JSON.stringify(shown)} is read as ${now}; if it means ${then}, write it again with --decimal "${other.decimal}" --force`,
    });
  }
  if (type === "double" && !facts.exact)
    unsure.push(doubt("numbers have more digits than a double holds, and are rounded to the nearest one"));
  const words: ValueForm = {
    ...(chosen.decimal === "," && facts.fraction > 0 ? { decimal: "," } : {}),
    ...(chosen.thousands ? { thousands: chosen.thousands } : {}),
    ...(numbers.signs.size > 0 ? { signs: [...numbers.signs].sort() } : {}),
    ...(numbers.parentheses ? { parentheses: true } : {}),
  };
  return { type, words, unsure };
}

/** True if values such as 12E5 are codes: no number beside them has a decimal sign. */
const isCode = ({ facts }: NumberReading) => facts.coded && facts.fraction === 0;

const isBlanks = (delimiter: unknown) => delimiter === " " || typeof delimiter === "object";

/** A value that the readings read differently. */
const groupedExample = ({ open }: Numbers, example: string): string => open ?? example;

/** A number as a reading reads it. */
function plainly(text: string, { decimal, thousands }: NumberReading): string {
  const whole = thousands === undefined ? text : text.replaceAll(thousands, "");
  return decimal === "," ? whole.replace(",", ".") : whole;
}

/**
 * Integers with room for larger ones. Decimals for money, which has a sign or two digits behind every point, and for what a double
 * would change; everything else is a double.
 */
function numberType({ facts }: NumberReading, isMoney: boolean): ColumnType | undefined {
  const { whole, fraction, fewest, exponent, exact, least, most } = facts;
  if (fraction === 0 && !exponent) {
    if (whole <= 9) return "int";
    if (whole <= 18 || (whole === 19 && Math.max(-least, most) < 9.2e18)) return "bigint";
    return whole <= 38 ? "decimal(38,0)" : undefined;
  }
  const fits = !exponent && whole + fraction <= 38;
  const isCents = fraction === 2 && fewest === 2;
  if (!fits || (exact && !isMoney && !isCents)) return "double";
  return whole + fraction <= 18 ? `decimal(18,${fraction})` : `decimal(38,${fraction})`;
}

/** Words that mean true and false, in lower case. */
const booleans: readonly (readonly [yes: string, no: string])[] = [
  ["true", "false"],
  ["yes", "no"],
  ["y", "n"],
  ["t", "f"],
  ["on", "off"],
  ["ja", "nein"],
  ["oui", "non"],
  ["si", "no"],
  ["sí", "no"],
  ["wahr", "falsch"],
  ["vrai", "faux"],
];

function booleanOf({ distinct, given }: Values): Typed | undefined {
  if (!distinct || distinct.size === 0) return undefined;
  for (const [yes, no] of booleans) {
    const of = (word: string) => [...distinct.keys()].filter((text) => text.toLowerCase() === word);
    const [trues, falses] = [of(yes), of(no)];
    const fits = [...trues, ...falses].reduce((sum, text) => sum + distinct.get(text)!, 0);
    if (!isFew(given - fits, given)) continue;
    if (yes === "true") return { type: "boolean", words: {}, unsure: [] };
    // One of the two alone may mean anything.
    if (trues.length === 0 || falses.length === 0) continue;
    return { type: "boolean", words: { true: trues, false: falses }, unsure: [] };
  }
  return undefined;
}

/** Why a column whose values look like another type is a string. */
function whyString({ numbers, odd: [first], given, looksTyped, example = "" }: Values): string[] {
  if (first === undefined && numbers.alive && numbers.count > 0) {
    const [reading] = numbers.readings();
    if (reading && reading.misses > 0) return ["a string, because its numbers are written in several ways"];
    if (reading?.facts.padded) return ["a string, because some numbers begin with 0, as codes do"];
    if (reading && isCode(reading))
      return ["a string, because values such as 12E5 are codes more often than numbers"];
    if (numbers.plus === numbers.count)
      return ["a string, because its numbers begin with +, as phone numbers do"];
    return ["a string, because its numbers have more than 38 digits"];
  }
  if (first && first.before >= Math.max(5, given / 4))
    return [
      `a string because of ${JSON.stringify(first.text.slice(0, 40))} in record ${first.before + 1}; if that means "no value", add it to "nulls"`,
    ];
  if (!looksTyped) return [];
  const odd = first ? `${shown(first.text)} in record ${first.before + 1}` : shown(example);
  return [
    `a string, although most values look like numbers or dates, because not all can be read, such as ${odd}`,
  ];
}

const shown = (text: string) => JSON.stringify(text.slice(0, 40));
