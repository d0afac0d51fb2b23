/** Rows as aligned columns, in full or fitted to a screen. */
import { clipped, padded, width } from "./terminal";

/** A table's rows as strings, the header first. */
type Rows = readonly (readonly string[])[];

const number = /^-?[\d.,]*(e[+-]?\d+)?$/i;

/** A column's widths: of its header, and of its longest value. */
interface Column {
  readonly header: number;
  readonly values: number;
  /** Its values are numbers, which are right-aligned and never cut. */
  readonly numeric: boolean;
}

/** Columns as wide as these rows need, for more rows of the same table. */
export const columnsOf = ([header = [], ...rows]: Rows): readonly Column[] =>
  header.map((name, index) => ({
    header: width(name),
    values: rows.reduce((most, row) => Math.max(most, width(row[index] ?? "")), 0),
    numeric: rows.every((row) => number.test(row[index] ?? "")),
  }));

const natural = ({ header, values }: Column) => Math.max(header, values);

/** Rows as lines with a margin of two; a cell that is wider than its column keeps its length. */
export const lines = (rows: Rows, columns: readonly Column[], widths = columns.map(natural)): string =>
  rows
    .map((row) => {
      const cells = row.map((cell, index) =>
        padded(cell, widths[index] ?? 0, columns[index]?.numeric ? "left" : "right"),
      );
      return `  ${cells.join("  ")}`.trimEnd();
    })
    .join("\n");

/** All rows, at full width. */
export const wholeTable = (rows: Rows): string => lines(rows, columnsOf(rows));

// A time of day, a short name: shorter columns are dropped instead of cut, unless half a screen is less.
const uncut = 24;

/** The minimum width of a column: numbers are never cut. */
const leastOf = (column: Column, room: number) => {
  const least = Math.max(8, Math.min(uncut, Math.floor(room / 2) - 2));
  return Math.min(natural(column), column.numeric ? Math.max(column.values, least) : least);
};

/**
 * Rows that fit a screen of so many columns: long strings are cut, and if that does not suffice the last columns are
 * dropped and named in a line below.
 */
export function fittedTable(rows: Rows, screen: number): string {
  const columns = columnsOf(rows);
  const room = screen - 1;
  const sum = (widths: readonly number[]) => widths.reduce((total, each) => total + each + 2, 0);
  let taken = columns.length;
  while (taken > 1 && sum(columns.slice(0, taken).map((each) => leastOf(each, room))) > room) taken -= 1;
  const shown = columns.slice(0, taken);
  const upTo = (cap: number) =>
    shown.map((column) => Math.min(natural(column), Math.max(leastOf(column, room), cap)));
  let cap = Math.max(...shown.map(natural));
  while (cap > 1 && sum(upTo(cap)) > room) cap -= 1;
  // A single column that is still too wide is cut, whatever its values.
  const widths = upTo(cap).map((each) => Math.min(each, Math.max(1, room - 2)));
  const cut = rows.map((row) => row.slice(0, taken).map((cell, index) => clipped(cell, widths[index]!)));
  const left = (rows[0] ?? []).slice(taken);
  const table = lines(cut, shown, widths);
  return left.length === 0 ? table : `${table}\n${clipped(`  ${leftOut(left)}`, room)}`;
}

const leftOut = (names: readonly string[]) =>
  `… and ${names.length} more ${names.length === 1 ? "column" : "columns"}: ${names.join(", ")}`;
