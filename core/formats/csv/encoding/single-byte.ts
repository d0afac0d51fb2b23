/** Converts encodings of one byte per character to UTF-8. */
import type { Transcoder } from "./transcoder";
import { packed, put, putUndecodable, undecodable, type Out } from "./packed";

/** The characters of all bytes. */
export function singleBytes(encoding: string): Uint32Array {
  const decoder = new TextDecoder(encoding);
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const text = decoder.decode(Uint8Array.of(byte));
    return text === "\ufffd" ? undecodable : packed(text);
  });
}

/** Makes a transcoder of a single-byte encoding. A byte without a character becomes 0xFF and itself. */
export function makeSingleByte(encoding: string): Transcoder {
  const table = singleBytes(encoding);
  return {
    encoding,
    feed(chunk) {
      const out: Out = { bytes: Buffer.allocUnsafe(3 * chunk.length), size: 0 };
      for (const byte of chunk) {
        const character = table[byte]!;
        if (character < 0x80) out.bytes[out.size++] = character;
        else if (character === undecodable) putUndecodable(out, byte);
        else put(out, character);
      }
      return out.bytes.subarray(0, out.size);
    },
    finish: () => Buffer.alloc(0),
  };
}
