/** Writes a Parquet file into the store, row group by row group. */
import {
  Compression as Codec,
  Table,
  type WriterProperties,
  WriterPropertiesBuilder,
  transformParquetStream,
} from "parquet-wasm/node";
import type { Compression, PlanColumn } from "../../contract/plan";
import { arrowSchema, arrowStream } from "./arrow";
import { summed } from "../run/checksum";
import { type Column, maxGroupBytes, maxGroupRows } from "./columns";
import type { WrittenFile } from "../run/documents";
import { failure } from "../run/failure";
import { checkRows } from "./footer";
import type { ObjectStore } from "../run/ports";

/** A Parquet file being written to the store: it appears there when `close` returns, or never. */
export interface ParquetWriter {
  /** Writes rows from the columns and waits for the store. You may reuse the columns as soon as this returns. */
  write(columns: readonly Column[], rows: number): Promise<void>;
  /** Ends the file. Fails with `ParquetTruncated` unless the file's footer has every row. */
  close(): Promise<WrittenFile>;
  /** Abandons the file: it never appears in the store. */
  abort(cause: unknown): Promise<void>;
}

/** Opens a file of these columns. It writes nothing to the store before the first rows. */
export function openParquet(
  store: Pick<ObjectStore, "put">,
  key: string,
  plans: readonly PlanColumn[],
  compression: Compression = "zstd",
): ParquetWriter {
  const schema = arrowSchema(plans);
  const demand = makeDemand();
  let source: ReadableStreamDefaultController<unknown>;
  let stored: Promise<number> | undefined;
  let sum = "";
  let rowsIn = 0;
  let closed = false;
  // The WebAssembly writer takes an error of its source for the end and completes the file, so keep the error here.
  let fault: { readonly cause: unknown } | undefined;

  function open(columns: readonly Column[], rows: number) {
    const stream = new ReadableStream<unknown>(
      { start: (controller) => void (source = controller), pull: () => demand.say() },
      { highWaterMark: 0 },
    );
    const output = transformParquetStream(stream, writerProperties(columns, rows, compression));
    // If the store never asks for a byte, this promise would otherwise be unhandled.
    output.catch(() => undefined);
    const file = summed(checked(output));
    stored = store.put(key, file.bytes);
    stored.then(
      () => {
        sum = file.checksum();
        demand.say();
      },
      (cause: unknown) => {
        fault ??= { cause };
        demand.say();
      },
    );
  }

  /** The file's bytes; throws instead of ending if the file is incomplete. */
  async function* checked(output: Promise<ReadableStream>): AsyncGenerator<Uint8Array, void> {
    const reader: ReadableStreamDefaultReader<Uint8Array> = (await output).getReader();
    try {
      yield* checkRows(key, chunks(reader), () => {
        if (fault) throw fault.cause;
        return closed ? rowsIn : undefined;
      });
    } catch (cause) {
      fault ??= { cause };
      throw cause;
    } finally {
      // If the store fails, the writer must still come to its end, or it would keep its memory.
      await drain(reader);
    }
  }

  async function drain(reader: ReadableStreamDefaultReader<Uint8Array>) {
    if (!closed) {
      closed = true;
      source.error(new Error("given up"));
    }
    while (!(await reader.read()).done);
  }

  return {
    async write(columns, rows) {
      if (!stored) open(columns, rows);
      await demand.wait();
      if (fault) throw fault.cause;
      try {
        const table = Table.fromIPCStream(arrowStream(schema, columns, rows));
        // The batches share the table's memory. The writer consumes them, and only the table remains to be freed.
        for (const batch of table.recordBatches()) source.enqueue(batch);
        table.free();
        rowsIn += rows;
      } catch (cause) {
        fault = { cause };
        demand.say();
        throw cause;
      }
    },
    async close() {
      if (!stored) throw failure("ParquetEmpty", `${key}: a Parquet file without rows is not written`);
      await demand.wait();
      if (fault) throw fault.cause;
      if (!closed) {
        closed = true;
        source.close();
      }
      const size = await stored;
      return { key, size, rows: rowsIn, checksum: sum };
    },
    async abort(cause) {
      fault ??= { cause };
      if (!stored) return;
      if (!closed) {
        closed = true;
        source.error(new Error("given up"));
      }
      await stored.catch(() => undefined);
    },
  };
}

async function* chunks(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

function writerProperties(
  columns: readonly Column[],
  rows: number,
  compression: Compression,
): WriterProperties {
  // A new builder for every file: properties that are used twice are silently ignored.
  let builder = new WriterPropertiesBuilder()
    .setCompression(compression === "snappy" ? Codec.SNAPPY : Codec.ZSTD)
    .setMaxRowGroupSize(maxGroupRows)
    .setMaxRowGroupBytes(maxGroupBytes);
  for (const column of columns)
    builder = builder.setColumnDictionaryEnabled(column.plan.name, worthDictionary(column, rows));
  return builder.build();
}

/** A one-shot signal: each `say` releases one `wait`. */
function makeDemand() {
  let said = false;
  let resolve: (() => void) | undefined;
  return {
    say() {
      said = true;
      resolve?.();
    },
    async wait() {
      if (!said) await new Promise<void>((done) => (resolve = done));
      said = false;
      resolve = undefined;
    },
  };
}

const sample = 8192;

/**
 * Samples up to 8,192 rows across the first row group. For nearly unique values a dictionary costs most of the writer's time and
 * saves nothing.
 */
export function worthDictionary(column: Column, rows: number): boolean {
  if (column.kind === "bool") return false;
  const taken = Math.min(sample, rows);
  const seen = new Set<number | bigint | string>();
  for (let index = 0; index < taken; index++) seen.add(valueAt(column, Math.floor((index * rows) / taken)));
  return seen.size * 4 <= taken;
}

function valueAt(column: Exclude<Column, { kind: "bool" }>, row: number): number | bigint | string {
  if (column.kind === "text")
    return column.arena.toString("latin1", column.offsets[row], column.offsets[row + 1]);
  if (column.kind === "decimal") return column.values.subarray(4 * row, 4 * row + 4).join();
  return column.values[row]!;
}
