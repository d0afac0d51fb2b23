/**
 * Checksums of what this program writes: `crc32:` and eight hexadecimal digits. CRC-32 finds every flipped bit and every burst
 * of up to 32; Node and Python compute it natively, and S3 keeps the same one of a whole object, so a bucket need not be read.
 */
import { crc32 } from "node:zlib";

const text = (sum: number) => `crc32:${sum.toString(16).padStart(8, "0")}`;

/** The checksum of some bytes. */
export const checksum = (bytes: Uint8Array | string): string => text(crc32(bytes));

/** Passes bytes through; `checksum()` is that of all that have gone by. */
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

/** The checksum of a stream, read to its end. */
export async function checksumOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let sum = 0;
  for await (const chunk of bytes) sum = crc32(chunk, sum);
  return text(sum);
}
