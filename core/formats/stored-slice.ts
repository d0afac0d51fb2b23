/** Reads the stored bytes of a slice, for formats whose readers take bytes as they come. */
import type { SliceInput, SliceReader } from "./format";
import { damaged } from "./raw-file";

/** Takes bytes piece by piece. */
export interface ByteReader {
  /** Takes the records in the bytes; keeps a copy of one that has not ended. */
  feed(bytes: Uint8Array): void;
  /** Ends the input and takes the last record. */
  finish(): void;
}

/** Bytes that are read at once where the store reads into memory of ours. */
const readBytes = 512 * 1024;

/** Feeds a slice to its reader. Fails with `RawDamaged` if the stored file is shorter than the slice. */
export function readStored(
  { store, file, slice: { start, end } }: Pick<SliceInput, "store" | "file" | "slice">,
  reader: ByteReader,
): SliceReader {
  let next: Uint8Array | undefined;
  async function* pieces() {
    let size = 0;
    const room = Buffer.allocUnsafeSlow(Math.min(readBytes, end - start));
    for await (const chunk of store.get(file.key, { start, end }, room)) {
      size += chunk.length;
      next = chunk;
      yield chunk.length;
    }
    if (size !== end - start)
      throw damaged(file, `bytes ${start} to ${end} were asked for and ${size} bytes came`);
    next = undefined;
    yield 0;
  }
  return {
    pieces,
    read() {
      if (next) reader.feed(next);
      else reader.finish();
    },
  };
}
