/** What a handler may use of the world. AWS and the laptop each make these (DataFlow knows no other way out). */
import type { CatalogTable } from "../../contract/plan";
import type { StepName } from "../../contract/steps";

/** Half-open byte range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Objects under keys. S3 in the cloud, a directory on the laptop. */
export interface ObjectStore {
  /** Streams an object, or a byte range of it. Fails with `NoSuchKey`. */
  get(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Size in bytes, or nothing where there is no such object. */
  head(key: string): Promise<{ readonly size: number } | undefined>;
  /** Writes a whole object or, when `bytes` throws, nothing. Returns the size in bytes. */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Writes an object unless the key exists; false when it does. Holds between processes. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * Checksums that the store itself keeps of a whole object (checksum.ts), so that it need not be read; a store that keeps none
   * has no such method.
   */
  stated?(key: string): Promise<readonly string[]>;
  /** All keys under a prefix, in the order of their bytes. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number }>;
  /**
   * Names right under a prefix that ends in "/", in the order of their bytes: of objects, and of folders with a "/" behind. One
   * question however much lies below; a folder that is being made or removed may be named although it is empty.
   */
  names(prefix: string): AsyncIterable<string>;
  /** Removes keys; a key that is not there is no error. */
  delete(keys: readonly string[]): Promise<void>;
}

/** A table in the catalog: columns and location change together. */
export interface CatalogEntry {
  readonly table: CatalogTable;
  /** Prefix in the store. */
  readonly location: string;
}

/** Glue Data Catalog, or numbered JSON files. */
export interface Catalog {
  /** The table and its version, or nothing. Fails with `StateDamaged`, as a `DamagedEntry`, where it cannot be read. */
  get(name: string): Promise<{ readonly version: string; readonly entry: CatalogEntry } | undefined>;
  /**
   * Creates (`version` undefined) or replaces the table.
   * Fails with `CatalogConflict` when the version is no longer the current one.
   */
  put(name: string, entry: CatalogEntry, version: string | undefined): Promise<void>;
}

/** The error of an entry that cannot be read: what is put on its version takes its place. */
export interface DamagedEntry extends Error {
  readonly version: string;
}

/** Secrets by name, read when needed and never kept in a message. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
}

/** Time and chance, injected so that a test can hold them still. */
export interface Clock {
  now(): Date;
  /** Waits so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}

/** What a step says while it works. */
export interface Progress {
  readonly step: StepName;
  readonly rows?: number;
  readonly bytes?: number;
  readonly bad?: number;
  readonly message?: string;
}

export interface Log {
  /** Counts so far, many times a second at most; a reader shows the last. */
  progress(progress: Progress): void;
  /** Something a person should know although the run goes on. */
  warn(message: string): void;
}

/** A value of the warehouse; dates, instants and decimals are texts. */
export type WarehouseValue = string | number | boolean | null;

/** Some rows of an answer, with the columns of all. */
export interface WarehouseRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly WarehouseValue[])[];
}

/** How far the statements are that were sent together. */
export interface WarehouseProgress {
  readonly status: "running" | "finished" | "failed";
  /** The warehouse's message, where they failed or were cancelled. */
  readonly error?: string;
  /** Number of the statement that failed, from 1; nothing where it is not known. */
  readonly failed?: number;
  /** Rows that each statement returned or touched, -1 where it is not known. */
  readonly rows: readonly number[];
  /** Whether there are rows to be read. */
  readonly answers: boolean;
}

/** Redshift, asked by its Data API. Not among the ports of every handler: only Load knows it. */
export interface Warehouse {
  /** URI of the store's root, as the warehouse reads it; ends in "/". */
  readonly root: string;
  /**
   * Sends statements that are run in one transaction, and returns at once; the id of what was sent. The same token gives the
   * same id for some hours, and runs nothing again.
   */
  execute(statements: readonly string[], token: string): Promise<string>;
  describe(id: string): Promise<WarehouseProgress>;
  /** The answer of a finished statement, by its number from 1 where several were sent together. */
  rows(id: string, statement?: number): AsyncIterable<WarehouseRows>;
  /** Stops it; one that has ended is no error. */
  cancel(id: string): Promise<void>;
}

/** One HTTP request; no redirect is followed. `globalThis.fetch` fits, and is not used (http-client.ts says why). */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface FetchInit {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: "manual";
  /** Ends the request and its body; its reason is the error of both. */
  readonly signal: AbortSignal;
  /** Whether an IP address may be connected to. @default every one */
  readonly allowed?: (address: string) => boolean;
}

/** Status and headers; the body comes as it is read. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** The IP address that was connected to; undefined behind a proxy. */
  readonly address?: string | undefined;
}

/** All ports together. */
export interface Ports {
  readonly store: ObjectStore;
  readonly catalog: Catalog;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: Fetch;
}
