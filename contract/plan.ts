/**
 * The plan of a run: all that the steps after Ingest know of a contract, as one JSON document. It is written
 * once, beside the run's state, so that a deployment in the middle of a run changes nothing.
 */
import type { ColumnType } from "./types";
import type { Severity } from "./dataset";

/** A typed column of stage or table. */
export interface PlanColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Names that the column had before, newest first. @default none */
  readonly renamedFrom?: readonly string[];
  /** Value of merged rows that have none, as SQL casts it from a string. @default none */
  readonly fill?: string;
}

/** How one stage column is read from a raw record. */
export interface ReadColumn extends PlanColumn {
  /** Where it stands, in the words of the layout's format; of every format `{ path }` and `{ text }`. */
  readonly from: object;
  /** The text that stands before the value and must be there. */
  readonly prefix: string;
  /** A time of midnight, and an offset, may stand behind the value; of dates only. */
  readonly time?: "midnight";
  /** Texts (after the prefix) that mean null. */
  readonly nulls: readonly string[];
  /** Texts accepted beside finite numbers; of doubles only. */
  readonly nonFinite: readonly string[];
}

/** How to read the files of one layout; each format adds what it knows (contract/formats/). */
export interface PlanLayout {
  /** @default "csv" */
  readonly format?: string;
  readonly name: string;
  /** Regular expression on the member's path. */
  readonly files: string;
  readonly columns: readonly ReadColumn[];
}

/**
 * A quality rule. With `violation` or `query` an engine counts its violations, in the SQL that Spark and DuckDB share; without
 * either, Publish judges it by numbers of rows, as its kind says (contract/rules/).
 */
export interface PlanRule {
  readonly name: string;
  readonly severity: Severity;
  /** As in the contract, or `row` of every condition. */
  readonly kind: string;
  /** An expression over the table's columns, true for each row that breaks the rule. */
  readonly violation?: string;
  /** A SELECT from `result`, the table, and `stage`: one row, one number, the violations. Plans of earlier versions lack it. */
  readonly query?: string;
  /** What the contract says of a rule that is not a condition. */
  readonly [word: string]: unknown;
}

/** A rule of kind `change` as plans of earlier versions have it. */
export type ChangeRule = Pick<PlanRule, "name" | "severity"> & { readonly max: number };

/**
 * How the pages of a Parquet file are compressed. Redshift's COPY reads Parquet by way of Spectrum, for which gzip, snappy and
 * bzip2 are documented, and zstd is not (Redshift's guide, "COPY from columnar data formats").
 */
export type Compression = "zstd" | "snappy";

/** What the transform executes, whatever the engine. */
export interface TransformPlan {
  readonly sql: string;
  /** Columns of `stage`, the housekeeping columns `_file`, `_offset`, `_row` last; of `upsert` then `_as_of`. */
  readonly stage: readonly PlanColumn[];
  readonly columns: readonly PlanColumn[];
  readonly key: readonly string[];
  /**
   * `upsert`: this run's rows and those of the base are merged first, per key the row with the greatest
   * (`_as_of`, `_file`, `_offset`), texts by their UTF-8 bytes; `stage` is the merged rows then.
   */
  readonly mode: "replace" | "upsert";
  /** Of the table's files. @default "zstd" */
  readonly compression?: Compression;
  /** The contract's rules after the implied ones. The key's are the engine's own. */
  readonly rules: readonly PlanRule[];
}

/** The table as the catalog holds it: what Glue's CreateTable takes, less its location. */
export interface CatalogTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** Bounds of a run. Sizes in bytes. */
export interface Limits {
  readonly maxBadRatio: number;
  readonly maxMembers: number;
  readonly maxUnpackedBytes: number;
  readonly maxParts: number;
  /** Size at which raw files are cut into parts, at the next record boundary. */
  readonly partBytes: number;
}

/** The version of the plans that this program writes and reads. */
export const planVersion = 1;

/** The whole plan; `version` changes when an older reader would misread it. */
export interface Plan {
  readonly version: typeof planVersion;
  readonly dataset: string;
  /** Who converts raw to stage. */
  readonly convert: "lambda" | "spark";
  readonly layouts: readonly PlanLayout[];
  readonly transform: TransformPlan;
  /** Rules of kind `change`, in plans of earlier versions; `rulesOf` (contract/rules/older-plans.ts) reads both. @default none */
  readonly change?: readonly ChangeRule[];
  readonly catalog: CatalogTable;
  readonly limits: Limits;
  /** Days after which a superseded or never published run is removed. */
  readonly retentionDays: number;
}

/** Columns that Convert adds to every stage row: where the record stood in its file. */
export const housekeeping: readonly PlanColumn[] = [
  { name: "_file", type: "string", nullable: false },
  { name: "_offset", type: "bigint", nullable: false },
  { name: "_row", type: "bigint", nullable: false },
];

/** Column that Convert adds to every stage row of an `upsert`: when its raw file was fetched. */
export const asOfColumn: PlanColumn = { name: "_as_of", type: "timestamp", nullable: false };

/** Columns of a quarantined record. `_column` is null where the whole record is at fault. */
export const quarantineColumns: readonly PlanColumn[] = [
  ...housekeeping,
  { name: "_column", type: "string", nullable: true },
  { name: "_reason", type: "string", nullable: false },
  { name: "_raw", type: "string", nullable: false },
];
