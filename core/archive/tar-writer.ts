import { pack } from "tar-stream";

/** A member to write. */
export interface NewMember {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Writes a tar of members as they come. The same members give the same bytes. Errors of `members` pass through. */
export async function* tarOf(
  members: AsyncIterable<NewMember> | Iterable<NewMember>,
): AsyncGenerator<Uint8Array> {
  const packing = pack();
  const feeding = (async () => {
    for await (const { name, bytes } of members) {
      await new Promise<void>((done, fail) => {
        packing.entry({ name, mtime: new Date(0) }, bytes, (error) => (error ? fail(error) : done()));
      });
    }
    packing.finalize();
  })();
  feeding.catch((error: unknown) => packing.destroy(error as Error));
  try {
    yield* packing as AsyncIterable<Uint8Array>;
    await feeding;
  } finally {
    packing.destroy();
  }
}
