/** Where a layout finds a stage column: the places that every raw format has, and how a place describes itself. */
import { hint } from "../check/near";
import type { Report } from "../check/fault";
import type { Shape } from "../check/shape";
import type { BaseLayout } from "./format";

/** How a value is written in its place. */
export interface Written {
  /** A required string before the value. @default "" */
  readonly prefix?: string;
  /**
   * For a date: allows a time of midnight behind it, and an offset behind that, as in `2024-03-04 00:00:00+09:00`. The value is the
   * day as written, whatever the offset. Any other time makes the record bad. @default a date alone
   */
  readonly time?: "midnight";
}

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
  /**
   * Reports what is wrong with it in its layout besides its shape. `groups`: named groups of `files`; undefined if `files` is not a
   * valid pattern.
   */
  faults?(place: Place, layout: L, groups: readonly string[] | undefined, path: string, report: Report): void;
  /** How the data set's page describes it. */
  inWords(place: Place): string;
  /** How a run's plan describes it. */
  from(place: Place): object;
}

/** The shape of a place whose value may have a prefix and a time. */
export const writtenShape = (key: string, shape: Shape): Shape => ({
  fields: { [key]: shape },
  optional: { prefix: "text", time: { oneOf: ["midnight"] } },
});

/** How a value is written, in words that follow its place. */
export function writtenInWords({ prefix, time }: Written): string {
  const before = prefix ? `, after the text \`${prefix}\`` : "";
  return time ? `${before}, the day of a local midnight` : before;
}

const path: PlaceKind<PathPlace> = {
  shape: writtenShape("path", "text"),
  faults(place, _layout, groups, path, report) {
    if (groups && !groups.includes(place.path))
      report(`${path}.path`, `"${place.path}" is not a named group of "files" ${hint(place.path, groups)}`);
  },
  inWords: (place) => `the path's \`${place.path}\`${writtenInWords(place)}`,
  from: (place) => ({ path: place.path }),
};

const text: PlaceKind<TextPlace> = {
  shape: { fields: { text: "text" } },
  inWords: (place) =>
    place.text === "" ? "nothing, the files do not hold it" : `the text \`${place.text}\``,
  from: (place) => ({ text: place.text }),
};

/** The places of every format. */
export const commonPlaces = { path, text };
