/** Converts any encoding to UTF-8 while streaming, so that stored files and their offsets have one encoding. */
import { makeMultiByte, multiByteNames } from "./multi-byte";
import { makeSingleByte } from "./single-byte";
import type { Transcoder } from "./transcoder";
import { makeUtf16 } from "./utf-16";

export type { Transcoder } from "./transcoder";

/** The encoding that a byte order mark states; undefined without one. Looks at the first four bytes. */
export function markedEncoding(first: Uint8Array): string | undefined {
  const [a, b, c, d] = first;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? "utf-32le" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return "utf-32be";
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  return undefined;
}

/**
 * Makes a transcoder; for UTF-8 it passes the chunks through. It keeps the byte order mark. It repairs and loses nothing: bytes that
 * cannot be decoded become bytes that are not UTF-8, so their record is quarantined.
 */
export function makeTranscoder(encoding: string): Transcoder {
  if (encoding === "utf-8") return { encoding, feed: (chunk) => chunk, finish: () => Buffer.alloc(0) };
  if (encoding === "utf-16le" || encoding === "utf-16be") return makeUtf16(encoding);
  return multiByteNames.includes(encoding) ? makeMultiByte(encoding) : makeSingleByte(encoding);
}
