/** What layouts of every format have in common. */
import type { Shape } from "../check/shape";
import type { BaseLayout } from "./format";
import { commonPlaces, type PlaceKind } from "./place";

/** The shape of a layout's `columns`: each is in one of the format's places, which come before the common ones. */
export const columnsShape = (places: Readonly<Record<string, Pick<PlaceKind, "shape">>>): Shape => ({
  record: {
    byKey: Object.fromEntries(
      Object.entries({ ...places, ...commonPlaces, ...places }).map(([key, { shape }]) => [key, shape]),
    ),
  },
});

/** True if a layout is meant for a file. Also true for an invalid pattern, which another check reports. */
export function fileMatches(file: string, { files }: Pick<BaseLayout, "files">): boolean {
  try {
    return new RegExp(files).test(file);
  } catch {
    return true;
  }
}

/** The words of a layout that are said. */
export const said = <L extends object, K extends keyof L>(layout: L, words: readonly K[]): Pick<L, K> =>
  Object.fromEntries(
    words.flatMap((word) => (layout[word] === undefined ? [] : [[word, layout[word]]])),
  ) as Pick<L, K>;
