/** The JSON documents of a run, which the steps write in `state/` for each other. */
import type { Severity } from "../../contract/dataset";
import type { RecordedColumn } from "../../contract/identity";

/** The first document that a run writes. */
export interface Started {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  /** Logical date, YYYY-MM-DD. */
  readonly date: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** One raw file: as it was fetched, and as it is stored. Offsets of records refer to the stored bytes. */
export interface RawFile {
  /** Path of the member in its archive, or the file's name. `_file` holds this value. */
  readonly file: string;
  readonly key: string;
  /** Bytes and hex sha256 as fetched. */
  readonly size: number;
  readonly sha256: string;
  /** Bytes as stored, and their checksum (checksum.ts). Files of older versions lack the checksum. */
  readonly storedSize: number;
  readonly checksum?: string;
  readonly layout: string;
  readonly records: number;
  /** ISO 8601, UTC. */
  readonly fetchedAt: string;
  /** When its content is from, if the source says so: `_as_of` of its rows. ISO 8601, UTC. @default `fetchedAt` */
  readonly asOf?: string;
  readonly generated: boolean;
  /**
   * What only the file's format knows, under the format's name (core/formats/<kind>/file.ts). Manifests of older versions have
   * these members beside the others.
   */
  readonly format?: Readonly<Record<string, object>>;
}

/** One request to a source that answers for one symbol at a time. */
export interface SourceRequest {
  readonly symbol: string;
  /** Path of its answer in the archive. */
  readonly file: string;
  /** The address without its query, which may hold a key. */
  readonly url: string;
  /** The wanted days are the dates of `from` and `to`, `to` exclusive (ISO 8601, UTC). The request itself spans a few more days. */
  readonly from: string;
  readonly to: string;
  /** `history`: everything, because the symbol is new or its past was restated. */
  readonly asked: "lookback" | "history" | "span";
  readonly status: number;
  /** When it was answered; ISO 8601, UTC. */
  readonly at: string;
}

/** A symbol that could not be fetched. */
export interface FailedSymbol {
  readonly symbol: string;
  readonly error: string;
  readonly message: string;
}

/** A file that its source does not have, which a run may skip. */
export interface MissingFile {
  /** The path that it would have. */
  readonly file: string;
  /** The address without its query. */
  readonly url: string;
  readonly status: number;
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

/** One unit of work for Convert: a slice of a large file, or several small files packed together. */
export interface Part {
  readonly slices: readonly Slice[];
  readonly records: number;
}

/** What a run fetched, from where, and how it is cut. */
export interface Manifest {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  readonly date: string;
  /** Number of the pointer that was current when the run began; 0 for none. */
  readonly base: number;
  /** Hex sha256 over the plan and the program's version. */
  readonly fingerprint: string;
  /**
   * Hex sha256 over path, size and sha256 of every raw file, and over what was left out as unfinished: equal content gives an equal
   * hash.
   */
  readonly content: string;
  readonly source: {
    /** The origin for people; never contains a secret or a signed query. */
    readonly origin: string;
    /** The source's name for this state of the content, if it has one. */
    readonly version?: string;
    readonly generated: boolean;
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
    /** Only for a source that you ask symbol by symbol. */
    readonly requests?: readonly SourceRequest[];
    readonly failed?: readonly FailedSymbol[];
    /** Only for a source of files that may be missing. */
    readonly missing?: readonly MissingFile[];
    /** What a kind of source keeps for the next run, under the kind's name (core/sources/<kind>/). */
    readonly state?: Readonly<Record<string, object>>;
    /** In manifests of older versions: the `symbols` of `state`. */
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
  /** Columns whose merged values this run may lose. @default [] */
  readonly allowLoss?: readonly string[];
}

/** An object written by a step. */
export interface WrittenFile {
  readonly key: string;
  readonly size: number;
  readonly rows: number;
  /** Checksum of its bytes (checksum.ts); files of older versions lack it. */
  readonly checksum?: string;
}

/** The result of one part. The first attempt to finish writes it. */
export interface PartReport {
  readonly version: 1;
  readonly part: number;
  readonly attempt: string;
  readonly records: number;
  readonly staged: WrittenFile | null;
  readonly quarantined: WrittenFile | null;
  /** Quarantined records by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Those with a column at fault. Reports of older versions lack it. */
  readonly culprits?: readonly Culprit[];
}

/** How many records are quarantined because of one column, for one reason. */
export interface Culprit {
  readonly reason: string;
  readonly column: string;
  readonly records: number;
}

/** What one attempt to convert a whole run by Spark did. `error` holds data faults. */
export interface ConvertReport {
  readonly version: 1;
  readonly dataset: string;
  readonly run: string;
  readonly attempt: string;
  readonly engine: "spark";
  readonly seconds: number;
  readonly parts: number;
  /** Records of all parts; 0 if there is an error. */
  readonly records: number;
  readonly error?: { readonly name: string; readonly message: string };
}

/** A column of the merged rows that the run's plan does not name. */
export interface RetiredColumn extends RecordedColumn {
  /** How many rows have a value: in the base, and after this run's merge. */
  readonly values: { readonly base: number; readonly merged: number };
}

/** The columns of a run. The next run uses them to recognise columns under other names. */
export interface ColumnIdentity {
  /** The key of the table, and of the merged rows. */
  readonly key: readonly string[];
  /** Columns of the merged rows that the plan names, in its order; empty for `replace`. */
  readonly stage: readonly RecordedColumn[];
  /** The other columns of the merged rows, by name. */
  readonly retired: readonly RetiredColumn[];
  /** Columns of the table, in its order. */
  readonly table: readonly RecordedColumn[];
}

/** What the transform did, on any engine. `error` holds data faults, which Publish throws. */
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
    /** Rows of the base that they were merged into; 0 if there is no base. */
    readonly base: number;
    /** Rows that the SQL saw. */
    readonly merged: number;
    readonly out: number;
    /** Rows left out before the SQL, by reason: `superseded` by a later row of the same key (`upsert`). */
    readonly dropped: Readonly<Record<string, number>>;
  };
  /** `key_not_null` and `key_unique` first, then the plan's rules that an engine counts. */
  readonly rules: readonly {
    readonly name: string;
    readonly severity: Severity;
    readonly violations: number;
    /**
     * For a broken condition: the smallest key of the rows that break it, as strings. Missing in reports of older versions, and if
     * only rows without a whole key break the rule.
     */
    readonly example?: readonly { readonly name: string; readonly value: string }[];
  }[];
  /** Smallest and largest value as the engine prints them; null for an empty or all-null column. */
  readonly columns: Readonly<
    Record<string, { readonly min: string | null; readonly max: string | null; readonly nulls: number }>
  >;
  /**
   * If `key_unique` is broken: the smallest key that several rows have, as strings, and the first raw files of its rows. The files
   * are empty if the key has columns that stage lacks. Missing in reports of older versions.
   */
  readonly duplicate?: {
    readonly key: readonly { readonly name: string; readonly value: string }[];
    readonly files: readonly string[];
  };
  readonly files: readonly WrittenFile[];
  /** Files of the merged rows of an `upsert`, under its base prefix; empty for `replace`. */
  readonly merged: readonly WrittenFile[];
  /** Missing in runs of earlier versions, whose columns are those of their plan, and if there is an error. */
  readonly identity?: ColumnIdentity;
  /** As in a publication. */
  readonly highestFieldId?: number;
  readonly error?: { readonly name: string; readonly message: string };
}

/** What one attempt to analyse by a job did. `error` holds faults of the data or the model; Analyze throws it under that name. */
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
  /** Missing in reports of older versions, and if there is an error. */
  readonly identity?: ColumnIdentity;
  /** As in a publication. */
  readonly highestFieldId?: number;
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
  /** Prefix of the merged rows that the next run of an `upsert` merges into; null for `replace`. */
  readonly merged: string | null;
  readonly rows: RowCounts;
  readonly files: readonly WrittenFile[];
  /** Files under `merged`. For older versions only the transform's report lists them. */
  readonly mergedFiles?: readonly WrittenFile[];
  /** A copy of the report's, for use if the report cannot be read. */
  readonly identity?: ColumnIdentity;
  /**
   * The highest field id that any column of the table ever had (contract/field-ids.ts). Missing if an older version, without field
   * ids, wrote the files.
   */
  readonly highestFieldId?: number;
  /**
   * True if every row comes from the generated sample, including rows that an `upsert` merged earlier.
   * @default undefined: for an analysis, or if an older version wrote it
   */
  readonly generated?: boolean;
  /** For an analysis: the pointer of the analysed table. */
  readonly source?: { readonly dataset: string; readonly number: number };
}

/** Row counts of a run: `read` = `staged` + `quarantined`. */
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
