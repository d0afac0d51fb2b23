/** Rows on their way into one Parquet file: filled in a row group, flushed when it is full. */
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

/** A Parquet file and the row group that is being filled. */
export interface RowWriter {
  readonly columns: readonly Column[];
  /** The row to be filled next, from 0 in its row group. */
  row: number;
  /** Keeps the row just filled; true: the group is full, and `flush` comes before the next row. */
  keep(): boolean;
  /** Writes the group. The columns may be filled again from row 0. */
  flush(): Promise<void>;
  /** Rows kept so far. */
  rows(): number;
  /** Completes the file; null, and no file, where there is no row. */
  finish(): Promise<WrittenFile | null>;
  /** Gives the file up: nothing appears in the store. */
  abort(cause: unknown): Promise<void>;
}

/** Makes the writer of a file; the store sees the file when the first group is flushed. */
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
