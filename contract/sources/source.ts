/** What the words of a source kind are: the interface of the files beside this one. */
import type { Report } from "../check/fault";
import type { Shape } from "../check/shape";

/** A secret that a source reads, by the name under which it asks for it: on the laptop that of an environment variable. */
export interface SecretWords {
  readonly name: string;
  /** What its value may be called in the stack's secret, beside `name`. */
  readonly alias?: string;
  /** On the laptop the variable may hold the path of a file whose text is the value. */
  readonly mayBePath?: true;
  /** On the laptop it is the text of the file of this name, in a folder that a variable names or in one of the home directory's. */
  readonly file?: { readonly variable: string; readonly folders: readonly string[] };
}

/** The credentials of a source. */
export interface CredentialsWords {
  /** In whose words: "Kaggle". */
  readonly service: string;
  readonly secrets: readonly SecretWords[];
  /** The secret that is meant where the stack's secret is a bare text. */
  readonly token: string;
  /** What else the stack's secret may hold, as a file to be put in as it is. */
  readonly file?: string;
  /** The stack's setting that may hold the token. */
  readonly setting?: "kaggleToken";
}

/** A source kind, as the contract speaks of it. `S`: the source in a contract. */
export interface SourceKind<S extends { readonly kind: string } = { readonly kind: string }> {
  /** What it must look like, property by property as its type has them. */
  readonly shape: Shape;
  /** What is wrong with it, beside its shape. */
  faults(source: S, report: Report): void;
  /** As the data set's page says it; further lines are items of the same list. */
  inWords(source: S): string;
  /** The sentence that a user of the data set must accept; undefined if it is free to use. */
  terms?(source: S): string | undefined;
  /** What it reads if it is given any. @default it reads none */
  readonly credentials?: CredentialsWords;
  /** It is asked for days: a span of them can be filled, and its table is an `upsert`. */
  readonly byDay?: true;
  /** It is asked symbol by symbol, and has the properties of `SymbolRequests`. */
  readonly bySymbol?: true;
  /** Where a person gets the archive that `--archive` reads. @default nowhere: `--live` is proposed */
  archivePage?(source: S): string;
}
