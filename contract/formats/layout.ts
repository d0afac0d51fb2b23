/** What layouts of every format have in common. */
import type { Shape } from "../check/shape";
import type { BaseLayout } from "./format";
import { commonPlaces, type PlaceKind } from "./place";

/** The shape of a layout's `columns`, each of which stands in one of a format's places. */
export const columnsShape = (places: Readonly<Record<string, Pick<PlaceKind, "shape">>>): Shape => ({
  record: {
    byKey: Object.fromEntries(
      Object.entries({ ...places, ...commonPlaces }).map(([key, { shape }]) => [key, shape]),
    ),
  },
});

/** Whether a layout is meant for a file; of a layout whose `files` is no pattern that is not to be told twice. */
export function fileMatches(file: string, { files }: Pick<BaseLayout, "files">): boolean {
  try {
    return new RegExp(files).test(file);
  } catch {
    return true;
  }
}
