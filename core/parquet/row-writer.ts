/** Collects rows in a row group for one Parquet file, and writes the group when it is full. */
import type { Compression } from "../../contract/plan";
import {
  clear,
  groupCapacity,
  makeRowGroup,
  maxGroupBytes,
  rowWidth,
  textBytes,
  type Column,
  type RowGroup,
  type WrittenColumn,
} from "./columns";
import type { WrittenFile } from "../run/documents";
import { openParquet } from "./file-writer";
import type { ObjectStore } from "../run/ports";
import { giveKernel, takeKernel, type Kernel } from "../kernel";

/** A Parquet file and its current row group. */
export interface RowWriter {
  /** Works in the group's memory. */
  readonly kernel: Kernel;
  readonly group: RowGroup;
  readonly columns: readonly Column[];
  /** The next row to fill, from 0 in its row group. */
  row: number;
  /** Keeps the rows just filled, from `row` on. If the group is full it is written, and `row` is 0 again. @default 1 */
  keep(rows?: number): void;
  /** Waits for the store to take what is written. Throws what failed. Call this now and then: the rest waits in memory. */
  drained(): Promise<void>;
  /** Rows kept so far. */
  rows(): number;
  /** Completes the file; returns null, and writes no file, if there are no rows. */
  finish(): Promise<WrittenFile | null>;
  /** Abandons the file: it never appears in the store. */
  abort(cause: unknown): Promise<void>;
}

/**
 * Makes the writer of a file. The store sees the file when the first group is written. `work`: bytes of working memory that the
 * row group has for a reader.
 */
export function makeRowWriter(
  store: Pick<ObjectStore, "put">,
  key: string,
  plans: readonly WrittenColumn[],
  compression: Compression = "zstd",
  work = 0,
): RowWriter {
  const capacity = groupCapacity(plans);
  let kernel: Kernel;
  const group = makeRowGroup(plans, capacity, (bytes) => (kernel = takeKernel(bytes)).memory, work);
  const width = plans.reduce((sum, column) => sum + rowWidth(column.type), 0);
  const file = openParquet(store, key, kernel!, group, compression);
  let written = 0;
  let holdsKernel = true;
  /** Lets others use the memory: everything is encoded, or the file is abandoned. */
  const letGo = () => {
    if (holdsKernel) giveKernel(kernel);
    holdsKernel = false;
  };

  function write() {
    file.write(writer.row);
    clear(group);
    written += writer.row;
    writer.row = 0;
  }

  const writer: RowWriter = {
    kernel: kernel!,
    group,
    columns: group.columns,
    row: 0,
    keep(rows = 1) {
      writer.row += rows;
      if (writer.row === capacity || writer.row * width + textBytes(group) >= maxGroupBytes) write();
    },
    drained: () => file.drained(),
    rows: () => written + writer.row,
    async finish() {
      if (writer.row > 0) write();
      letGo();
      return written > 0 ? file.close() : null;
    },
    async abort(cause) {
      letGo();
      await file.abort(cause);
    },
  };
  return writer;
}
