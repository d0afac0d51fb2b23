/** One member of an archive: a path that stays inside the folder, and its bytes, to be read once. */
export interface Member {
  /** Relative, parts joined by `/`; of a gzip'd member without its `.gz`. */
  readonly path: string;
  /** Bytes as the archive states them; undefined where it states none. */
  readonly size: number | undefined;
  /** Throws, by one of `archiveFailures`, unless every byte is as it was packed. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Set where the member is no plain file of data, such as a symbolic link. */
  readonly odd?: Odd;
}

/** Why a member is no plain file of data. */
export interface Odd {
  /** What it is, such as "a symbolic link". */
  readonly what: string;
  /** What reading its bytes throws; undefined where a file of this kind never holds data, whatever its name. */
  readonly refusal?: Error;
}

/** The bytes of a member that cannot be read. */
export const refusing = (refusal: Error): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal) }),
});
