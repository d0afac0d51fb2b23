/** The type of each column, by what its values have in common. */
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
  /** Words of its place. */
  readonly words: DateForm["words"];
  /** What is not certain, in sentences that follow the column's name. */
  readonly unsure: readonly string[];
}

/** The type of a column. */
export function typeOf(values: Values): FoundColumn {
  const { count, empty, nullWords, example } = values;
  const typed = typedAs(values);
  if (example === undefined || !typed) {
    const nullable = empty > 0;
    return {
      type: "string",
      nullable,
      ...(nullable ? { nulls: [""] } : {}),
      words: {},
      unsure: example === undefined ? [`has no value in any of the ${count} records`] : whyString(values),
    };
  }
  const words = [...nullWords.keys()];
  return {
    ...typed,
    nullable: empty > 0 || words.length > 0,
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

function typedAs({ numbers, dates, distinct, count }: Values): Typed | undefined {
  if (dates.alive) {
    const [form] = dates.forms();
    if (form) return { type: form.type, words: form.words, unsure: [] };
  }
  if (numbers.alive && numbers.count > 0) return numberOf(numbers.readings(), numbers.count, numbers.plus);
  if (
    count > 0 &&
    distinct &&
    distinct.size > 0 &&
    [...distinct].every((text) => /^(true|false)$/i.test(text))
  )
    return { type: "boolean", words: {}, unsure: [] };
  return undefined;
}

function numberOf([reading]: readonly NumberReading[], count: number, plus: number): Typed | undefined {
  if (!reading) return undefined;
  const { decimal, thousands, facts } = reading;
  if (decimal !== "." || thousands !== undefined) return undefined;
  const { whole, fraction, exponent, padded, exact } = facts;
  if (padded || (plus === count && whole >= 8)) return undefined;
  if (fraction === 0 && !exponent) {
    if (whole <= 9) return { type: "int", words: {}, unsure: [] };
    if (whole <= 18) return { type: "bigint", words: {}, unsure: [] };
    if (whole <= 38) return { type: `decimal(${whole},0)`, words: {}, unsure: [] };
    return undefined;
  }
  if (exact) return { type: "double", words: {}, unsure: [] };
  if (!exponent && whole + fraction <= 38)
    return { type: `decimal(${Math.max(1, whole + fraction)},${fraction})`, words: {}, unsure: [] };
  return {
    type: "double",
    words: {},
    unsure: ["has more digits than a double holds, and is rounded to the nearest one"],
  };
}

/** Why a column whose values look like another type is a string. */
function whyString({ numbers, odd, count }: Values): string[] {
  if (odd === undefined && numbers.alive && numbers.count > 0) {
    const [reading] = numbers.readings();
    if (reading?.facts.padded) return ["stays a string, because some numbers begin with 0, as codes do"];
    return [
      "stays a string, because its numbers have more digits than any type holds, or begin with +, as phone numbers do",
    ];
  }
  if (odd && odd.before >= Math.max(20, count / 2))
    return [
      `is a string because of ${JSON.stringify(odd.text.slice(0, 40))} in record ${odd.before}; if that means "no value", add it to "nulls"`,
    ];
  return [];
}
