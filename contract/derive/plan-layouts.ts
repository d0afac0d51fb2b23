import type { Dataset } from "../dataset";
import { columnForm, formatOf, placeKind, type Written } from "../formats";
import type { PlanLayout, ReadColumn } from "../plan";

/** How the raw files of each layout are read, with every default filled in. */
export function planLayouts(dataset: Pick<Dataset, "layouts" | "stage">): PlanLayout[] {
  return dataset.layouts.map((layout) => ({
    ...formatOf(layout).plan(layout),
    columns: Object.entries(dataset.stage).map(
      ([
        column,
        { type, nullable = false, nulls = type === "string" ? [] : [""], nonFinite = [] },
      ]): ReadColumn => {
        const place: object & Written = layout.columns[column]!;
        const form = columnForm(layout, place, type);
        return {
          name: column,
          type,
          nullable,
          from: placeKind(layout, place).from(place),
          prefix: place.prefix ?? "",
          ...(place.time ? { time: place.time } : {}),
          ...(form ? { form } : {}),
          nulls,
          nonFinite,
        };
      },
    ),
  }));
}
