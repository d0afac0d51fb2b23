import { archiveFailure } from "../../core/archive/archive-failures";

/** What a source returns before you read its bytes. */
interface Opened {
  readonly name: string;
  readonly size?: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The bytes of an archive, up to the limit of its unpacked size: what is too large packed is too large unpacked. `taken`: what the
 * archives before it have taken of the limit. Fails with `ArchiveTooLarge`, at the first chunk if the length is known, and closes
 * the source.
 */
export async function* bounded(
  { name, size = 0, bytes }: Opened,
  limit: number,
  taken = 0,
): AsyncGenerator<Uint8Array> {
  let came = taken;
  for await (const chunk of bytes) {
    came += chunk.byteLength;
    if (Math.max(came, taken + size) > limit) {
      const found =
        taken + size > limit ? `its length is stated as ${size} bytes` : `more than ${limit} bytes came`;
      throw archiveFailure(
        "ArchiveTooLarge",
        { archive: name },
        `${found}; the limit is ${limit} bytes (maxUnpackedBytes)`,
      );
    }
    yield chunk;
  }
}
