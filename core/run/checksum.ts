/**
 * Checksums of what this program writes: `crc32:` and eight hexadecimal digits. CRC-32 detects every flipped bit and every burst of
 * up to 32 bits. Node and Python compute it natively. S3 keeps the same checksum of a whole object, so you need not read a bucket's
 * objects to compare it.
 */
import { crc32 } from "node:zlib";

const text = (sum: number) => `crc32:${sum.toString(16).padStart(8, "0")}`;

/** The checksum of some bytes. */
export const checksum = (bytes: Uint8Array | string): string => text(crc32(bytes));

/** Passes bytes through. `checksum()` covers all bytes that have passed so far. */
export function summed(bytes: AsyncIterable<Uint8Array>) {
  let sum = 0;
  async function* pass(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of bytes) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  }
  return { bytes: pass(), checksum: () => text(sum) };
}

/** Reads a stream to its end and returns its checksum. */
export async function checksumOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let sum = 0;
  for await (const chunk of bytes) sum = crc32(chunk, sum);
  return text(sum);
}
