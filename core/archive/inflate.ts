import type { Gunzip, InflateRaw } from "node:zlib";
import type { Census } from "./census";
import { archiveFailure, type Place } from "./archive-failures";
import { feed } from "./feed";

/** Output of one step of zlib, in bytes. */
export const inflateChunk = 256 * 1024;

/**
 * Unpacks a deflate or gzip stream of exactly `packedSize` bytes. Fails with `ArchiveDamaged` if the stream is cut off, broken, or
 * followed by other bytes. `inflate` receives what each step took and gave. Holds two chunks of input and two of output.
 */
export async function* inflated(
  bytes: AsyncIterable<Uint8Array>,
  engine: Gunzip | InflateRaw,
  packedSize: number,
  place: Place,
  inflate: Census["inflate"],
): AsyncGenerator<Uint8Array> {
  let taken = 0;
  const feeding = feed(bytes, engine);
  const at = () => ({ ...place, offset: (place.offset ?? 0) + engine.bytesWritten });
  try {
    for await (const chunk of engine as AsyncIterable<Uint8Array>) {
      const { bytesWritten } = engine;
      inflate(bytesWritten - taken, chunk.byteLength, place);
      taken = bytesWritten;
      yield chunk;
    }
    if (engine.bytesWritten !== packedSize) {
      const rest = packedSize - engine.bytesWritten;
      throw archiveFailure(
        "ArchiveDamaged",
        at(),
        `${rest} bytes follow the end of the compressed data; fetch it again`,
      );
    }
  } catch (error) {
    const source = feeding.sourceError();
    if (source !== undefined) throw source;
    if (!isZlib(error)) throw error;
    throw archiveFailure("ArchiveDamaged", at(), `${error.message}; fetch the archive again`, error);
  } finally {
    engine.destroy();
    await feeding.stop();
  }
}

function isZlib(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
