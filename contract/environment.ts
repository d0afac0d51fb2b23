/** The environment variables of the functions: what their components set and their handlers read. */
import type { FunctionStep } from "./derive/step-contract";

/**
 * When a function has a variable. `always`: its component sets it, and the function refuses to start without it. `sometimes`:
 * its component says so, with `undefined` where it does not apply. `by hand`: no component sets it.
 */
export type Presence = "always" | "sometimes" | "by hand";

const lake = {
  /** The bucket of the lake. */
  LAKE_BUCKET: "always",
  /** The database in the Glue Data Catalog. */
  LAKE_DATABASE: "always",
} as const satisfies Record<string, Presence>;

/** Every variable of every function. */
export const environments = {
  ingest: {
    ...lake,
    /** ARN of the secret with the source's credentials; public data sets need none. */
    CREDENTIALS_SECRET_ARN: "sometimes",
    /** Symbols to fetch beside those of the contract, separated by commas. */
    SYMBOLS: "sometimes",
    /** Address to use instead of the source's own. */
    SOURCE_URL: "by hand",
  },
  convert: lake,
  publish: lake,
  load: {
    ...lake,
    /** The workgroup of Redshift Serverless. */
    WAREHOUSE_WORKGROUP: "always",
    /** The database in the workgroup's namespace. */
    WAREHOUSE_DATABASE: "always",
  },
  analyze: {
    ...lake,
    /** Hex sha256 of the model's text: another text makes another analysis, though the table is the same. */
    MODEL_SHA256: "sometimes",
  },
} as const satisfies Record<FunctionStep, Record<string, Presence>>;

type Variables<Step extends FunctionStep> = (typeof environments)[Step];

/** Names of the variables that a function has so often. */
type Named<Step extends FunctionStep, When extends Presence> = {
  [Name in keyof Variables<Step>]: Variables<Step>[Name] extends When ? Name : never;
}[keyof Variables<Step>];

/** The variables as a function's handler reads them. */
export type Environment<Step extends FunctionStep> = Readonly<
  Record<Named<Step, "always">, string> & Partial<Record<Named<Step, "sometimes" | "by hand">, string>>
>;

/**
 * The variables as a function's component sets them, each a `Value`. All must be named, so that neither a misspelled nor a
 * forgotten one compiles: what does not apply is `undefined`.
 */
export type EnvironmentValues<Step extends FunctionStep, Value> = Readonly<
  Record<Named<Step, "always">, Value> & Record<Named<Step, "sometimes">, Value | undefined>
>;
