/** What the reading side of a raw format is: the interface of the folders beside this file. */
import type { BaseLayout, BaseSample } from "../../contract/formats/format";
import type { PlanLayout } from "../../contract/plan";
import type { Column } from "../parquet/columns";
import type { RawFile, Slice } from "../run/documents";
import type { ObjectStore } from "../run/ports";

/** The days of a file that are wanted: ISO 8601, UTC; the dates count, `before` is exclusive. */
export interface Days {
  /** @default all there are */
  readonly from?: string | undefined;
  readonly before?: string | undefined;
}

/** One file of what a source gave. */
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
  /** Why it fits none of the layouts that are meant for its path; empty where none is. */
  readonly misfits: readonly string[];
  /** No layout could read it, because it is empty or not UTF-8. @default false */
  readonly unreadable?: boolean;
  /** Reads the member to its end; its size in bytes as fetched. */
  size(): Promise<number>;
}

/** What is known of a member once all its bytes went by. */
export interface RawResult<Own extends object = object> extends Pick<
  RawFile,
  "size" | "sha256" | "storedSize" | "layout" | "records"
> {
  /** What the format alone knows; the manifest keeps it under the format's name. */
  readonly own: Own;
  /** Cut at record boundaries, in order; none where there are no records. A header is in no slice. */
  readonly slices: readonly Omit<Slice, "file">[];
}

/** A member that fits a layout. */
export interface FittingFile<Own extends object = object> {
  readonly kind: "fitting";
  /** The bytes to store; to be iterated once, to the end. */
  readonly stored: AsyncIterable<Uint8Array>;
  /** Fails with `RawUnread` before `stored` is drained. */
  result(): RawResult<Own>;
}

/** What is read: a slice of a raw file. `columns`: those of the stage, found by their names. */
export interface SliceInput<P extends PlanLayout = PlanLayout> {
  readonly store: Pick<ObjectStore, "get">;
  readonly layout: P;
  readonly file: RawFile;
  readonly slice: Slice;
  readonly columns: readonly Column[];
}

/** A record as it was read; the object is used again for the next one. */
export interface ReadRecord {
  /** Offset of its first byte in the file. */
  start: number;
  /** Why it goes to quarantine (a stable code); undefined: the row holds it. */
  reason: string | undefined;
  /** The stage column at fault; null: the whole record. */
  column: string | null;
}

/** Reads a slice, record by record. */
export interface SliceReader {
  readonly record: ReadRecord;
  /** Reads the slice piece by piece, and tells the bytes of each: after each one `next` has its records. Fails with `RawDamaged`. */
  pieces(): AsyncIterable<number>;
  /** Reads the next record into a row of the columns; false: it is in the next piece. A bad record's row holds nothing of use. */
  next(row: number): boolean;
  /** The text of the last record, as quarantine keeps it. */
  text(): Buffer;
}

/** A raw format, as files of it are read. `P`: its layout in the plan of a run. */
export interface FormatReader<
  P extends PlanLayout = PlanLayout,
  L extends BaseLayout = BaseLayout,
  S extends BaseSample = BaseSample,
> {
  /**
   * Recognises a file by its path and its beginning, and takes it: transcodes, hashes and cuts it while it is stored. `layouts`:
   * those of this format. `partBytes`: a slice ends with the record that makes it at least so long. Errors of `bytes` pass through.
   */
  open(member: Member, layouts: readonly P[], partBytes: number): Promise<SkippedFile | FittingFile>;
  /** Opens a slice of a file that `open` took. */
  read(input: SliceInput<P>): SliceReader;
  /** What is taken of a file, where its bytes alone do not tell: equal content, equal list. @default its bytes tell */
  taken?(file: RawFile): readonly unknown[];
  /** Records that were left out and values that were left null, by why. @default none */
  leftOut?(file: RawFile): Readonly<Record<string, number>>;
  /** The bytes of the generated sample. @default the format has none */
  sample?(name: string, sample: S, layout: L, rows: number): AsyncIterable<Uint8Array>;
  /** What of its layout the sample's bytes depend on. */
  sampleDependsOn?(layout: L): unknown;
}
