/** The source kinds that there are: a new one is a file beside this one, a folder of core/sources/, and a line in each block here. */
import type { SymbolRequests } from "./by-symbol";
import { http, type HttpSource } from "./http";
import { kaggle, type KaggleSource } from "./kaggle";
import type { CredentialsWords, SourceKind } from "./source";
import { yahoo, type YahooSource } from "./yahoo";

export type { CredentialsWords, HttpSource, KaggleSource, SourceKind, SymbolRequests, YahooSource };

/** By the `kind` of a contract's source. */
export const sources = {
  kaggle,
  yahoo,
  http,
};

/** Where raw data comes from: data, not code, so that a Lambda closure can capture it. */
export type Source = KaggleSource | YahooSource | HttpSource;

/** A source that is asked symbol by symbol. */
export type SymbolSource = Extract<Source, SymbolRequests>;

/** The words of a source's kind. */
export const sourceKind = (source: Pick<Source, "kind">): SourceKind => sources[source.kind];

/** The sentence that a user of the data set must accept; undefined if its source is free to use. */
export const termsOf = ({ source }: { readonly source: Source }): string | undefined =>
  sourceKind(source).terms?.(source);

/** What a source reads if it is given any; undefined if it reads no credentials. */
export const credentialsOf = (source: Source): CredentialsWords | undefined => sourceKind(source).credentials;

/** Whether a source is asked symbol by symbol. */
export const isBySymbol = (source: Source): source is SymbolSource => sourceKind(source).bySymbol === true;

/** Whether a source is asked for a span of days. */
export const isByDay = (source: Source): boolean => sourceKind(source).byDay === true;

/** The credentials that sources of any kind read. */
export const allCredentials: readonly CredentialsWords[] = Object.values<SourceKind>(sources).flatMap(
  ({ credentials }) => credentials ?? [],
);
