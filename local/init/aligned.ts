/** Tells a file of fixed width from one whose fields are separated by runs of blanks. */
import type { Record } from "./dialect";

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The line, from 0, of a record that has as many fields as the table has columns, but leaves one of them blank: those after it have
 * moved to the left. Undefined if there is none, or if the columns do not stand below each other.
 */
export function shiftedLine(
  lines: readonly string[],
  records: readonly Record[],
  width: number,
): number | undefined {
  const given = records.map(({ line }) => ({ line, own: spans(lines[line]!) }));
  if (records.some(({ line }) => /["\t]/.test(lines[line]!))) return undefined;
  const full = given.filter(({ own }) => own.length === width);
  if (full.length < 3) return undefined;
  const columns = Array.from({ length: width }, (_, column): Span | undefined => {
    const fields = full.map(({ own }) => own[column]!);
    const usual = { from: median(fields.map(({ from }) => from)), to: median(fields.map(({ to }) => to)) };
    return fields.filter((field) => overlap(field, usual)).length >= (fields.length * 2) / 3
      ? usual
      : undefined;
  });
  return full.find(({ own }) =>
    columns.some((column, at) => {
      const next = columns[at + 1];
      return column && next && overlap(own[at]!, next) && !own.some((field) => overlap(field, column));
    }),
  )?.line;
}

const overlap = (one: Span, other: Span) => one.from < other.to && other.from < one.to;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[numbers.length >> 1]!;

const spans = (line: string): Span[] =>
  [...line.matchAll(/[^ ]+/g)].map(({ 0: text, index }) => ({ from: index, to: index + text.length }));
