/**
 * Cuts bytes into pieces of a size; only the last one is smaller. Empty input gives no pieces. The pieces are copies, because a
 * source may reuse a chunk's memory when you ask for the next chunk.
 */
export async function* pieces(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer, void> {
  let piece = Buffer.alloc(0);
  let length = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(chunk.length - at, size - length);
      if (length + taken > piece.length) {
        // A small body takes little memory; a long one doubles its buffer up to a whole piece.
        const grown = Buffer.allocUnsafeSlow(Math.min(size, Math.max(2 * piece.length, length + taken)));
        piece.copy(grown, 0, 0, length);
        piece = grown;
      }
      piece.set(chunk.subarray(at, at + taken), length);
      length += taken;
      at += taken;
      if (length === size) {
        yield piece;
        piece = Buffer.allocUnsafeSlow(size);
        length = 0;
      }
    }
  }
  if (length > 0) yield piece.subarray(0, length);
}
