/** The interface of a raw format's reading side, which each folder beside this file implements. */
import type { BaseLayout, BaseSample } from "../../contract/formats/format";
import type { PlanLayout } from "../../contract/plan";
import type { RowWriter } from "../parquet/row-writer";
import type { RawFile, Slice } from "../run/documents";
import type { ObjectStore } from "../run/ports";

/** The wanted days of a file: the dates of ISO 8601 times in UTC; `before` is exclusive. */
export interface Days {
  /** @default all days */
  readonly from?: string | undefined;
  readonly before?: string | undefined;
}

/** One file from a source. */
export interface Member extends Days {
  /** Its path in the archive, or its name. */
  readonly path: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** ISO 8601, UTC. */
  readonly fetchedAt: string;
}

/** A member that fits no layout. */
export interface SkippedFile {
  readonly kind: "skipped";
  /** Its first line, printable, at most 200 characters. */
  readonly firstLine: string;
  /** Why it fits none of the layouts that are meant for its path; empty if no layout is meant for it. */
  readonly misfits: readonly string[];
  /** No layout could read it, because it is empty or has an encoding that no layout can name. @default false */
  readonly unreadable?: boolean;
  /** Reads the member to its end; returns its size in bytes as fetched. */
  size(): Promise<number>;
}

/** What is known of a member once all its bytes have passed. */
export interface RawResult<Own extends object = object> extends Pick<
  RawFile,
  "size" | "sha256" | "storedSize" | "layout" | "records"
> {
  /** What only the format knows; the manifest keeps it under the format's name. */
  readonly own: Own;
  /** Slices cut at record boundaries, in order; empty if there are no records. A header is in no slice. */
  readonly slices: readonly Omit<Slice, "file">[];
}

/** A member that fits a layout. */
export interface FittingFile<Own extends object = object> {
  readonly kind: "fitting";
  /** The bytes to store; iterate them once, to the end. */
  readonly stored: AsyncIterable<Uint8Array>;
  /** Fails with `RawUnread` until `stored` is drained, and with `FooterTooEarly` if the layout's footer would leave out data. */
  result(): RawResult<Own>;
}

/** What to read: a slice of a raw file, into a sink. */
export interface SliceInput<P extends PlanLayout = PlanLayout> {
  readonly store: Pick<ObjectStore, "get">;
  readonly layout: P;
  readonly file: RawFile;
  readonly slice: Slice;
  readonly sink: RecordSink;
}

/** A record that goes to quarantine. It is valid during the call. */
export interface BadRecord {
  /** Offset of its first byte in the file. */
  readonly start: number;
  /** Why it goes there, a stable code. */
  readonly reason: string;
  /** The stage column at fault; null means the whole record. */
  readonly column: string | null;
  /** Its text in the form that quarantine keeps. */
  text(): Buffer;
}

/** Where the records of a slice go, in their order. */
export interface RecordSink {
  /** The stage. The reader finds its columns by name and fills rows from `stage.row` on. */
  readonly stage: RowWriter;
  /** Number in its file of the next record. */
  readonly number: number;
  /** Sets, in as many rows from `stage.row` on, what the sink knows of a record: its file, its number and its time. */
  place(rows: number): void;
  /** Sends a record to quarantine. */
  bad(record: BadRecord, number: number): void;
  /** Keeps the filled rows and moves on by `records`, the bad ones counted. */
  keep(rows: number, records: number): void;
}

/** Reads a slice. */
export interface SliceReader {
  /** Reads the slice piece by piece and yields the size of each: after each piece, call `read`. Fails with `RawDamaged`. */
  pieces(): AsyncIterable<number>;
  /** Sends the records that have arrived whole to the sink. */
  read(): void;
}

/** The reading side of a raw format. `P`: its layout in a run's plan. */
export interface FormatReader<
  P extends PlanLayout = PlanLayout,
  L extends BaseLayout = BaseLayout,
  S extends BaseSample = BaseSample,
> {
  /**
   * Recognises a file by its path and beginning, then transcodes, hashes and cuts it while it is stored. `layouts`: those of this
   * format. A slice ends with the record that makes it at least `partBytes` long. Errors of `bytes` pass through.
   */
  open(member: Member, layouts: readonly P[], partBytes: number): Promise<SkippedFile | FittingFile>;
  /** Opens a slice of a file that `open` accepted. */
  read(input: SliceInput<P>): SliceReader;
  /**
   * What is taken of a file, if its bytes alone do not decide that: equal content gives an equal list. @default undefined: its
   * bytes decide
   */
  taken?(file: RawFile): readonly unknown[];
  /** Counts of records left out and values set to null, by reason. @default undefined */
  leftOut?(file: RawFile): Readonly<Record<string, number>>;
  /** Names of the file's columns that its layout does not read. @default undefined: its columns have no names */
  unread?(file: RawFile): readonly string[];
  /** The bytes of the generated sample. @default undefined: the format has no sample */
  sample?(name: string, sample: S, layout: L, rows: number): AsyncIterable<Uint8Array>;
  /** The part of its layout that the sample's bytes depend on. */
  sampleDependsOn?(layout: L): unknown;
}
