import { archiveFailure } from "../../core/archive/archive-failures";

/** What a source returns before you read its bytes. */
interface Opened {
  readonly name: string;
  readonly size?: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The bytes of an archive, up to the limit of its unpacked size: what is too large packed is too large unpacked. Fails with
 * `ArchiveTooLarge`, at the first chunk if the length is known, and closes the source.
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
