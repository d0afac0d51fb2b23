/** Collects rows in a row group for one Parquet file, and flushes the group when it is full. */
import type { Compression, PlanColumn } from "../../contract/plan";
import {
  groupCapacity,
  makeColumns,
  maxGroupBytes,
  rowWidth,
  textBytes,
  type Column,
  type ColumnOf,
} from "./columns";
import type { WrittenFile } from "../run/documents";
import { openParquet } from "./file-writer";
import type { ObjectStore } from "../run/ports";

/** A Parquet file and its current row group. */
export interface RowWriter {
  readonly columns: readonly Column[];
  /** The next row to fill, from 0 in its row group. */
  row: number;
  /** Keeps the row just filled. True means that the group is full: call `flush` before the next row. */
  keep(): boolean;
  /** Writes the group. You may then fill the columns from row 0 again. */
  flush(): Promise<void>;
  /** Rows kept so far. */
  rows(): number;
  /** Completes the file; returns null, and writes no file, if there are no rows. */
  finish(): Promise<WrittenFile | null>;
  /** Abandons the file: it never appears in the store. */
  abort(cause: unknown): Promise<void>;
}

/** Makes the writer of a file. The store sees the file when the first group is flushed. */
export function makeRowWriter(
  store: Pick<ObjectStore, "put">,
  key: string,
  plans: readonly PlanColumn[],
  compression: Compression = "zstd",
): RowWriter {
  const capacity = groupCapacity(plans);
  const columns = makeColumns(plans, capacity);
  const texts = columns.filter((column): column is ColumnOf<"text"> => column.kind === "text");
  const width = plans.reduce((sum, column) => sum + rowWidth(column.type), 0);
  const file = openParquet(store, key, plans, compression);
  let flushed = 0;

  const writer: RowWriter = {
    columns,
    row: 0,
    keep() {
      const rows = ++writer.row;
      return rows === capacity || rows * width + textBytes(texts, rows) >= maxGroupBytes;
    },
    async flush() {
      await file.write(columns, writer.row);
      flushed += writer.row;
      writer.row = 0;
    },
    rows: () => flushed + writer.row,
    async finish() {
      if (writer.row > 0) await writer.flush();
      return flushed > 0 ? file.close() : null;
    },
    abort: (cause) => file.abort(cause),
  };
  return writer;
}
