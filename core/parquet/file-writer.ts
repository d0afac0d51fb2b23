/** Writes a Parquet file into the store, row group by row group. */
import type { Compression } from "../../contract/plan";
import { summed } from "../run/checksum";
import type { WrittenFile } from "../run/documents";
import { failure } from "../run/failure";
import type { ObjectStore } from "../run/ports";
import type { Kernel } from "../kernel";
import type { RowGroup, WrittenColumn } from "./columns";
import { makeEncoder, type EncodedPage } from "./encode";
import {
  describeChunk,
  fileEnd,
  magic,
  type ChunkMetadata,
  type StoredGroup,
  type StoredPage,
} from "./metadata";

/** A Parquet file being written to the store: it appears there when `close` returns, or never. */
export interface ParquetWriter {
  /** Encodes the first rows of the row group, at least one. You may fill the group again as soon as this returns. */
  write(rows: number): void;
  /** Waits for the store to take what is encoded. Throws what failed. */
  drained(): Promise<void>;
  /** Ends the file. Fails with `ParquetEmpty` without rows, and with `ParquetTruncated` unless the store took every byte. */
  close(): Promise<WrittenFile>;
  /** Abandons the file: it never appears in the store. */
  abort(cause: unknown): Promise<void>;
}

/** Opens a file of a row group's columns. It writes nothing to the store before the first rows. */
export function openParquet(
  store: Pick<ObjectStore, "put">,
  key: string,
  kernel: Kernel,
  group: RowGroup,
  compression: Compression = "zstd",
): ParquetWriter {
  const encoder = makeEncoder(kernel, group, compression);
  const columns: readonly WrittenColumn[] = group.columns.map(({ plan }) => plan);
  const queue = makeQueue();
  const file = summed(queue.bytes());
  const groups: StoredGroup[] = [];
  // Columns in which too few values were alike.
  const withoutDictionary = new Set<string>();
  let stored: Promise<number> | undefined;
  let rowsIn = 0;
  let size = 0;

  const push = (parts: readonly Buffer[]) => {
    const bytes = Buffer.concat(parts);
    parts.forEach(release);
    size += bytes.length;
    queue.push(bytes);
  };

  function open() {
    stored = store.put(key, file.bytes);
    // `drained` and `close` throw it.
    stored.catch((cause: unknown) => queue.fail(cause));
    push([magic]);
  }

  return {
    write(rows) {
      if (!stored) open();
      const parts: Buffer[] = [];
      let offset = size;
      const chunks = group.columns.map((column) => {
        const { name } = column.plan;
        const pages = encoder.encode(column, rows, !withoutDictionary.has(name));
        if (pages[0]!.content.kind !== "dictionary") withoutDictionary.add(name);
        const place = ({ content, header, body }: EncodedPage): StoredPage => {
          const page = { ...content, offset, size: header.length + body.length };
          parts.push(header, body);
          offset += page.size;
          return page;
        };
        const plainSize = pages.reduce((sum, page) => sum + page.plainSize, 0);
        return describeChunk({ plan: column.plan, codec: compression, pages: pages.map(place), plainSize });
      });
      groups.push({ rows, chunks: kept(chunks) });
      rowsIn += rows;
      push(parts);
    },
    drained: () => queue.drained(),
    async close() {
      if (!stored) throw failure("ParquetEmpty", `${key}: a Parquet file without rows is not written`);
      push(fileEnd(columns, groups, size));
      queue.end();
      const taken = await stored;
      if (taken !== size)
        throw failure(
          "ParquetTruncated",
          `${key}: ${size} bytes were written and the store has ${taken}. Run the step again`,
        );
      return { key, size, rows: rowsIn, checksum: file.checksum() };
    },
    async abort(cause) {
      queue.fail(cause);
      await stored?.catch(() => undefined);
    },
  };
}

/** The same metadata in memory of its own. Buffers this small share larger ones, which would all live as long as the file. */
function kept(chunks: readonly ChunkMetadata[]): ChunkMetadata[] {
  const parts = ({ metadata, columnIndex, offsetIndex }: ChunkMetadata) =>
    [metadata, columnIndex, offsetIndex].filter((part) => part !== undefined);
  const size = chunks.flatMap(parts).reduce((sum, part) => sum + part.length, 0);
  const memory = Buffer.allocUnsafeSlow(size);
  let end = 0;
  const keep = (part: Buffer) => {
    const start = end;
    end += part.copy(memory, start);
    return memory.subarray(start, end);
  };
  return chunks.map((chunk) => ({
    ...chunk,
    metadata: keep(chunk.metadata),
    columnIndex: chunk.columnIndex && keep(chunk.columnIndex),
    offsetIndex: keep(chunk.offsetIndex),
  }));
}

/**
 * Frees the memory of bytes that are no longer needed, if it is theirs alone. Node would free it with the next garbage collection of
 * the whole heap, and let some 64 MB gather until then.
 */
function release({ buffer, byteOffset }: Buffer): void {
  // Small buffers share one of this size.
  if (byteOffset > 0 || buffer.byteLength === Buffer.poolSize) return;
  (buffer as ArrayBuffer & { transfer(bytes: number): void }).transfer(0);
}

/** Bytes on their way from a writer that does not wait to a reader that does. */
function makeQueue() {
  const waiting: Buffer[] = [];
  let ended = false;
  let fault: { readonly cause: unknown } | undefined;
  // One for each side: what wakes it.
  let wakeReader: (() => void) | undefined;
  let wakeWriter: (() => void) | undefined;
  const wake = () => {
    wakeReader?.();
    wakeWriter?.();
  };
  return {
    push(bytes: Buffer) {
      waiting.push(bytes);
      wakeReader?.();
    },
    end() {
      ended = true;
      wake();
    },
    fail(cause: unknown) {
      fault ??= { cause };
      wake();
    },
    async *bytes(): AsyncGenerator<Uint8Array, void> {
      for (;;) {
        if (fault) throw fault.cause;
        const next = waiting.shift();
        if (next) {
          yield next;
          release(next);
        } else if (ended) return;
        else {
          wakeWriter?.();
          await new Promise<void>((resolve) => (wakeReader = resolve));
          wakeReader = undefined;
        }
      }
    },
    /** Waits until the reader asks for more than there is. Throws what failed. */
    async drained() {
      while (!fault && waiting.length > 0) {
        await new Promise<void>((resolve) => (wakeWriter = resolve));
        wakeWriter = undefined;
      }
      if (fault) throw fault.cause;
    },
  };
}
