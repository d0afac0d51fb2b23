/** All source kinds. To add one, write a file beside this one, a folder of core/sources/, and a line in each block here. */
import type { SymbolRequests } from "./by-symbol";
import { chartApi, type ChartApiSource } from "./chart-api";
import { files, type FilesSource, type RequestValue } from "./files";
import { kaggle, type KaggleSource } from "./kaggle";
import { local, type LocalSource } from "./local";
import type { CredentialsWords, SourceKind } from "./source";
import { yahoo, type YahooSource } from "./yahoo";

export type {
  ChartApiSource,
  CredentialsWords,
  FilesSource,
  KaggleSource,
  LocalSource,
  RequestValue,
  SourceKind,
  SymbolRequests,
  YahooSource,
};

/** By the `kind` of a contract's source. */
export const sources = {
  kaggle,
  yahoo,
  "chart-api": chartApi,
  files,
  local,
};

/** Former names of kinds: what a contract must write today. */
export const renamedSources: Readonly<Record<string, keyof typeof sources>> = { http: "chart-api" };

/** Where raw data comes from: data, not code, so that a Lambda closure can capture it. */
export type Source = KaggleSource | YahooSource | ChartApiSource | FilesSource | LocalSource;

/** A source that you ask symbol by symbol. */
export type SymbolSource = Extract<Source, SymbolRequests>;

/** The contract's side of a source's kind. */
export const sourceKind = (source: Pick<Source, "kind">): SourceKind => sources[source.kind];

/** The terms that a user of the data set must accept; undefined if its source is free to use. */
export const termsOf = ({ source }: { readonly source: Source }): string | undefined =>
  sourceKind(source).terms?.(source);

/** The credentials that a source reads; undefined if it reads none. */
export const credentialsOf = (source: Source): CredentialsWords | undefined =>
  sourceKind(source).ownCredentials?.(source) ?? sourceKind(source).credentials;

/** True if you ask the source symbol by symbol. */
export const isBySymbol = (source: Source): source is SymbolSource => sourceKind(source).bySymbol === true;

/** True if one run can fill a span of days. A `replace` would keep only the span. */
export const fillsSpans = ({
  source,
  table,
}: {
  readonly source: Source;
  readonly table: { readonly mode: "replace" | "upsert" };
}): boolean => table.mode === "upsert" && (sourceKind(source).byDay?.(source) ?? false);

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

/** The credentials that every source of some kind reads. */
export const kindCredentials: readonly CredentialsWords[] = Object.values<SourceKind>(sources).flatMap(
  ({ credentials }) => credentials ?? [],
);
