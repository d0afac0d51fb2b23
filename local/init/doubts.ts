/** What `init` is not certain of, in sentences. */
import { parse, type Dialect } from "./dialect";
import type { PlacedColumn } from "./contract";
import type { Look } from "./look";
import { columnNames } from "./names";
import type { Refusal } from "./refused";

/** Columns that a doubt names. */
const mostNames = 10;
/** The doubts about the key. `days`: columns that tell days apart. */
export const keyDoubt = (
  key: readonly string[] | undefined,
  given: readonly string[] | undefined,
  days: readonly string[],
): string[] => {
  if (given) return [];
  const [day] = days.filter((name) => key?.includes(name));
  if (key && day !== undefined)
    return [
      `The key is ${key.join(", ")}: unique in this day's file, and ${day} tells the days apart. Only you know whether it always is.`,
    ];
  return key
    ? [`The key is ${key.join(", ")}: unique in these records, but only you know whether it always is.`]
    : ["No columns identify a row: the key is the file and the number of the record in it."];
};

/** The doubts about columns of which the readers refuse a few values. */
export const refusedDoubts = (
  refused: readonly Refusal[],
  look: Look,
  columns: readonly PlacedColumn[],
): string[] =>
  refused.map((refusal) => {
    const { type } = columns.find(({ name }) => name === refusal.column)!;
    return `${refusal.column}: ${refusedValue(refusal, look)} is not of the type ${type}, so ${counted(refusal.records)} quarantined. If it means "no value", add it to "nulls".`;
  });

/** The first value that the readers refused, and where it is; its whole record if that is not divided by delimiters. */
export function refusedValue(
  { column, first: { file, row, text } }: Refusal,
  { words, columns }: Look,
): string {
  const index = columnNames(columns.map(({ name }) => name)).indexOf(column);
  const [record] = "delimiter" in words ? parse(text, words as Dialect, true).records : [];
  const value = record?.fields[index]?.trim() ?? text;
  return `${JSON.stringify(value.slice(0, 40))} in record ${row + 1} of ${file}`;
}

const counted = (records: number) => (records === 1 ? "its record is" : `${records} records are`);

/** The doubts about columns, each kind once. */
export function columnDoubts(columns: readonly PlacedColumn[]): string[] {
  const kinds = new Map<string, { readonly text: string; readonly names: string[] }>();
  for (const { name, unsure } of columns)
    for (const { kind, text } of unsure) {
      const found = kinds.get(kind) ?? { text, names: [] };
      found.names.push(name);
      kinds.set(kind, found);
    }
  return [...kinds.values()].map(({ text, names }) => {
    const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
    return `${names.slice(0, mostNames).join(", ")}${more}: ${text}.`;
  });
}
