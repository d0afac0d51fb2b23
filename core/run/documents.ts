/** The JSON documents of a run: what the steps leave for each other in `state/`. */
import type { Severity } from "../../contract/dataset";
import type { RecordedColumn } from "../../contract/identity";

/** First thing a run writes. */
export interface Started {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  /** Logical date, YYYY-MM-DD. */
  readonly date: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** One raw file as it was fetched and as it is stored. Offsets of records refer to the stored bytes. */
export interface RawFile {
  /** Path of the member in its archive, or the file's name: what `_file` says. */
  readonly file: string;
  readonly key: string;
  /** Bytes and hex sha256 as fetched. */
  readonly size: number;
  readonly sha256: string;
  /** Bytes as stored, and their checksum (checksum.ts); files of older versions have none. */
  readonly storedSize: number;
  readonly checksum?: string;
  readonly layout: string;
  readonly records: number;
  /** ISO 8601, UTC. */
  readonly fetchedAt: string;
  readonly generated: boolean;
  /**
   * What the file's format alone knows, under the format's name (core/formats/<kind>/file.ts). Manifests of older versions have
   * those members beside the others.
   */
  readonly format?: Readonly<Record<string, object>>;
}

/** One request of a source that answers for one symbol at a time. */
export interface SourceRequest {
  readonly symbol: string;
  /** Path in the archive of what it answered. */
  readonly file: string;
  /** Without its query, which may hold a key. */
  readonly url: string;
  /** Whose dates are the days that are wanted, `to` exclusive (ISO 8601, UTC); the question itself holds some days more. */
  readonly from: string;
  readonly to: string;
  /** `history`: all there is, since the symbol is new or its past was restated. */
  readonly asked: "lookback" | "history" | "span";
  readonly status: number;
  /** When it was answered; ISO 8601, UTC. */
  readonly at: string;
}

/** A symbol that could not be had. */
export interface FailedSymbol {
  readonly symbol: string;
  readonly error: string;
  readonly message: string;
}

/** A byte range of one raw file, cut at record boundaries. */
export interface Slice {
  /** Index in `files`. */
  readonly file: number;
  readonly start: number;
  readonly end: number;
  /** Number of its first record in the file, from 0. */
  readonly firstRow: number;
  readonly records: number;
}

/** One unit of Convert: a slice of a large file, or several small files packed together. */
export interface Part {
  readonly slices: readonly Slice[];
  readonly records: number;
}

/** What was fetched, from where, and how it is cut. */
export interface Manifest {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  readonly date: string;
  /** Number of the pointer that was current when the run began, 0 for none. */
  readonly base: number;
  /** Hex sha256 over the plan and the program's version. */
  readonly fingerprint: string;
  /** Hex sha256 over path, size and sha256 of every raw file, and what was left out as unfinished: equal content, equal text. */
  readonly content: string;
  readonly source: {
    /** Where from, for people; never with a secret or a signed query. */
    readonly origin: string;
    /** The source's own word for this state of the content, where it has one. */
    readonly version?: string;
    readonly generated: boolean;
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
    /** Of a source that is asked symbol by symbol. */
    readonly requests?: readonly SourceRequest[];
    readonly failed?: readonly FailedSymbol[];
    /** What a kind of source keeps for the next run, under its own name (core/sources/<kind>/). */
    readonly state?: Readonly<Record<string, object>>;
    /** Of a manifest of older versions: the `symbols` of `state`. */
    readonly symbols?: object;
  };
  readonly fetchedAt: string;
  readonly files: readonly RawFile[];
  /** Members that fit no layout, with their first line, or `why` they hold no data (`is a symbolic link`). */
  readonly skipped: readonly {
    readonly file: string;
    readonly size: number;
    readonly firstLine: string;
    readonly why?: string;
  }[];
  readonly parts: readonly Part[];
  readonly records: number;
  /** Columns whose merged values this run may lose. @default none */
  readonly allowLoss?: readonly string[];
}

/** An object written by a step. */
export interface WrittenFile {
  readonly key: string;
  readonly size: number;
  readonly rows: number;
  /** Of its bytes (checksum.ts); files of older versions have none. */
  readonly checksum?: string;
}

/** What became of one part; the first attempt to finish writes it. */
export interface PartReport {
  readonly version: 1;
  readonly part: number;
  readonly attempt: string;
  readonly records: number;
  readonly staged: WrittenFile | null;
  readonly quarantined: WrittenFile | null;
  /** Quarantined records by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** What one attempt to convert a whole run by Spark did. Data faults stand in `error`. */
export interface ConvertReport {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  readonly attempt: string;
  readonly engine: "spark";
  readonly seconds: number;
  readonly parts: number;
  /** Records of all parts; 0 where there is an error. */
  readonly records: number;
  readonly error?: { readonly name: string; readonly message: string };
}

/** A column of the merged rows that the run's plan does not name. */
export interface RetiredColumn extends RecordedColumn {
  /** How many rows have a value: of the base, and of what this run merged. */
  readonly values: { readonly base: number; readonly merged: number };
}

/** The columns of a run, by which the next one knows them under other names. */
export interface ColumnIdentity {
  /** The key of the table, and of the merged rows. */
  readonly key: readonly string[];
  /** Columns of the merged rows that the plan names, in its order; none of `replace`. */
  readonly stage: readonly RecordedColumn[];
  /** The other columns of the merged rows, by name. */
  readonly retired: readonly RetiredColumn[];
  readonly table: readonly RecordedColumn[];
}

/** What the transform did, whatever the engine. Data faults stand in `error`; Publish throws them. */
export interface TransformReport {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  readonly attempt: string;
  readonly engine: "duckdb" | "spark";
  readonly seconds: number;
  readonly rows: {
    /** This run's stage rows. */
    readonly in: number;
    /** Rows of the base that they were merged into, 0 where there is none. */
    readonly base: number;
    /** Rows that the SQL saw. */
    readonly merged: number;
    readonly out: number;
    /** Rows left out before the SQL, by reason: `superseded` by a later row of the same key (`upsert`). */
    readonly dropped: Readonly<Record<string, number>>;
  };
  /** `key_not_null` and `key_unique` first, then those of the plan's that an engine counts. */
  readonly rules: readonly {
    readonly name: string;
    readonly severity: Severity;
    readonly violations: number;
    /**
     * Of a broken condition: the smallest key of the rows that break it, as text. Reports of older versions have none, nor has a
     * rule that only rows without a whole key break.
     */
    readonly example?: readonly { readonly name: string; readonly value: string }[];
  }[];
  /** Smallest and largest value as the engine prints them; null for an empty or all-null column. */
  readonly columns: Readonly<
    Record<string, { readonly min: string | null; readonly max: string | null; readonly nulls: number }>
  >;
  /**
   * Where `key_unique` is broken: the smallest key that several rows have, as text, and the first raw files of its rows; no files
   * where the key is not made of columns of stage. Reports of older versions have none.
   */
  readonly duplicate?: {
    readonly key: readonly { readonly name: string; readonly value: string }[];
    readonly files: readonly string[];
  };
  readonly files: readonly WrittenFile[];
  /** Files of the merged rows of an `upsert`, under its base prefix; none of `replace`. */
  readonly merged: readonly WrittenFile[];
  /** None of runs of earlier versions, whose columns are their plan's; none where there is an error. */
  readonly identity?: ColumnIdentity;
  readonly error?: { readonly name: string; readonly message: string };
}

/** What one attempt to analyse by a job did. What the data or the model did stands in `error`; the function throws it by that name. */
export interface AnalysisReport {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  readonly attempt: string;
  readonly engine: "pymc";
  readonly seconds: number;
  readonly rows: {
    /** Rows of the source table. */
    readonly in: number;
    readonly out: number;
  };
  readonly files: readonly WrittenFile[];
  readonly error?: { readonly name: string; readonly message: string };
}

/** What one attempt of a run would publish. */
export interface Publication {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  readonly attempt: string;
  readonly date: string;
  readonly fingerprint: string;
  readonly content: string;
  readonly location: string;
  /** Prefix of the merged rows that the next run of an `upsert` is merged into; null of `replace`. */
  readonly merged: string | null;
  readonly rows: RowCounts;
  readonly files: readonly WrittenFile[];
  /** Files under `merged`; those of older versions stand in the transform's report alone. */
  readonly mergedFiles?: readonly WrittenFile[];
  /** As in the transform's report, whose place this takes where the report cannot be read. */
  readonly identity?: ColumnIdentity;
  /**
   * Whether every row comes from the generated sample, those that an `upsert` merged before included.
   * @default unknown: an analysis, or written by an older version
   */
  readonly generated?: boolean;
  /** Of an analysis: the pointer of the table that was analysed. */
  readonly source?: { readonly dataset: string; readonly number: number };
}

/** Rows of a run on their way: `read` = `staged` + `quarantined`. */
export interface RowCounts {
  readonly read: number;
  readonly staged: number;
  readonly quarantined: number;
  readonly published: number;
}

/** A numbered pointer; the highest number is the published table. */
export interface Pointer extends Publication {
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
}
