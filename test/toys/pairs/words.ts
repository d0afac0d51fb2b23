/** Lines of pairs, `station=Kyoto;rain=1.5`. */
import { columnsShape } from "../../../contract/formats/layout";
import type { Format, LayoutShape } from "../../../contract/formats/format";
import type { PathPlace, PlaceKind, TextPlace } from "../../../contract/formats/place";
import { writtenInWords, writtenShape, type Written } from "../../../contract/formats/written";
import type { PlanLayout, ReadColumn } from "../../../contract/plan";

type PairPlace = { readonly pair: string } & Written;

/** Files of pairs, a record a line. */
export interface PairsFiles<StageName extends string = string> {
  readonly format: "pairs";
  readonly name: string;
  /** As of `CsvFiles`. */
  readonly files: string;
  readonly columns: { readonly [K in StageName]: PairPlace | PathPlace | TextPlace };
}

/** How to read the files of a layout. */
export interface PairsLayout extends PlanLayout {
  readonly format: "pairs";
  readonly columns: readonly (ReadColumn & {
    readonly from: { readonly pair: string } | { readonly path: string } | { readonly text: string };
  })[];
}

const pair: PlaceKind<PairPlace, PairsFiles> = {
  shape: writtenShape({ pair: "text" }),
  inWords: (place) => `the pair \`${place.pair}\`${writtenInWords(place)}`,
  from: (place) => ({ pair: place.pair }),
};

const places = { pair };

/** Lines of pairs. */
export const pairs: Format<PairsFiles, PairsLayout> = {
  shape: {
    fields: { format: "text", name: "text", files: "text", columns: columnsShape(places) },
  } satisfies LayoutShape<PairsFiles>,
  places,
  plan: ({ name, files }) => ({ format: "pairs", name, files }),
  inWords: () => "a line of pairs for each record",
  wanted: () => "lines of pairs",
};
