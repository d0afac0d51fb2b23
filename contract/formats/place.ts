/** Where a layout finds a stage column: the places that every raw format has, and how a place describes itself. */
import { hint } from "../check/near";
import type { Report } from "../check/fault";
import type { Shape } from "../check/shape";
import type { ColumnType } from "../types";
import type { BaseLayout } from "./format";
import { writtenInWords, writtenShape, type Written } from "./written";

/** A named group of the layout's `files`. */
export type PathPlace = { readonly path: string } & Written;

/** The same string for every record, for what the files do not hold. */
export interface TextPlace {
  readonly text: string;
}

/** The words of the contract for one way to find a column, by the key that marks it (`header`, `path`). */
export interface PlaceKind<Place = never, L extends BaseLayout = BaseLayout> {
  /** What it must look like (check/shape.ts). */
  readonly shape: Shape;
  /** True if its value is not in the records: a layout's `values` do not apply to it. @default false */
  readonly outside?: true;
  /**
   * Reports what is wrong with it in its layout besides its shape. `groups`: named groups of `files`; undefined if `files` is not a
   * valid pattern. `column`: the stage column that is read there, if there is one.
   */
  faults?(
    place: Place,
    layout: L,
    groups: readonly string[] | undefined,
    path: string,
    report: Report,
    column: { readonly type: ColumnType; readonly nullable?: boolean } | undefined,
  ): void;
  /** How the data set's page describes it. */
  inWords(place: Place): string;
  /** How a run's plan describes it. */
  from(place: Place): object;
}

const path: PlaceKind<PathPlace> = {
  shape: writtenShape({ path: "text" }),
  outside: true,
  faults(place, _layout, groups, path, report) {
    if (groups && !groups.includes(place.path))
      report(`${path}.path`, `"${place.path}" is not a named group of "files" ${hint(place.path, groups)}`);
  },
  inWords: (place) => `the path's \`${place.path}\`${writtenInWords(place)}`,
  from: (place) => ({ path: place.path }),
};

const text: PlaceKind<TextPlace> = {
  shape: { fields: { text: "text" } },
  outside: true,
  inWords: (place) =>
    place.text === "" ? "nothing, the files do not hold it" : `the text \`${place.text}\``,
  from: (place) => ({ text: place.text }),
};

/** The places of every format. */
export const commonPlaces = { path, text };
