import { archiveFailure } from "../../core/archive/archive-failures";

/** What a source gives, before it is read. */
interface Opened {
  readonly name: string;
  readonly size?: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The bytes of an archive, no more than it may unpack to: what is larger packed is too large unpacked. Fails with `ArchiveTooLarge`,
 * where the length is stated with the first chunk, and closes the source.
 */
export async function* bounded({ name, size = 0, bytes }: Opened, limit: number): AsyncGenerator<Uint8Array> {
  let came = 0;
  for await (const chunk of bytes) {
    came += chunk.byteLength;
    if (Math.max(came, size) > limit) {
      const found = size > limit ? `its length is stated as ${size} bytes` : `more than ${limit} bytes came`;
      throw archiveFailure(
        "ArchiveTooLarge",
        { archive: name },
        `${found}; the limit is ${limit} bytes (maxUnpackedBytes)`,
      );
    }
    yield chunk;
  }
}
