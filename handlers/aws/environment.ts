/** What a function is told by its environment variables. */
import { failure } from "../../core/run/failure";

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

/** The warehouse of a stack that has one. */
export interface WarehouseSettings {
  /** Of Redshift Serverless. */
  readonly workgroup: string;
  /** In the workgroup's namespace. */
  readonly database: string;
}

/** Reads the variables; an empty one counts as missing. Fails with `EnvironmentIncomplete`, which names all that are. */
export function settings(env: Environment): Settings {
  demand(env, "LAKE_BUCKET", "LAKE_DATABASE");
  return {
    bucket: env["LAKE_BUCKET"]!,
    database: env["LAKE_DATABASE"]!,
    secretArn: env["CREDENTIALS_SECRET_ARN"] || undefined,
    sourceUrl: env["SOURCE_URL"] || undefined,
    symbols: (env["SYMBOLS"] ?? "").split(",").filter((symbol) => symbol !== ""),
  };
}

/** The same of the variables that only Load has. */
export function warehouseSettings(env: Environment): WarehouseSettings {
  demand(env, "WAREHOUSE_WORKGROUP", "WAREHOUSE_DATABASE");
  return { workgroup: env["WAREHOUSE_WORKGROUP"]!, database: env["WAREHOUSE_DATABASE"]! };
}

function demand(env: Environment, ...names: readonly string[]): void {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === 0) return;
  throw failure(
    "EnvironmentIncomplete",
    `The function's environment has no ${missing.join(" and no ")}: set ${missing.length > 1 ? "them" : "it"} where the function is declared.`,
  );
}
