/** The interface of a conversion to UTF-8. */

/** Converts chunks to UTF-8. Each result is valid until the next call. */
export interface Transcoder {
  /** Name of the encoding by the WHATWG Encoding Standard. */
  readonly encoding: string;
  feed(chunk: Buffer): Buffer;
  /** The rest at the end of the file. */
  finish(): Buffer;
}
