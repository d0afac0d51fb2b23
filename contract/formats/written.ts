/** How values are written in raw files. What a contract does not say stays strict: ISO dates, a decimal point, true and false. */
import type { Shape } from "../check/shape";
import type { ShapeOf } from "../check/shape-of";
import { decimalOf, type ColumnType } from "../types";

/** The form of a value, beyond the strict form of its type. */
export interface ValueForm {
  /** The decimal mark of a double or a decimal, and of an integer with `wholeZeros`. @default "." */
  readonly decimal?: "." | ",";
  /** Stands between groups of three digits before the decimal mark. A blank also matches a no-break space, narrow or not. @default none */
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
   * day as written, whatever the offset. Any other time makes the record bad. @default a date alone
   */
  readonly time?: "midnight";
}

/** The shapes of the words of a form. */
const formFields = {
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
  key: string,
  shape: Shape,
  own: Readonly<Record<string, Shape>> = {},
): Shape => ({
  fields: { [key]: shape },
  optional: { ...own, prefix: "text", time: { oneOf: ["midnight"] }, ...formFields },
});

/** All words of a form, in the order in which a page says them. */
export const formWords = Object.keys(formFields) as readonly FormWord[];

const isInteger = (type: ColumnType) => type === "int" || type === "bigint";
const isNumber = (type: ColumnType) => isInteger(type) || type === "double" || decimalOf(type) !== undefined;
const isBoolean = (type: ColumnType) => type === "boolean";

/** The types that take a word, and how to say them. */
export const takers: {
  readonly [Word in FormWord]: { readonly takes: (type: ColumnType) => boolean; readonly types: string };
} = {
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
export function formOf(type: ColumnType, own: ValueForm, values: ValueForm = {}): ValueForm | undefined {
  const said = formWords.flatMap((word) => {
    const value = own[word] ?? values[word];
    return value !== undefined && takers[word].takes(type) ? [[word, value] as const] : [];
  });
  const { decimal, ...form } = Object.fromEntries(said) as ValueForm;
  const hasDecimal = decimal === "," && (!isInteger(type) || form.wholeZeros);
  const all = { ...(hasDecimal ? { decimal } : {}), ...form };
  return Object.keys(all).length > 0 ? all : undefined;
}

const code = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join(" or ");

/** The words of a form in prose, one phrase each. */
const phrases: { readonly [Word in FormWord]: (value: NonNullable<ValueForm[Word]>) => string } = {
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
