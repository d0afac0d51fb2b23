/** Looks at every value of every column, as the product's own readers of the raw formats give them. */
import { housekeeping, type PlanLayout } from "../../contract/plan";
import { readSlice } from "../../core/formats";
import { kernelWorkBytes } from "../../core/formats/csv/kernel-reader";
import type { RecordSink } from "../../core/formats/format";
import { giveKernel, takeKernel, type Kernel } from "../../core/kernel";
import {
  clear,
  groupCapacity,
  makeRowGroup,
  maxGroupBytes,
  textBytes,
  type Column,
  type ColumnOf,
} from "../../core/parquet/columns";
import type { RowWriter } from "../../core/parquet/row-writer";
import type { RawFile, Slice } from "../../core/run/documents";
import type { ObjectStore } from "../../core/run/ports";
import { makeValues, type Values } from "./values";

/** A record that could not be read as one of the layout. */
export interface OddRecord {
  readonly file: string;
  /** Its number in the file, from 0. */
  readonly row: number;
  readonly reason: string;
  readonly text: string;
}

/** What the columns of some files hold. */
export interface Columns {
  /** By the columns of the layout. */
  readonly values: readonly Values[];
  /** Records, odd ones included. */
  readonly records: number;
  readonly odd: number;
  /** Records without any value. */
  readonly blank: number;
  /** The first odd records. */
  readonly examples: readonly OddRecord[];
}

const mostExamples = 5;

/** Reads slices of raw files with a layout whose columns are all strings. Holds one row group. `read`: called with the bytes read. */
export async function lookAtColumns(
  store: Pick<ObjectStore, "get">,
  layout: PlanLayout,
  files: readonly RawFile[],
  slices: readonly Slice[],
  read: (bytes: number) => void = () => undefined,
): Promise<Columns> {
  const values = layout.columns.map(() => makeValues());
  let [records, odd, bytes, blank] = [0, 0, 0, 0];
  const rows = makeRows(layout, (columns, count) => {
    columns.forEach((column, index) => takeColumn(column, count, values[index]!));
    if (columns.length > 1) blank += blankRows(columns, count);
  });
  const examples: OddRecord[] = [];
  try {
    for (const slice of slices) {
      const file = files[slice.file]!;
      let number = slice.firstRow;
      const sink: RecordSink = {
        stage: rows.writer,
        get number() {
          return number;
        },
        place: () => undefined,
        bad(record, row) {
          odd++;
          if (examples.length < mostExamples)
            examples.push({
              file: file.file,
              row,
              reason: record.reason,
              text: record.text().toString("utf8"),
            });
        },
        keep(count, seen) {
          number += seen;
          records += seen;
          if (count > 0) rows.writer.keep(count);
        },
      };
      const reader = readSlice({ store, layout, file, slice, sink });
      for await (const size of reader.pieces()) {
        reader.read();
        bytes += size;
        read(bytes);
      }
    }
    rows.end();
  } finally {
    giveKernel(rows.writer.kernel);
  }
  return { values, records, odd, blank, examples };
}

function takeColumn(column: ColumnOf<"text">, rows: number, values: Values): void {
  const { starts, lengths, validity } = column;
  const { bytes } = column.group;
  for (let row = 0; row < rows; row++) {
    const start = starts[row]!;
    if (validity?.[row] === 0) values.takeNull();
    else values.take(bytes, start, start + lengths[row]!);
  }
}

/** How many rows have no value in any column. */
function blankRows(columns: readonly ColumnOf<"text">[], rows: number): number {
  let left = Array.from({ length: rows }, (_, row) => row);
  for (const { lengths, validity } of columns) {
    left = left.filter((row) => lengths[row] === 0 || validity?.[row] === 0);
    if (left.length === 0) return 0;
  }
  return left.length;
}

/** A row group that is given to `full` each time it is, and at the end. */
function makeRows(layout: PlanLayout, full: (columns: readonly ColumnOf<"text">[], rows: number) => void) {
  const plans = [...layout.columns, ...housekeeping];
  const capacity = groupCapacity(plans);
  let kernel: Kernel | undefined;
  const group = makeRowGroup(
    plans,
    capacity,
    (bytes) => (kernel = takeKernel(bytes)).memory,
    kernelWorkBytes,
  );
  const columns = layout.columns.map(
    ({ name }) => group.columns.find((column: Column) => column.plan.name === name) as ColumnOf<"text">,
  );
  const end = () => {
    full(columns, writer.row);
    clear(group);
    writer.row = 0;
  };
  const writer: RowWriter = {
    kernel: kernel!,
    group,
    columns: group.columns,
    row: 0,
    keep(rows = 1) {
      writer.row += rows;
      if (writer.row === capacity || textBytes(group) >= maxGroupBytes) end();
    },
    drained: () => Promise.resolve(),
    rows: () => writer.row,
    finish: () => Promise.resolve(null),
    abort: () => Promise.resolve(),
  };
  return { writer, end };
}
