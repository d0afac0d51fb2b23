import { RandomAccessReader } from "yauzl";
import type { ByteRange, ObjectStore } from "../run/ports";

// The central directory of 10,000 members is about 1 MB, which takes a handful of requests.
const windowBytes = 256 * 1024;

/** Reads a stored zip in ranges for yauzl, which requires a subclass. Holds one window of 256 KiB. */
export class StoredZip extends RandomAccessReader {
  private window = { start: 0, bytes: Buffer.alloc(0) };
  /** The error that the store threw, if any; it is not a fault of the archive. */
  storeError: unknown;

  constructor(
    private readonly store: Pick<ObjectStore, "get">,
    private readonly key: string,
    private readonly size: number,
  ) {
    super();
  }

  /** Implements yauzl's read: fills `buffer` from `position`, or reports an error. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.slice({ start: position, end: position + length }).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** The bytes of a small range, fetched together with the bytes that follow. */
  async slice({ start, end }: ByteRange): Promise<Buffer> {
    if (start < 0 || end > this.size) {
      throw new Error(`a header points to bytes ${start} to ${end}, outside the file of ${this.size}`);
    }
    if (!this.holds(start, end))
      await this.load(start, Math.max(end, Math.min(start + windowBytes, this.size)));
    return this.window.bytes.subarray(start - this.window.start, end - this.window.start);
  }

  /** Streams a range; takes it from the window if it lies there whole, as small members do. */
  stream({ start, end }: ByteRange): AsyncIterable<Uint8Array> {
    if (start === end) return none();
    return this.holds(start, end)
      ? one(this.window.bytes.subarray(start - this.window.start, end - this.window.start))
      : this.store.get(this.key, { start, end });
  }

  private holds(start: number, end: number): boolean {
    return start >= this.window.start && end <= this.window.start + this.window.bytes.length;
  }

  private async load(start: number, end: number): Promise<void> {
    try {
      const chunks: Uint8Array[] = [];
      for await (const chunk of this.store.get(this.key, { start, end })) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (bytes.length !== end - start)
        throw new Error(`${this.key}: the store gave ${bytes.length} bytes of ${end - start}`);
      this.window = { start, bytes };
    } catch (error) {
      this.storeError = error;
      throw error;
    }
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
