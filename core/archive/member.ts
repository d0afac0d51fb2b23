/** One member of an archive: a path that stays inside the folder, and its bytes. Read them only once. */
export interface Member {
  /** A relative path with parts joined by `/`; for a gzip'd member without its `.gz`. */
  readonly path: string;
  /** Bytes as the archive states them; undefined if it states none. */
  readonly size: number | undefined;
  /** Throws one of `archiveFailures` unless every byte is as it was packed. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** True if it is the whole file that came, unpacked if it was a gzip file, and no member of an archive. */
  readonly alone?: true;
  /** Set if the member is not a plain data file, but for example a symbolic link. */
  readonly odd?: Odd;
}

/** Why a member is not a plain data file. */
export interface Odd {
  /** What it is, such as "a symbolic link". */
  readonly what: string;
  /** The error of reading its bytes; undefined if a file of this kind never holds data, whatever its name. */
  readonly refusal?: Error;
}

/** The bytes of a member that cannot be read: reading them throws. */
export const refusing = (refusal: Error): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal) }),
});
