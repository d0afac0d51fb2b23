/** Converts UTF-16 to UTF-8 while streaming, so that stored files and their offsets have one encoding. */
import type { CsvFile } from "./file";

export type Encoding = CsvFile["encoding"];

/** The encoding that a byte order mark states; UTF-8 without one. Looks at the first two bytes. */
export function detectEncoding(first: Uint8Array): Encoding {
  if (first[0] === 0xff && first[1] === 0xfe) return "utf-16le";
  if (first[0] === 0xfe && first[1] === 0xff) return "utf-16be";
  return "utf-8";
}

/** Converts chunks to UTF-8. Each result is valid until the next call. */
export interface Transcoder {
  readonly encoding: Encoding;
  feed(chunk: Buffer): Buffer;
  /** The rest at the end of the file. */
  finish(): Buffer;
}

/**
 * Makes a transcoder; for UTF-8 it passes the chunks through. It keeps the byte order mark. It repairs and loses nothing: a lone
 * surrogate becomes its three WTF-8 bytes and an odd last byte 0xFF. Neither is valid UTF-8, so their record is quarantined.
 */
export function makeTranscoder(encoding: Encoding): Transcoder {
  const empty = Buffer.alloc(0);
  if (encoding === "utf-8") return { encoding, feed: (chunk) => chunk, finish: () => empty };
  const low = encoding === "utf-16le" ? 0 : 1;
  // The odd byte and the high surrogate that wait for the next byte.
  let odd = -1;
  let high = 0;

  function feed(chunk: Buffer): Buffer {
    const out = Buffer.allocUnsafe(3 * (chunk.length / 2 + 2));
    let size = 0;
    const three = (code: number) => {
      out[size++] = 0xe0 | (code >> 12);
      out[size++] = 0x80 | ((code >> 6) & 0x3f);
      out[size++] = 0x80 | (code & 0x3f);
    };
    for (const byte of chunk) {
      if (odd < 0) {
        odd = byte;
        continue;
      }
      const code = low === 0 ? odd | (byte << 8) : (odd << 8) | byte;
      odd = -1;
      if (high > 0 && code >= 0xdc00 && code <= 0xdfff) {
        const point = 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00);
        out[size++] = 0xf0 | (point >> 18);
        out[size++] = 0x80 | ((point >> 12) & 0x3f);
        out[size++] = 0x80 | ((point >> 6) & 0x3f);
        out[size++] = 0x80 | (point & 0x3f);
        high = 0;
        continue;
      }
      if (high > 0) three(high);
      high = code >= 0xd800 && code <= 0xdbff ? code : 0;
      if (high > 0) continue;
      if (code < 0x80) out[size++] = code;
      else if (code < 0x800) {
        out[size++] = 0xc0 | (code >> 6);
        out[size++] = 0x80 | (code & 0x3f);
      } else three(code);
    }
    return out.subarray(0, size);
  }

  function finish(): Buffer {
    const rest = high > 0 ? [0xe0 | (high >> 12), 0x80 | ((high >> 6) & 0x3f), 0x80 | (high & 0x3f)] : [];
    return Buffer.from(odd < 0 ? rest : [...rest, 0xff]);
  }

  return { encoding, feed, finish };
}
