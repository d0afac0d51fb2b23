/** A sink in memory and without Parquet. */
import type { PlanColumn } from "../../../contract/plan";
import type { RecordSink } from "../../../core/formats/format";
import type { Kernel } from "../../../core/kernel";
import {
  clear,
  makeRowGroup,
  setInteger,
  type Column,
  type ColumnOf,
  type RowGroup,
} from "../../../core/parquet/columns";

/** What a test decides of its sink. */
export interface SinkOptions {
  /** Rows of its row group. */
  readonly capacity: number;
  /** Gets a kernel with so many bytes of memory. */
  readonly kernel: (bytes: number) => Kernel;
  readonly workBytes: number;
  /** Number in its file of the first record. */
  readonly first: number;
  /** Gets each kept row. */
  readonly row: (columns: readonly Column[], row: number) => void;
  readonly bad: RecordSink["bad"];
  /** Called before rows are kept. @default nothing */
  readonly check?: (group: RowGroup) => void;
}

/** Makes a sink of columns, the second of which is `_row`. Call `flush` for the rows of the last row group. */
export function makeSink(
  plans: readonly PlanColumn[],
  { capacity, kernel: take, workBytes, first, row, bad, check = () => undefined }: SinkOptions,
): { readonly sink: RecordSink; readonly kernel: Kernel; readonly flush: () => void } {
  let kernel: Kernel;
  const group = makeRowGroup(plans, capacity, (bytes) => (kernel = take(bytes)).memory, workBytes);
  let flushed = 0;
  const flush = () => {
    for (let each = 0; each < stage.row; each++) row(group.columns, each);
    flushed += stage.row;
    stage.row = 0;
    clear(group);
  };
  const stage = {
    kernel: kernel!,
    group,
    columns: group.columns,
    row: 0,
    keep(count = 1) {
      stage.row += count;
      if (stage.row > capacity) throw new Error("more rows than there is room for");
      if (stage.row === capacity) flush();
    },
    drained: () => Promise.resolve(),
    rows: () => flushed + stage.row,
    finish: () => Promise.resolve(null),
    abort: () => Promise.resolve(),
  };
  const numbers = group.columns[1] as ColumnOf<"int64">;
  let number = first;
  const sink: RecordSink = {
    stage,
    get number() {
      return number;
    },
    place(count) {
      for (let next = 0; next < count; next++) setInteger(numbers, stage.row + next, number + next);
    },
    bad,
    keep(count, records) {
      number += records;
      check(group);
      if (count > 0) stage.keep(count);
    },
  };
  return { sink, kernel: kernel!, flush };
}
