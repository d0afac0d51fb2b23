/** What a handler may use of the outside world. AWS and the laptop each implement these ports, the only way out. */
import type { CatalogTable } from "../../contract/plan";
import type { StepName } from "../../contract/steps";

/** Half-open byte range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Objects under keys: S3 in the cloud, a directory on the laptop. */
export interface ObjectStore {
  /**
   * Streams an object, or a byte range of it. Fails with `NoSuchKey`. `room`: memory that the store may use for each chunk; then a
   * chunk is valid until you ask for the next.
   */
  get(key: string, range?: ByteRange, room?: Buffer): AsyncIterable<Uint8Array>;
  /** Size in bytes; undefined if there is no such object. */
  head(key: string): Promise<{ readonly size: number } | undefined>;
  /**
   * Writes a whole object, or nothing if `bytes` throws. Returns the size in bytes. A chunk's memory may be reused or freed once the
   * store asks for the next one.
   */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Writes an object unless the key exists; returns false if it does. This also holds between processes. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * Checksums that the store itself keeps of a whole object (checksum.ts), so that you need not read it. A store without checksums
   * lacks this method.
   */
  stated?(key: string): Promise<readonly string[]>;
  /** All keys under a prefix, sorted by their bytes. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number }>;
  /**
   * Names directly under a prefix that ends in "/", sorted by their bytes: objects, and folders with a trailing "/". It takes one
   * request, however much lies below. It may name an empty folder while the folder is being made or removed.
   */
  names(prefix: string): AsyncIterable<string>;
  /** Removes keys; a missing key is not an error. */
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
  /**
   * The table and its version; undefined if there is no such table. Fails with `StateDamaged`, as a `DamagedEntry`, if it is
   * unreadable.
   */
  get(name: string): Promise<{ readonly version: string; readonly entry: CatalogEntry } | undefined>;
  /** Creates the table (`version` undefined) or replaces it. Fails with `CatalogConflict` if the version is no longer the current one. */
  put(name: string, entry: CatalogEntry, version: string | undefined): Promise<void>;
}

/** The error of an unreadable entry; a put on its version replaces it. */
export interface DamagedEntry extends Error {
  readonly version: string;
}

/** Secrets by name, read when needed and never shown in a message. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
}

/** Time and random numbers, injected so that a test can control them. */
export interface Clock {
  now(): Date;
  /** Waits this many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}

/** What a step reports while it works. */
export interface Progress {
  readonly step: StepName;
  readonly rows?: number;
  readonly bytes?: number;
  readonly bad?: number;
  readonly message?: string;
}

export interface Log {
  /** Reports the counts so far, possibly many times a second; a reader shows the last. */
  progress(progress: Progress): void;
  /** Reports something that you should know although the run goes on. */
  warn(message: string): void;
}

/** A value of the warehouse; dates, instants and decimals are strings. */
export type WarehouseValue = string | number | boolean | null;

/** Some rows of an answer, with the columns of all rows. */
export interface WarehouseRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly WarehouseValue[])[];
}

/** The progress of the statements that were sent together. */
export interface WarehouseProgress {
  readonly status: "running" | "finished" | "failed";
  /** The warehouse's message, if they failed or were cancelled. */
  readonly error?: string;
  /** Number of the statement that failed, from 1; undefined if unknown. */
  readonly failed?: number;
  /** Rows that each statement returned or touched; -1 if unknown. */
  readonly rows: readonly number[];
  /** True if there are rows to read. */
  readonly answers: boolean;
}

/** Redshift, through its Data API. It is not one of the ports of every handler, because only Load uses it. */
export interface Warehouse {
  /** URI of the store's root, as the warehouse reads it; ends in "/". */
  readonly root: string;
  /**
   * Sends statements to run in one transaction and returns at once, with the id of what was sent. For some hours the same token
   * gives the same id and runs nothing again.
   */
  execute(statements: readonly string[], token: string): Promise<string>;
  describe(id: string): Promise<WarehouseProgress>;
  /** The answer of a finished statement, by its number from 1 if several were sent together. */
  rows(id: string, statement?: number): AsyncIterable<WarehouseRows>;
  /** Cancels it; a statement that has ended is not an error. */
  cancel(id: string): Promise<void>;
}

/** One HTTP request, without following redirects. `globalThis.fetch` fits but is not used (http-client.ts says why). */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

export interface FetchInit {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: "manual";
  /** Ends the request and its body; the signal's reason becomes the error of both. */
  readonly signal: AbortSignal;
  /** True if you may connect to an IP address. @default true for every address */
  readonly allowed?: (address: string) => boolean;
}

/** Status and headers; the body arrives as you read it. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** The connected IP address; undefined behind a proxy. */
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
