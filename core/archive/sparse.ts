/** Sparse files as GNU's own tar format writes them, which the reader of tars does not know. */
import { headerAddsUp, magicBytes as block } from "./magic";

/** Bytes of a tar as its reader may have them. */
export interface WithoutMaps {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Whether the data at an offset of these bytes, whose header was given already, is that of a sparse file. */
  readonly isSparse: (offset: number) => boolean;
}

// Places in a header of GNU's format, and in the blocks that go on with its map of holes.
const typeAt = 156;
const mapGoesOnAt = 482;
const blockGoesOnAt = 504;

/**
 * Takes out the blocks that go on with a sparse file's map of holes: they stand between header and data, and no size counts
 * them, so the reader would lose its place. Follows the sizes in the headers; from one that it cannot follow (a member of 8 GiB
 * and more in the POSIX format, the end) everything passes. Holds a block.
 */
export function withoutMaps(bytes: AsyncIterable<Uint8Array>): WithoutMaps {
  const sparse = new Set<number>();
  async function* given(): AsyncGenerator<Uint8Array> {
    let offset = 0;
    let content = 0;
    let inMap = false;
    let held: Buffer = Buffer.alloc(0);
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length;) {
        if (content > 0 && !inMap) {
          const piece = chunk.subarray(at, at + Math.min(content, chunk.length - at));
          at += piece.length;
          content -= piece.length;
          offset += piece.length;
          yield piece;
          continue;
        }
        const piece = chunk.subarray(at, at + block - held.length);
        at += piece.length;
        held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
        if (held.length < block) break;
        const header = held;
        held = Buffer.alloc(0);
        if (inMap) {
          inMap = header[blockGoesOnAt] === 1;
          continue;
        }
        content = contentOf(header);
        offset += block;
        if (header[typeAt] === 0x53 && content < Infinity) {
          sparse.add(offset);
          inMap = header[mapGoesOnAt] === 1;
        }
        yield header;
      }
    }
    if (held.length > 0) yield held;
  }
  return { bytes: given(), isSparse: (offset) => sparse.has(offset) };
}

/** Bytes up to the next header; infinity behind the end of the archive, and where it cannot be told. */
function contentOf(header: Buffer): number {
  const size = /^ *([0-7]+)[ \0]*$/.exec(header.toString("latin1", 124, 136))?.[1];
  return headerAddsUp(header) && size !== undefined ? block * Math.ceil(parseInt(size, 8) / block) : Infinity;
}
