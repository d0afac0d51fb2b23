/** What the words of a raw format are: the interface of the files beside this one. */
import type { Report } from "../check/fault";
import type { Shape } from "../check/shape";
import type { ShapeOf } from "../check/shape-of";
import type { PlanLayout } from "../plan";
import type { PlaceKind } from "./place";

/** A layout, as far as every format has it. */
export interface BaseLayout {
  readonly format?: string;
  readonly name: string;
  /** Regular expression on the member's path; its named groups are the values that `{ path }` takes. */
  readonly files: string;
  readonly columns: Readonly<Record<string, object>>;
}

/** The shape of a layout: its columns' is made of the format's places. */
export type LayoutShape<L extends BaseLayout> = ShapeOf<Omit<L, "columns">> & {
  readonly fields: { readonly columns: Shape };
};

/** A sample, as far as every format has it. */
export interface BaseSample {
  /** The file's name. */
  readonly file: string;
  readonly layout: string;
  /** @default size in rows when `--rows` does not say otherwise */
  readonly rows: number;
}

/** The shapes of a sample's properties beside those of `BaseSample`. */
export type SampleFields<S extends BaseSample> =
  ShapeOf<Omit<S, keyof BaseSample>> extends { readonly fields: infer Fields } ? Fields : never;

/** The generated sample of a format. Samples of several kinds are told apart by `key`. */
export interface SampleKind<S extends BaseSample = BaseSample, L extends BaseLayout = BaseLayout> {
  /** The property that only this kind of sample has. */
  readonly key: string;
  /** Its properties beside those of `BaseSample`. */
  readonly fields: Readonly<Record<string, Shape>>;
  /** What is wrong with it. `layout` is the one that it names, of whatever format. */
  faults(sample: S, layout: L | BaseLayout, report: Report): void;
}

/** A raw format, as the contract speaks of it. `L`: its layout in a contract, `P`: in the plan of a run, `S`: its sample. */
export interface Format<
  L extends BaseLayout = BaseLayout,
  P extends PlanLayout = PlanLayout,
  S extends BaseSample = BaseSample,
> {
  /** What a layout must look like, property by property as its type has them; `columns` is `columnsShape(places)`. */
  readonly shape: Shape;
  /** Where a column can stand, by the key that marks it, beside `path` and `text`. */
  readonly places: Readonly<Record<string, PlaceKind<never, L>>>;
  /** What is wrong with a layout, beside its shape, its `files` and its columns. */
  faults?(layout: L, path: string, report: Report): void;
  /** How its records are read: the plan's layout without `columns`. What is added here is compared by `data-flow diff`. */
  plan(layout: L): Omit<P, "columns">;
  /** As the data set's page says it: "fields separated by tabs, …". */
  inWords(layout: L): string;
  /** What was looked for in a file that fits no layout, as the error says it: "a chart document". */
  wanted(layout: P): string;
  /** Sentences for what a run left out or left null, by the reasons that the reading side counts. */
  leftOut?(counts: Readonly<Record<string, number>>): readonly string[];
  readonly sample?: SampleKind<S, L>;
}
