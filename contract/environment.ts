/** The environment variables of the functions, which components set and handlers read. */
import type { FunctionStep } from "./derive/step-contract";

/**
 * When a function has a variable. `always`: its component sets it, and the function refuses to start without it. `sometimes`: its
 * component sets it or passes `undefined`. `by hand`: no component sets it.
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
    /** Symbols to fetch in addition to the contract's, separated by commas. */
    SYMBOLS: "sometimes",
    /** Address to use instead of the source's. */
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
    /** Hex sha256 of the model's source. A changed model makes another analysis even if the table is the same. */
    MODEL_SHA256: "sometimes",
  },
} as const satisfies Record<FunctionStep, Record<string, Presence>>;

type Variables<Step extends FunctionStep> = (typeof environments)[Step];

/** Names of a function's variables with this presence. */
type Named<Step extends FunctionStep, When extends Presence> = {
  [Name in keyof Variables<Step>]: Variables<Step>[Name] extends When ? Name : never;
}[keyof Variables<Step>];

/** The variables as a function's handler reads them. */
export type Environment<Step extends FunctionStep> = Readonly<
  Record<Named<Step, "always">, string> & Partial<Record<Named<Step, "sometimes" | "by hand">, string>>
>;

/**
 * The variables as a function's component sets them, each a `Value`. You must name all of them, so that a misspelled or forgotten
 * one does not compile. Pass `undefined` for one that does not apply.
 */
export type EnvironmentValues<Step extends FunctionStep, Value> = Readonly<
  Record<Named<Step, "always">, Value> & Record<Named<Step, "sometimes">, Value | undefined>
>;
