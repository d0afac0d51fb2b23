/** The interface of a raw format's words, which each file beside this one implements. */
import type { Report } from "../check/fault";
import type { Shape } from "../check/shape";
import type { ShapeOf } from "../check/shape-of";
import type { PlanLayout } from "../plan";
import type { PlaceKind } from "./place";
import type { ValueForm } from "./written";

/** What layouts of every format have. */
export interface BaseLayout {
  readonly format?: string;
  readonly name: string;
  /** Regular expression on the member's path. Its named groups are the values for `{ path }`. */
  readonly files: string;
  /** How the values of all columns are written; formats of text have it. */
  readonly values?: ValueForm;
  readonly columns: Readonly<Record<string, object>>;
}

/** The shape of a layout; the shape of its columns follows from the format's places. */
export type LayoutShape<L extends BaseLayout> = ShapeOf<Omit<L, "columns">> & {
  readonly fields: { readonly columns: Shape };
};

/** What samples of every format have. */
export interface BaseSample {
  /** The file's name. */
  readonly file: string;
  readonly layout: string;
  /** @default size in rows if `--rows` is not given */
  readonly rows: number;
}

/** The shapes of a sample's properties besides those of `BaseSample`. */
export type SampleFields<S extends BaseSample> =
  ShapeOf<Omit<S, keyof BaseSample>> extends { readonly fields: infer Fields } ? Fields : never;

/** The generated sample of a format. `key` tells several kinds of samples apart. */
export interface SampleKind<S extends BaseSample = BaseSample, L extends BaseLayout = BaseLayout> {
  /** The property that only this kind of sample has. */
  readonly key: string;
  /** Its properties besides those of `BaseSample`. */
  readonly fields: Readonly<Record<string, Shape>>;
  /** Reports what is wrong with it. `layout` is the one that it names, of any format. */
  faults(sample: S, layout: L | BaseLayout, report: Report): void;
}

/** A raw format in the contract. `L`: its layout in a contract, `P`: its layout in a run's plan, `S`: its sample. */
export interface Format<
  L extends BaseLayout = BaseLayout,
  P extends PlanLayout = PlanLayout,
  S extends BaseSample = BaseSample,
> {
  /** What a layout must look like, property by property as in its type; `columns` is `columnsShape(places)`. */
  readonly shape: Shape;
  /** Where a column can be, by the key that marks the place, besides `path` and `text`. */
  readonly places: Readonly<Record<string, PlaceKind<never, L>>>;
  /** True if `files` alone decides which files a layout reads, so that each layout needs its own. @default a file's content may, too */
  readonly byFiles?: true;
  /** Reports what is wrong with a layout besides its shape, its `files` and its columns. */
  faults?(layout: L, path: string, report: Report): void;
  /** How its records are read: the plan's layout without `columns`. `data-flow diff` compares what you add here. */
  plan(layout: L): Omit<P, "columns">;
  /** How the data set's page describes it: "fields separated by tabs, …". */
  inWords(layout: L): string;
  /** What the reader looked for in a file that fits no layout, for the error: "a chart document". */
  wanted(layout: P): string;
  /** Sentences for what a run left out or set to null, by the reasons that the reading side counts. */
  leftOut?(counts: Readonly<Record<string, number>>): readonly string[];
  readonly sample?: SampleKind<S, L>;
}
