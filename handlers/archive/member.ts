/** One file of an archive: a path that stays inside the folder, and its bytes, to be read once. */
export interface Member {
  /** Relative, parts joined by `/`. */
  readonly path: string;
  /** Throws, by one of `archiveFailures`, unless every byte is as it was packed. */
  readonly bytes: AsyncIterable<Uint8Array>;
}
