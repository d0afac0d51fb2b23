/** Input and output of the record scanner. */
import type { CsvFile } from "./file";

/** Longest record in bytes, without its terminator. A quote must close within this many bytes of the record's start. */
export const maxRecordBytes = 1024 * 1024;

/**
 * How the lines of a file end, by its first record. In files of `lf` and `crlf`, LF and CRLF end a line, and a bare CR is a byte of
 * its field. In files of `cr` each of the three ends a line.
 */
export type LineEnd = NonNullable<CsvFile["lineEnd"]>;

/** How records are written that are not plain CSV. */
export interface Dialect {
  /** The bytes between two fields; with `runs`, each of them, any number of times. */
  readonly delimiter: Buffer;
  readonly runs: boolean;
  /** ASCII byte of a quote; -1 if there are none. */
  readonly quote: number;
  /** ASCII byte before a quote inside quotes; the quote itself if it is doubled there. */
  readonly escape: number;
  /** Bytes that are left out around a field, outside its quotes. */
  readonly blanks: readonly number[];
  /** Lines that begin with these bytes are not records. */
  readonly comment: Buffer | undefined;
}

/** How to find records. */
export interface ScanOptions {
  /** If undefined, records are plain CSV. Otherwise `delimiter` and `quoting` do not count. */
  readonly dialect?: Dialect | undefined;
  /** One ASCII byte. */
  readonly delimiter: number;
  /** `none`: a quote is an ordinary byte. */
  readonly quoting: "rfc4180" | "none";
  /** Whether to skip an empty line or to read it as a record of one empty field. */
  readonly blankLines: "skip" | "record";
  /**
   * If undefined, as for files of older manifests, each of LF, CRLF and CR ends a line, and a byte order mark is skipped only at
   * the beginning of the file. Otherwise a byte order mark is also skipped before any other record, for files that were
   * concatenated.
   */
  readonly lineEnd?: LineEnd | undefined;
  /** Offset in the file of the first byte fed. A UTF-8 byte order mark at 0 is skipped. @default 0 */
  readonly base?: number;
  /** Longest record in bytes. @default `maxRecordBytes` */
  readonly limit?: number;
}

/** A record. It is valid until the next call of the scanner, which reuses the object and its bytes. */
export interface RawRecord {
  /** Holds the text from `from` to `to`; for a record that is too long, its first 1 MiB. */
  bytes: Buffer;
  from: number;
  to: number;
  /** Offsets in the file: first byte, end of the text, end of the terminator. */
  start: number;
  textEnd: number;
  end: number;
  /** True if it has a quote with a meaning. */
  quoted: boolean;
  /** True for broken quoting: the record ends with the line on which the faulty quote opened. */
  unclosed: boolean;
  tooLong: boolean;
  /** True if it has a CR outside quotes. */
  bareCr: boolean;
}

/** An incremental scanner: feed it, take records until there are no more, finish, then take the rest. */
export interface Scanner {
  readonly record: RawRecord;
  /** The chunk must not change until `next` returns false. */
  feed(chunk: Buffer): void;
  /** Ends the input. */
  finish(): void;
  /** Moves `record` to the next record; returns false if there is none yet. */
  next(): boolean;
}
