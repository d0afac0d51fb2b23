/** What a function is told by its environment variables. */
import { failure } from "../failure";

/** Environment variables as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What every function needs. */
export interface Settings {
  readonly bucket: string;
  /** Database of the Glue Data Catalog. */
  readonly database: string;
  /** The secret with Kaggle's credentials; public data sets need none. */
  readonly secretArn: string | undefined;
  /** Instead of the source's own address. */
  readonly sourceUrl: string | undefined;
  /** Asked for beside those of the contract, by sources that are asked by symbol. */
  readonly symbols: readonly string[];
}

/** Reads the variables; an empty one counts as missing. Fails with `EnvironmentIncomplete`, which names all that are. */
export function settings(env: Environment): Settings {
  const missing = ["LAKE_BUCKET", "LAKE_DATABASE"].filter((name) => !env[name]);
  if (missing.length > 0)
    throw failure(
      "EnvironmentIncomplete",
      `The function's environment has no ${missing.join(" and no ")}: set ${missing.length > 1 ? "them" : "it"} where the function is declared.`,
    );
  return {
    bucket: env["LAKE_BUCKET"]!,
    database: env["LAKE_DATABASE"]!,
    secretArn: env["CREDENTIALS_SECRET_ARN"] || undefined,
    sourceUrl: env["SOURCE_URL"] || undefined,
    symbols: (env["SYMBOLS"] ?? "").split(",").filter((symbol) => symbol !== ""),
  };
}
