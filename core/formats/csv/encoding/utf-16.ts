/** Converts UTF-16 to UTF-8 while streaming. */
import type { Transcoder } from "./transcoder";

/**
 * Makes a transcoder of UTF-16. A lone surrogate becomes its three WTF-8 bytes and an odd last byte 0xFF; neither is valid UTF-8.
 */
export function makeUtf16(encoding: "utf-16le" | "utf-16be"): Transcoder {
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
