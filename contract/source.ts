/** Where a data set's raw data comes from: the words of the contract. */

/** A Kaggle data set, `https://www.kaggle.com/datasets/<owner>/<dataset>`. */
export interface KaggleSource {
  readonly kind: "kaggle";
  readonly owner: string;
  readonly dataset: string;
}

/** What is asked of a source that answers for one symbol at a time. */
export interface SymbolRequests {
  /** As the source spells them, `^N225` and the like; a stack's configuration may add more. */
  readonly symbols: readonly string[];
  /** Days before a run's date that are fetched again each time. What is newer than the table is fetched in any case. */
  readonly lookback: number;
  /** Share of the symbols, 0 to 1, that may fail before the run does. */
  readonly maxFailedRatio: number;
}

/** Daily prices of Yahoo Finance (chart API, version 8). */
export interface YahooSource extends SymbolRequests {
  readonly kind: "yahoo";
  /** What the operator must have accepted before the source is used: one sentence. */
  readonly terms: string;
}

/** Any other source that answers as Yahoo's chart API does, one document for a symbol. */
export interface HttpSource extends SymbolRequests {
  readonly kind: "http";
  /** Address with `{symbol}`, `{from}` and `{to}` (seconds since 1970, `to` exclusive); no secret stands in it. */
  readonly url: string;
  /** As of `YahooSource`. @default free to use */
  readonly terms?: string;
}

/** Where raw data comes from: data, not code, so that a Lambda closure can capture it. */
export type Source = KaggleSource | YahooSource | HttpSource;

/** The sentence that whoever runs a data set must accept; nothing where its source is free to use. */
export const termsOf = ({ source }: { readonly source: Source }): string | undefined =>
  source.kind === "kaggle" ? undefined : source.terms;

/** Whether a source reads credentials, where it is given any. */
export const readsCredentials = (source: Source): source is KaggleSource => source.kind === "kaggle";

/** Whether a source is asked symbol by symbol, and for a span of days. */
export const isBySymbol = (source: Source): source is YahooSource | HttpSource => source.kind !== "kaggle";
