/** Writes a Parquet file into the store, row group by row group. */
import type { Compression } from "../../contract/plan";
import { summed } from "../run/checksum";
import type { WrittenFile } from "../run/documents";
import { failure } from "../run/failure";
import type { ObjectStore } from "../run/ports";
import type { Kernel } from "../kernel";
import type { Column, RowGroup, WrittenColumn } from "./columns";
import { makeEncoder } from "./encode";
import { release } from "./release";
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
  const columns: readonly WrittenColumn[] = group.columns.map(({ plan }) => plan);
  const queue = makeQueue();
  const file = summed(queue.bytes());
  const groups: StoredGroup[] = [];
  // For each column whether a dictionary is worth trying: its first row group with values decides.
  const worthDictionary = new Map<string, boolean>();
  let stored: Promise<number> | undefined;
  let rowsIn = 0;

  // The pages of the column chunk that is being written.
  let pages: StoredPage[] = [];
  let plainSize = 0;
  const encoder = makeEncoder(kernel, group, compression, (page) => {
    const { content, header, body } = page;
    pages.push({ ...content, offset: queue.size(), size: header.length + body.length });
    plainSize += page.plainSize;
    queue.push(header);
    queue.push(body);
  });

  function open() {
    stored = store.put(key, file.bytes);
    // `drained` and `close` throw it.
    stored.catch((cause: unknown) => queue.fail(cause));
    queue.push(magic);
  }

  function writeChunk(column: Column, rows: number): ChunkMetadata {
    const { plan } = column;
    pages = [];
    plainSize = 0;
    const found = encoder.encode(column, rows, worthDictionary.get(plan.name) ?? true);
    if (found !== undefined && !worthDictionary.has(plan.name)) worthDictionary.set(plan.name, found);
    return describeChunk({ plan, codec: compression, pages, plainSize });
  }

  return {
    write(rows) {
      if (!stored) open();
      groups.push({ rows, chunks: kept(group.columns.map((column) => writeChunk(column, rows))) });
      rowsIn += rows;
      queue.flush();
    },
    drained: () => queue.drained(),
    async close() {
      if (!stored) throw failure("ParquetEmpty", `${key}: a Parquet file without rows is not written`);
      for (const part of fileEnd(columns, groups, queue.size())) queue.push(part);
      queue.end();
      const size = queue.size();
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

/** Bytes that the store gets at once. */
const blockBytes = 1024 * 1024;

/** Bytes on their way from a writer that does not wait to a reader that does. */
function makeQueue() {
  const waiting: Buffer[] = [];
  // What is not yet ready for the reader.
  let block = Buffer.alloc(0);
  let used = 0;
  let size = 0;
  let ended = false;
  // The reader takes no more.
  let left = false;
  let fault: { readonly cause: unknown } | undefined;
  // One for each side: what wakes it.
  let wakeReader: (() => void) | undefined;
  let wakeWriter: (() => void) | undefined;
  const wake = () => {
    wakeReader?.();
    wakeWriter?.();
  };
  /** Lets the reader have everything. */
  function flush() {
    if (used > 0) waiting.push(block.subarray(0, used));
    block = Buffer.alloc(0);
    used = 0;
    wakeReader?.();
  }
  return {
    flush,
    /** Bytes pushed so far. */
    size: () => size,
    /** Copies bytes. */
    push(bytes: Uint8Array) {
      size += bytes.length;
      for (let at = 0; at < bytes.length;) {
        if (used === block.length) {
          flush();
          block = Buffer.allocUnsafeSlow(blockBytes);
        }
        const taken = Math.min(bytes.length - at, block.length - used);
        block.set(bytes.subarray(at, at + taken), used);
        used += taken;
        at += taken;
      }
    },
    end() {
      flush();
      ended = true;
      wake();
    },
    fail(cause: unknown) {
      fault ??= { cause };
      wake();
    },
    async *bytes(): AsyncGenerator<Uint8Array, void> {
      try {
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
      } finally {
        left = true;
        wakeWriter?.();
      }
    },
    /** Waits until the reader asks for more than there is. Throws what failed. */
    async drained() {
      while (!fault && !left && waiting.length > 0) {
        await new Promise<void>((resolve) => (wakeWriter = resolve));
        wakeWriter = undefined;
      }
      if (fault) throw fault.cause;
    },
  };
}
