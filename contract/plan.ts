/**
 * The plan of a run: everything that the steps after Ingest know of a contract, as one JSON document. Ingest writes it once, beside
 * the run's state, so that a deployment in the middle of a run changes nothing.
 */
import type { ColumnType } from "./types";
import type { Severity } from "./dataset";
import type { ValueForm } from "./formats/written";

/** A typed column of stage or table. */
export interface PlanColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Former names of the column, newest first. @default [] */
  readonly renamedFrom?: readonly string[];
  /** Value for merged rows that lack one; the SQL casts it from a string. @default undefined */
  readonly fill?: string;
}

/** How one stage column is read from a raw record. */
export interface ReadColumn extends PlanColumn {
  /** Where it is, in the words of the layout's format; every format has `{ path }` and `{ text }`. */
  readonly from: object;
  /** The string that must stand before the value. */
  readonly prefix: string;
  /** Allows a time of midnight, and an offset, behind the value; only for dates. */
  readonly time?: "midnight";
  /** How the value is written. @default the strict form of its type */
  readonly form?: ValueForm;
  /** Strings (after the prefix) that mean null. */
  readonly nulls: readonly string[];
  /** Strings accepted besides finite numbers; only for doubles. */
  readonly nonFinite: readonly string[];
}

/** How to read the files of one layout. Each format adds what it needs (contract/formats/). */
export interface PlanLayout {
  /** @default "csv" */
  readonly format?: string;
  readonly name: string;
  /** Regular expression on the member's path. */
  readonly files: string;
  readonly columns: readonly ReadColumn[];
}

/**
 * A quality rule. With `violation` or `query` an engine counts its violations, in the SQL that Spark and DuckDB share. Without
 * either, Publish judges it by row counts, by its kind (contract/rules/).
 */
export interface PlanRule {
  readonly name: string;
  readonly severity: Severity;
  /** The contract's kind, or `row` for every condition. */
  readonly kind: string;
  /** An expression over the table's columns, true for each row that breaks the rule. */
  readonly violation?: string;
  /**
   * A SELECT from `result` (the table) and `stage` that returns the number of violations, as one row of one column. Plans of
   * earlier versions lack it.
   */
  readonly query?: string;
  /** The contract's properties of a rule that is not a condition. */
  readonly [word: string]: unknown;
}

/** A rule of kind `change` in plans of earlier versions. */
export type ChangeRule = Pick<PlanRule, "name" | "severity"> & { readonly max: number };

/**
 * How the pages of a Parquet file are compressed. Redshift's COPY reads Parquet through Spectrum, which supports gzip, snappy and
 * bzip2 by its documentation, but not zstd (Redshift's guide, "COPY from columnar data formats").
 */
export type Compression = "zstd" | "snappy";

/** What the transform executes, on any engine. */
export interface TransformPlan {
  readonly sql: string;
  /** Columns of `stage`, with the housekeeping columns `_file`, `_offset`, `_row` last; for `upsert`, `_as_of` follows. */
  readonly stage: readonly PlanColumn[];
  readonly columns: readonly PlanColumn[];
  readonly key: readonly string[];
  /**
   * `upsert`: first merges this run's rows with the base's. Per key the row with the greatest (`_as_of`, `_file`, `_offset`) wins;
   * strings compare by their UTF-8 bytes. `stage` is then the merged rows.
   */
  readonly mode: "replace" | "upsert";
  /** Compression of the table's files. @default "zstd" */
  readonly compression?: Compression;
  /** The implied rules, then the contract's. The engine adds the key's rules. */
  readonly rules: readonly PlanRule[];
}

/** The table as the catalog holds it: the input of Glue's CreateTable without its location. */
export interface CatalogTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** Limits of a run. Sizes are in bytes. */
export interface Limits {
  readonly maxBadRatio: number;
  readonly maxMembers: number;
  readonly maxUnpackedBytes: number;
  readonly maxParts: number;
  /** Size at which raw files are cut, at the next record boundary. A laptop makes larger parts of an archive with too many. */
  readonly partBytes: number;
}

/** The version of the plans that this program reads and writes. */
export const planVersion = 1;

/** The whole plan; `version` changes when an older reader would misread it. */
export interface Plan {
  readonly version: typeof planVersion;
  readonly dataset: string;
  /** Who converts raw to stage. */
  readonly convert: "lambda" | "spark";
  readonly layouts: readonly PlanLayout[];
  readonly transform: TransformPlan;
  /** Rules of kind `change` in plans of earlier versions; `rulesOf` (contract/rules/older-plans.ts) reads both. @default [] */
  readonly change?: readonly ChangeRule[];
  readonly catalog: CatalogTable;
  readonly limits: Limits;
  /** Days after which a superseded or unpublished run is removed. */
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

/** Columns of a quarantined record. `_column` is null if the whole record is at fault. */
export const quarantineColumns: readonly PlanColumn[] = [
  ...housekeeping,
  { name: "_column", type: "string", nullable: true },
  { name: "_reason", type: "string", nullable: false },
  { name: "_raw", type: "string", nullable: false },
];
