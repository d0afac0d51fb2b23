/** The first bytes (fewer only if there are no more), and all bytes including these. */
export async function peek(source: AsyncIterable<Uint8Array>, length: number) {
  const iterator = source[Symbol.asyncIterator]();
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => iterator };
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < length;) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    size += next.value.byteLength;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* chunks;
    yield* rest;
  }
  return { head: Buffer.concat(chunks), bytes: all() };
}
