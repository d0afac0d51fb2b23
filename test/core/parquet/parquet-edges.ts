/** Rows of every type with its edge values, written by the converter's Parquet writer. */
import assert from "node:assert/strict";
import type { CsvColumn } from "../../../contract/formats";
import type { Compression, PlanColumn } from "../../../contract/plan";
import type { ColumnType } from "../../../contract/types";
import { checksum } from "../../../core/run/checksum";
import { makeKernel, type Kernel } from "../../../core/kernel";
import {
  makeRowGroup,
  setNull,
  type Column,
  type RowGroup,
  type WrittenColumn,
} from "../../../core/parquet/columns";
import { makeReader } from "../../../core/formats/values";
import { openParquet } from "../../../core/parquet/file-writer";
import { makeMemoryStore } from "../../memory-store";

export const plan = (name: string, type: ColumnType, nullable: boolean): PlanColumn => ({
  name,
  type,
  nullable,
});

/** Fills rows from texts; null makes a null. */
export function fill(columns: readonly Column[], rows: readonly (readonly (string | null)[])[]) {
  const csv = (column: PlanColumn): CsvColumn => ({
    ...column,
    from: { field: 0 },
    prefix: "",
    nulls: [],
    nonFinite: ["NaN", "Infinity", "-Infinity"],
  });
  const readers = columns.map((column) => makeReader(csv(column.plan), column));
  rows.forEach((texts, row) =>
    texts.forEach((text, index) => {
      if (text === null) return setNull(columns[index]!, row);
      const bytes = Buffer.from(text);
      assert.equal(readers[index]!(bytes, 0, bytes.length, row), undefined, text);
    }),
  );
}

/** A row group with the kernel in whose memory it lies. */
export function makeGroup(plans: readonly WrittenColumn[], capacity: number) {
  let kernel: Kernel;
  const group: RowGroup = makeRowGroup(plans, capacity, (bytes) => (kernel = makeKernel(bytes)).memory);
  return { kernel: kernel!, group };
}

/** The bytes of a Parquet file with the first rows of a row group. */
export async function bytesOf(
  { kernel, group }: ReturnType<typeof makeGroup>,
  rows: number,
  compression: Compression = "zstd",
): Promise<Buffer> {
  const store = makeMemoryStore();
  const file = openParquet(store, "key", kernel, group, compression);
  file.write(rows);
  const written = await file.close();
  const bytes = Buffer.from(store.objects.get("key")!);
  assert.deepEqual(written, { key: "key", size: bytes.length, rows, checksum: checksum(bytes) });
  return bytes;
}

/** The bytes of a Parquet file that holds the rows. */
export async function write(
  plans: readonly WrittenColumn[],
  rows: readonly (readonly (string | null)[])[],
  compression?: Compression,
) {
  const made = makeGroup(plans, Math.max(rows.length, 1));
  fill(made.group.columns, rows);
  return bytesOf(made, rows.length, compression);
}

/** Five strings for each type, by the name of their column. */
export const values: Readonly<Record<string, readonly [ColumnType, readonly string[]]>> = {
  a_string: ["string", ["", "plain", '😀 ä ,"\n', "\0", "x".repeat(100_000)]],
  a_boolean: ["boolean", ["true", "false", "true", "true", "false"]],
  an_int: ["int", ["0", "-1", "2147483647", "-2147483648", "7"]],
  a_bigint: ["bigint", ["0", "-1", "9223372036854775807", "-9223372036854775808", "-4294967297"]],
  a_double: ["double", ["-0", "1e308", "5e-324", "NaN", "-Infinity"]],
  a_date: ["date", ["1970-01-01", "1969-12-31", "0001-01-01", "9999-12-31", "2024-02-29"]],
  a_timestamp: [
    "timestamp",
    [
      "1970-01-01T00:00:00Z",
      "1969-12-31T23:59:59.999999Z",
      "0001-01-01T00:00:00Z",
      "9999-12-31T23:59:59.999999Z",
      "2024-03-31T02:30:00.000001+01:00",
    ],
  ],
  a_small: ["decimal(9,2)", ["0", "-0.01", "9999999.99", "-9999999.99", "1.5"]],
  a_middle: ["decimal(18,0)", ["0", "-1", "999999999999999999", "-999999999999999999", "5"]],
  a_large: [
    "decimal(38,10)",
    ["0", "-0.0000000001", `${"9".repeat(28)}.${"9".repeat(10)}`, `-${"9".repeat(28)}`, "1"],
  ],
};
