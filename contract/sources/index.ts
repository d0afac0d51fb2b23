/** All source kinds. To add one, write a file beside this one, a folder of core/sources/, and a line in each block here. */
import type { SymbolRequests } from "./by-symbol";
import { http, type HttpSource } from "./http";
import { kaggle, type KaggleSource } from "./kaggle";
import { local, type LocalSource } from "./local";
import type { CredentialsWords, SourceKind } from "./source";
import { yahoo, type YahooSource } from "./yahoo";

export type {
  CredentialsWords,
  HttpSource,
  KaggleSource,
  LocalSource,
  SourceKind,
  SymbolRequests,
  YahooSource,
};

/** By the `kind` of a contract's source. */
export const sources = {
  kaggle,
  yahoo,
  http,
  local,
};

/** Where raw data comes from: data, not code, so that a Lambda closure can capture it. */
export type Source = KaggleSource | YahooSource | HttpSource | LocalSource;

/** A source that you ask symbol by symbol. */
export type SymbolSource = Extract<Source, SymbolRequests>;

/** The contract's side of a source's kind. */
export const sourceKind = (source: Pick<Source, "kind">): SourceKind => sources[source.kind];

/** The terms that a user of the data set must accept; undefined if its source is free to use. */
export const termsOf = ({ source }: { readonly source: Source }): string | undefined =>
  sourceKind(source).terms?.(source);

/** The credentials that a source reads; undefined if it reads none. */
export const credentialsOf = (source: Source): CredentialsWords | undefined => sourceKind(source).credentials;

/** True if you ask the source symbol by symbol. */
export const isBySymbol = (source: Source): source is SymbolSource => sourceKind(source).bySymbol === true;

/** True if you ask the source for a span of days. */
export const isByDay = (source: Source): boolean => sourceKind(source).byDay === true;

/** Why a stack cannot run a data set, and what to do; undefined if it can. */
export const undeployable = ({
  name,
  source,
}: {
  readonly name: string;
  readonly source: Source;
}): string | undefined =>
  sourceKind(source).unfetched
    ? `${name} has the source "local", a file on your machine, which a stack cannot fetch. Put the file at an address, and write it in datasets/${name}.ts: source: { kind: "files", urls: ["https://…"] }.`
    : undefined;

/** The credentials that sources of any kind read. */
export const allCredentials: readonly CredentialsWords[] = Object.values<SourceKind>(sources).flatMap(
  ({ credentials }) => credentials ?? [],
);
