/** The interface of a source kind's words, which each file beside this one implements. */
import type { Report } from "../check/fault";
import type { Shape } from "../check/shape";
import type { FormatName } from "../formats";

/** A secret that a source reads, by the name that it asks for. On the laptop this is the name of an environment variable. */
export interface SecretWords {
  readonly name: string;
  /** Another name for its value in the stack's secret, besides `name`. */
  readonly alias?: string;
  /** True if the variable on the laptop may hold the path of a file that contains the value. */
  readonly mayBePath?: true;
  /** On the laptop, the content of the file of this name, in the folder that a variable names or in one of the home directory's. */
  readonly file?: { readonly variable: string; readonly folders: readonly string[] };
}

/** The credentials of a source. */
export interface CredentialsWords {
  /** The service that they are for: "Kaggle". */
  readonly service: string;
  readonly secrets: readonly SecretWords[];
  /** Name of the secret to use if the stack's secret is a bare string. @default undefined: it must be JSON */
  readonly token?: string;
  /** What else the stack's secret may hold: the name of a file to copy into it unchanged. */
  readonly file?: string;
  /** The stack's setting that may hold the token. */
  readonly setting?: "kaggleToken";
  /** True if the source needs all of them, so that a stack always creates the secret. @default only if a setting asks for it */
  readonly required?: true;
}

/** A source kind in the contract. `S`: the source in a contract. */
export interface SourceKind<S extends { readonly kind: string } = { readonly kind: string }> {
  /** What it must look like, property by property as in its type. */
  readonly shape: Shape;
  /** Reports what is wrong with it besides its shape. */
  faults(source: S, report: Report): void;
  /** How the data set's page describes it. Further lines are items of the same list. */
  inWords(source: S): string;
  /** The terms that a user of the data set must accept; undefined if it is free to use. */
  terms?(source: S): string | undefined;
  /** The credentials that each source of the kind reads. @default it reads none */
  readonly credentials?: CredentialsWords;
  /** The credentials that this source reads, for a kind whose contract names them. @default `credentials` */
  ownCredentials?(source: S): CredentialsWords | undefined;
  /** The formats that its answers can have; at least one layout must be of them. @default any */
  readonly formats?: readonly FormatName[];
  /** True if you ask it for days: an `upsert` can fill a span of them. @default false */
  byDay?(source: S): boolean;
  /** True if each run fetches the last days only, so that its table must be an `upsert`. @default false */
  lastDays?(source: S): boolean;
  /** True if you ask it symbol by symbol; it then has the properties of `SymbolRequests`. */
  readonly bySymbol?: true;
  /** True if there is nothing to fetch: each run reads the file that you give it, and a stack cannot run it. */
  readonly unfetched?: true;
  /** Where you get the archive that `--archive` reads. @default undefined: messages suggest `--live` */
  archivePage?(source: S): string;
}
