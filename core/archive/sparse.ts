/** Sparse files in GNU's old tar format, which the tar reader does not know. */
import { headerAddsUp, magicBytes as block } from "./magic";

/** A tar's bytes in a form that its reader understands. */
export interface WithoutMaps {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** True if the data at an offset of these bytes belongs to a sparse file. The file's header must have been read already. */
  readonly isSparse: (offset: number) => boolean;
}

// Positions in a header of GNU's format, and in the blocks that continue its map of holes.
const typeAt = 156;
const mapGoesOnAt = 482;
const blockGoesOnAt = 504;

/**
 * Removes the blocks that continue a sparse file's map of holes. They stand between header and data, and no size counts them, so
 * the reader would lose its place. Follows the sizes in the headers; from a header that it cannot follow (a member of 8 GiB or more
 * in the POSIX format, the end) it passes everything on. Holds one block.
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

/** Bytes up to the next header; infinity after the end of the archive, and if the size is unknown. */
function contentOf(header: Buffer): number {
  const size = /^ *([0-7]+)[ \0]*$/.exec(header.toString("latin1", 124, 136))?.[1];
  return headerAddsUp(header) && size !== undefined ? block * Math.ceil(parseInt(size, 8) / block) : Infinity;
}
