/** Decides whether the first record of a text names its columns. */
import type { Record } from "./dialect";

const number = /^[+-]?(?:\d[\d.,' \u00a0]*|[.,]\d+)(?:[eE][+-]?\d+)?\s?%?$/;
const date = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d{1,2}:\d{2}.*)?$|^\d{1,2}:\d{2}(:\d{2})?/;
const year = /^(1[89]|20)\d\d$/;

export const isTyped = (text: string) => number.test(text.trim()) || date.test(text.trim());
/** True for a date, or a number that may be a year: both also name columns. */
export const isPeriod = (text: string): boolean => date.test(text.trim()) || year.test(text.trim());

const nothing = /^\s*(?:|na|n\/a|null|nan|-|\.|\?)\s*$/i;

/**
 * True if the first record is a header: it stands out from the values below it. Every column votes: by its types, by a name that
 * comes again below it as a value, by lengths.
 */
export const isHeader = (records: readonly Record[]): boolean => headerVote(records).isHeader;

/** Whether the first record is a header, and whether its columns say so. */
export function headerVote(records: readonly Record[]): {
  readonly isHeader: boolean;
  readonly isSure: boolean;
} {
  const votes = votesFor(records);
  return typeof votes === "boolean"
    ? { isHeader: votes, isSure: false }
    : { isHeader: votes > 0, isSure: true };
}

const code = /^(?=.*[A-Z0-9])[A-Z0-9-]{2,}$/;

/** True for names without one above the names of the rows: those may be numbers. */
const isCrossTable = ([corner, ...names]: readonly string[], below: readonly Record[]): boolean =>
  corner === "" &&
  names.length > 1 &&
  new Set(names).size === names.length &&
  !names.includes("") &&
  below.length > 1 &&
  below.every(({ fields }) => fields[0] !== "") &&
  new Set(below.map(({ fields }) => fields[0])).size === below.length;

/** The votes of the columns; a guess if they say nothing. */
function votesFor([first, ...rows]: readonly Record[]): number | boolean {
  if (!first) return false;
  const names = first.fields;
  if (rows.length === 0) return !names.some(isTyped);
  const below = rows.slice(0, 500).filter(({ fields }) => fields.length === names.length);
  if (isCrossTable(names, below)) return 1;
  // Numbers in a row, above something else.
  const isCounted = names.every((name, index) => Number(name) === index + Number(names[0]) && name !== "");
  if (
    isCounted &&
    names.length > 2 &&
    below.some(({ fields }) => fields.some((text) => !nothing.test(text) && !isTyped(text)))
  )
    return 1;
  let votes = 0;
  names.forEach((name, column) => {
    const values = below.map(({ fields }) => fields[column]!).filter((text) => !nothing.test(text));
    const typed = values.filter(isTyped).length;
    if (values.length === 0) return;
    if (isTyped(name)) votes -= year.test(name.trim()) ? 0 : typed > 0 ? 1 : 0.5;
    else if (typed > values.length * 0.9) votes += nothing.test(name) ? 0 : 1;
    else if (values.includes(name)) votes -= 0.5;
    else if (
      values.length > 2 &&
      new Set(values.map(({ length }) => length)).size === 1 &&
      name.length !== values[0]!.length
    )
      votes += 0.5;
    else if (
      values.length > 2 &&
      [name, ...values].every((text) => code.test(text) && text.length === name.length)
    )
      votes -= 0.5;
  });
  if (votes !== 0) return votes;
  // Strings alone: a header has a name for each column, and none twice.
  const given = names.filter((name) => name.trim() !== "");
  return given.length >= names.length - 1 && new Set(given).size === given.length;
}
