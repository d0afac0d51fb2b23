/** The type of each column and how its values are written, by what they have in common. */
import type { ValueForm } from "../../contract/formats";
import type { ColumnType } from "../../contract/types";
import type { DateForm } from "./dates";
import type { NumberReading } from "./numbers";
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
  /** What is not certain, in sentences that follow the column's name. */
  readonly unsure: readonly string[];
}

/** What is known besides the values of a column. */
export interface TypeContext {
  /** An empty value is no value. */
  readonly emptyIsNull: boolean;
  /** The decimal sign that other columns of the file surely have. */
  readonly decimal?: "." | "," | undefined;
  /** The column holds strings, whatever they look like; says why, or is empty. */
  readonly string?: string | undefined;
}

/** The decimal sign that columns surely have; undefined if none has, or if they differ. */
export function decimalSign(columns: readonly Values[]): "." | "," | undefined {
  const signs = new Set(
    columns.flatMap(({ numbers }) => {
      const readings = numbers.alive && numbers.count > 0 ? numbers.readings() : [];
      const [reading] = readings;
      const sure = readings.length === 1 && reading && (reading.facts.fraction > 0 || reading.thousands);
      return sure ? [reading.decimal] : [];
    }),
  );
  return signs.size === 1 ? [...signs][0] : undefined;
}

/** The type of a column. */
export function typeOf(values: Values, context: TypeContext): FoundColumn {
  const { missing, empty, example } = values;
  const isNull = missing > 0 || (context.emptyIsNull && empty > 0);
  const typed = context.string === undefined && example !== undefined ? typedAs(values, context) : undefined;
  if (!typed) {
    const unsure = context.string
      ? [context.string]
      : example === undefined
        ? ["has no value in any record"]
        : whyString(values);
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
        ? [`takes ${words.map((word) => JSON.stringify(word)).join(", ")} for "no value"`]
        : []),
      ...typed.unsure,
    ],
  };
}

type Typed = Pick<FoundColumn, "type" | "words" | "unsure">;

function typedAs(values: Values, context: TypeContext): Typed | undefined {
  const { numbers, dates } = values;
  if (dates.alive) {
    const [form] = dates.forms();
    if (form) return { type: form.type, words: form.words, unsure: [] };
  }
  if (numbers.alive && numbers.count > 0) return numberOf(values, context);
  return booleanOf(values);
}

function numberOf({ numbers, example = "" }: Values, { decimal }: TypeContext): Typed | undefined {
  const readings = numbers.readings();
  const reading = readings.find((each) => each.decimal === decimal) ?? plainest(readings);
  if (!reading) return undefined;
  const { facts } = reading;
  if (facts.padded || (numbers.plus === numbers.count && facts.whole >= 8)) return undefined;
  const type = numberType(
    reading,
    [...numbers.signs].some((sign) => sign !== "%" && sign !== "‰"),
  );
  if (!type) return undefined;
  const unsure: string[] = [];
  if (readings.length > 1) {
    const other = readings.find((each) => each !== reading)!;
    const [now, then] = [reading, other].map((each) => plainly(example, each));
    unsure.push(
      `reads ${JSON.stringify(example)} as ${now}; if it means ${then}, write decimal: ${JSON.stringify(other.decimal)}`,
    );
  }
  if (type === "double" && !facts.exact)
    unsure.push("has more digits than a double holds, and is rounded to the nearest one");
  const words: ValueForm = {
    ...(reading.decimal === "," && facts.fraction > 0 ? { decimal: "," } : {}),
    ...(reading.thousands ? { thousands: reading.thousands } : {}),
    ...(numbers.signs.size > 0 ? { signs: [...numbers.signs].sort() } : {}),
    ...(numbers.parentheses ? { parentheses: true } : {}),
  };
  return { type, words, unsure };
}

/** The reading without thousands, if there is one. */
const plainest = (readings: readonly NumberReading[]): NumberReading | undefined =>
  readings.find(({ decimal, thousands }) => decimal === "." && thousands === undefined) ??
  readings.find(({ decimal }) => decimal === ".") ??
  readings[0];

/** A number as a reading reads it. */
function plainly(text: string, { decimal, thousands }: NumberReading): string {
  const whole = thousands === undefined ? text : text.replaceAll(thousands, "");
  return decimal === "," ? whole.replace(",", ".") : whole;
}

/** Integers with room for larger ones, doubles if they have every written digit, else decimals; money is decimal. */
function numberType({ facts }: NumberReading, isMoney: boolean): ColumnType | undefined {
  const { whole, fraction, exponent, exact, least, most } = facts;
  if (fraction === 0 && !exponent) {
    if (whole <= 9) return "int";
    if (whole <= 18 || (whole === 19 && Math.max(-least, most) < 9.2e18)) return "bigint";
    return whole <= 38 ? "decimal(38,0)" : undefined;
  }
  const fits = !exponent && whole + fraction <= 38;
  if ((exact && !(isMoney && fraction > 0 && fits)) || !fits) return "double";
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

function booleanOf({ distinct }: Values): Typed | undefined {
  if (!distinct || distinct.size === 0 || distinct.size > 6) return undefined;
  const given = [...distinct];
  for (const [yes, no] of booleans) {
    const [trues, falses] = [yes, no].map((word) => given.filter((text) => text.toLowerCase() === word));
    if (trues!.length + falses!.length < given.length) continue;
    if (yes === "true") return { type: "boolean", words: {}, unsure: [] };
    // One of the two alone may mean anything.
    if (trues!.length === 0 || falses!.length === 0) continue;
    return { type: "boolean", words: { true: trues!, false: falses! }, unsure: [] };
  }
  return undefined;
}

/** Why a column whose values look like another type is a string. */
function whyString({ numbers, odd, count }: Values): string[] {
  if (odd === undefined && numbers.alive && numbers.count > 0) {
    const [reading] = numbers.readings();
    if (reading?.facts.padded) return ["stays a string, because some numbers begin with 0, as codes do"];
    if (numbers.plus === numbers.count)
      return ["stays a string, because its numbers begin with +, as phone numbers do"];
    return ["stays a string, because its numbers have more than 38 digits"];
  }
  if (odd && odd.before >= Math.max(20, count / 2))
    return [
      `is a string because of ${JSON.stringify(odd.text.slice(0, 40))} in record ${odd.before}; if that means "no value", add it to "nulls"`,
    ];
  return [];
}
