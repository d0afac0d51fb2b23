/** Faults of the form in which a column's values are written. */
import type { StageColumn } from "../dataset";
import { columnForm } from "../formats";
import type { BaseLayout } from "../formats/format";
import { formWords, takers, type FormWord, type ValueForm, type Written } from "../formats/written";
import { below, repeated, type Report } from "./fault";
import { momentFaults } from "./moment-faults";

/** Says what is wrong with a word of a form. */
export type ReportWord = (word: FormWord, message: string) => void;

/**
 * Reports what is wrong with the form of a column's values: words that its type does not take, and words that together read one
 * string as two values. `path` and `columnPath`: of the layout and of the column's place in it.
 */
export function writtenFaults(
  layout: Pick<BaseLayout, "format" | "values">,
  place: object & Written,
  column: StageColumn,
  path: string,
  columnPath: string,
  report: Report,
): void {
  const { type } = column;
  if (place.time && type !== "date")
    report(
      `${columnPath}.time`,
      `is for dates; this column is ${type} (a timestamp is read with its time and offset as it is)`,
    );
  for (const word of formWords)
    if (word in place && !takers[word].takes(type))
      report(`${columnPath}.${word}`, `is for ${takers[word].types}; this column is ${type}`);
  const form = columnForm(layout, place, type) ?? {};
  // A word stands in the place or, for all columns, in the layout's `values`.
  const reportWord: ReportWord = (word, message) =>
    report(word in place ? below(columnPath, word) : `${path}.values.${word}`, message);
  if (type === "date" || type === "timestamp") momentFaults(form, place, type, reportWord);
  numberFaults(form, type, reportWord);
  booleanFaults(form, column, reportWord);
}

function numberFaults(
  { decimal = ".", thousands, signs, wholeZeros }: ValueForm,
  type: string,
  report: ReportWord,
) {
  // An integer without `wholeZeros` has no decimal mark.
  const mark = (type === "int" || type === "bigint") && !wholeZeros ? undefined : decimal;
  if (thousands !== undefined && thousands === mark)
    report(
      "thousands",
      `"${thousands}" is also the decimal mark, so that 1${mark}234 is two numbers; give another \`decimal\` or leave out \`thousands\``,
    );
  if (!signs) return;
  if (signs.length === 0) report("signs", "is empty; leave it out, or give at least one string");
  for (const [, sign] of repeated(signs)) report("signs", `has "${sign}" twice`);
  for (const sign of signs) {
    if (/^[\s\u00a0\u202f]|[\s\u00a0\u202f]$/.test(sign))
      report(
        "signs",
        `"${sign}" begins or ends with a blank; leave the blank out, it may stand there anyway`,
      );
    else if (/[\p{Nd}+()\p{Pd}\u2212]/u.test(sign))
      report("signs", `"${sign}" has a digit, a plus, a minus or a parenthesis, which belong to the number`);
    else if (/^[.,'\u2019_ ]*$/.test(sign))
      report("signs", `"${sign}" can be part of a number; give a string with another character`);
    const shorter = signs.find(
      (other) => mark !== undefined && (sign === other + mark || sign === mark + other),
    );
    if (shorter !== undefined)
      report(
        "signs",
        `"${sign}" and "${shorter}" read one string as two numbers: the "${mark}" between them may be the decimal mark; leave one out`,
      );
  }
}

function booleanFaults(
  { true: yes, false: no }: ValueForm,
  { nulls = [""] }: StageColumn,
  report: ReportWord,
) {
  for (const [word, words, other] of [
    ["true", yes, "false"],
    ["false", no, "true"],
  ] as const) {
    if (!words) continue;
    if (!(word === "true" ? no : yes)) report(word, `needs \`${other}\` beside it: say both or neither`);
    if (words.length === 0) report(word, "is empty; give at least one string");
    for (const [, text] of repeated(words)) report(word, `has "${text}" twice`);
    for (const text of words)
      if (nulls.includes(text))
        report(word, `"${text}" is also in the column's \`nulls\`; leave it out of one of them`);
  }
  for (const text of yes ?? [])
    if (no?.includes(text)) report("true", `"${text}" is also in \`false\`; a string means one of them`);
}
