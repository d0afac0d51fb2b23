/** What the record scanner takes and gives. */
import type { CsvFile } from "./file";

/** Longest record, its terminator not counted, in bytes; a quote must be closed within as many of its start. */
export const maxRecordBytes = 1024 * 1024;

/**
 * How the lines of a file end: as that of its first record does. In files of `lf` and `crlf` LF and CRLF end a line, and
 * a bare CR is a byte of its field; in files of `cr` each of the three ends one.
 */
export type LineEnd = NonNullable<CsvFile["lineEnd"]>;

/** How to find records. */
export interface ScanOptions {
  /** One ASCII byte. */
  readonly delimiter: number;
  /** `none`: a quote is an ordinary byte. */
  readonly quoting: "rfc4180" | "none";
  /** Whether an empty line is a record (of one empty field) or nothing. */
  readonly blankLines: "skip" | "record";
  /**
   * Without it, as for files of manifests that say nothing of it: LF, CRLF and CR all end a line, and a byte order mark is
   * passed over at the beginning of the file alone; with it also before any other record, where files were put together.
   */
  readonly lineEnd?: LineEnd | undefined;
  /** Offset in the file of the first byte fed. At 0 a UTF-8 byte order mark is passed over. @default 0 */
  readonly base?: number;
  /** Longest record in bytes. @default `maxRecordBytes` */
  readonly limit?: number;
}

/** A record; valid until the next call of the scanner, which uses the object and its bytes again. */
export interface RawRecord {
  /** Holds the text from `from` to `to`; of a record that is too long the first 1 MiB. */
  bytes: Buffer;
  from: number;
  to: number;
  /** Offsets in the file: first byte, end of the text, end of the terminator. */
  start: number;
  textEnd: number;
  end: number;
  /** Has a quote that means something. */
  quoted: boolean;
  /** Broken quoting: the record ends with the line on which the quote at fault opened. */
  unclosed: boolean;
  tooLong: boolean;
  /** Has a CR outside quotes. */
  bareCr: boolean;
}

/** An incremental scanner: feed, then take records until there is none; finish, then take the rest. */
export interface Scanner {
  readonly record: RawRecord;
  /** The chunk must stay as it is until `next` said false. */
  feed(chunk: Buffer): void;
  /** Says that no byte follows. */
  finish(): void;
  /** Moves `record` to the next record, or says that there is none yet. */
  next(): boolean;
}
