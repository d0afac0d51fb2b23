/** Columns that are read from several places of a record, joined to one string: a date and a time, so that they can be a key. */
import type { Report } from "../check/fault";
import { repeated } from "../check/fault";
import type { Shape } from "../check/shape";
import { writtenShape, type Written } from "./written";

/** Several places of one kind, under `Key`, and the string between their values. If all values are empty, so is the column's. */
export type JoinedPlace<Key extends string, Item> = {
  readonly [K in Key]: readonly Item[];
} & { readonly join: string } & Written;

/** The shape of a place of several values. `item`: the shape of one of them. */
export const joinedShape = (key: string, item: Shape): Shape =>
  writtenShape({ [key]: { list: item }, join: "text" });

/** Reports fewer than two values, and values that are there twice. `path`: of the list. */
export function joinedFaults(items: readonly (string | number)[], path: string, report: Report): void {
  if (items.length < 2) report(path, "joins several values; give at least two, or the place of one alone");
  for (const [, item] of repeated(items.map(String))) report(path, `has ${JSON.stringify(item)} twice`);
}

/** Where a column of several values is, in words: "`date` and `hour`, joined with ` `". */
export const joinedInWords = (items: readonly (string | number)[], join: string): string =>
  `${items.map((item) => `\`${item}\``).join(" and ")}, ${join === "" ? "joined" : `joined with \`${join}\``}`;
