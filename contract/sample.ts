/** How a data set's sample is made up: the words of the contract. */

/** How one raw column of the generated sample looks; deterministic. */
export type SampleColumn =
  /** The values one after the other, each for the same share of the file's rows. */
  | { readonly kind: "blocks"; readonly values: readonly string[] }
  /** The values in turn, each for `length` rows (fewer where a block is too short for one of each), again and again. */
  | { readonly kind: "runs"; readonly values: readonly string[]; readonly length: number }
  /** A noisy wave around `mean`, `period` rows long, written as C's `%.<digits>g` does. */
  | {
      readonly kind: "wave";
      readonly mean: number;
      readonly amplitude: number;
      readonly period: number;
      readonly digits: number;
    };

/** A CSV file, column by column. */
export interface ColumnSample {
  /** The file's name; its layout must have a header, whose columns stand in the order of `columns`. */
  readonly file: string;
  readonly layout: string;
  /** @default size in rows when `--rows` does not say otherwise */
  readonly rows: number;
  readonly columns: { readonly [header: string]: SampleColumn };
}

/** A random walk of known drift and scale, in trading days. */
export interface SampleSeries {
  readonly symbol: string;
  readonly currency: string;
  /** Close of the last day. */
  readonly last: number;
  /** Mean and standard deviation of the daily logarithmic return, dividends counted. */
  readonly drift: number;
  readonly scale: number;
  /** A dividend of `yield` (a share of the price) every so many trading days. @default none */
  readonly dividend?: { readonly yield: number; readonly every: number };
  /** New shares for one old one, so many trading days before the last. @default none */
  readonly split?: { readonly ratio: number; readonly before: number };
}

/** An archive of chart documents, one a series; equally many days of each. */
export interface SeriesSample {
  readonly file: string;
  readonly layout: string;
  /** Trading days of all series together. */
  readonly rows: number;
  /** Last day, YYYY-MM-DD; earlier ones are counted back from it, Saturdays, Sundays and holidays left out. */
  readonly until: string;
  /** Days of each year on which there is no trade, MM-DD. */
  readonly holidays: readonly string[];
  readonly timeZone: string;
  readonly series: readonly SampleSeries[];
}

/** A generated sample of the real shape: what `data-flow run` uses when it is given nothing else. */
export type Sample = ColumnSample | SeriesSample;
