/** Lines whose fields stand at fixed positions. */
import type { PlanLayout, ReadColumn } from "../plan";
import type { Format, LayoutShape } from "./format";
import { columnsShape, said } from "./layout";
import { linesFaults, linesInWords, linesLeftOut, linesShape, type Lines } from "./lines";
import type { PathPlace, PlaceKind, TextPlace } from "./place";
import { valuesShape, writtenInWords, writtenShape, type ValueForm, type Written } from "./written";

/** From one character of a line to before another; both counted from 0, in code points. */
type PositionPlace = { readonly start: number; readonly end: number } & Written;

/** Where a layout of fixed positions finds a stage column. */
export type FixedPlace = PositionPlace | PathPlace | TextPlace;

/**
 * Files with one record per line and each field at its own position. Blanks around a field are left out. A line may end before its
 * last fields, which are then empty; empty lines and characters that no column reads are left out.
 */
export interface FixedFiles<StageName extends string = string> extends Lines {
  readonly format: "fixed";
  readonly name: string;
  /** Regular expression on the member's path. Its named groups are the values for `{ path }`. */
  readonly files: string;
  /** How the values of all columns are written. A column's own words count instead. @default the strict form of each type */
  readonly values?: ValueForm;
  readonly columns: { readonly [K in StageName]: FixedPlace };
}

/** How one stage column is read from a line. */
export interface FixedColumn extends ReadColumn {
  readonly from:
    { readonly start: number; readonly end: number } | { readonly path: string } | { readonly text: string };
}

/** How to read the files of a layout. Words that the contract does not say are missing. */
export interface FixedLayout extends PlanLayout, Lines {
  readonly format: "fixed";
  readonly columns: readonly FixedColumn[];
}

/** Bytes of the longest line that is read. */
const mostPosition = 1_048_576;

const start: PlaceKind<PositionPlace, FixedFiles> = {
  shape: writtenShape({ start: "number", end: "number" }),
  faults({ start, end }, _layout, _groups, path, report) {
    if (!(Number.isInteger(start) && start >= 0))
      report(`${path}.start`, `${start} is not a position; give a whole number from 0`);
    if (end > mostPosition)
      report(`${path}.end`, `${end} is beyond the longest line, which has ${mostPosition} bytes`);
    else if (!(Number.isInteger(end) && end > start))
      report(
        `${path}.end`,
        `${end} is not after the start; give the position after the field's last character`,
      );
  },
  inWords: ({ start, end, ...written }) =>
    `characters ${start} to ${end - 1}, counted from 0${writtenInWords(written)}`,
  from: ({ start, end }) => ({ start, end }),
};

const places = { start };

/** Lines whose fields stand at fixed positions. */
export const fixed: Format<FixedFiles, FixedLayout> = {
  shape: {
    fields: { format: "text", name: "text", files: "text", columns: columnsShape(places) },
    optional: { ...linesShape, values: valuesShape },
  } satisfies LayoutShape<FixedFiles>,
  places,
  byFiles: true,
  faults: linesFaults,
  plan: (layout) => ({
    format: "fixed",
    name: layout.name,
    files: layout.files,
    ...said(layout, ["encoding", "comment", "skip", "footer"]),
  }),
  inWords: (layout) => ["fields at fixed positions", ...linesInWords(layout)].join(", "),
  wanted: () => "lines with fields at fixed positions",
  leftOut: linesLeftOut,
};
