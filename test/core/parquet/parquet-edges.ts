/** Rows of every type with its edge values, written by the converter's Parquet writer. */
import assert from "node:assert/strict";
import type { CsvColumn } from "../../../contract/formats";
import type { PlanColumn } from "../../../contract/plan";
import type { ColumnType } from "../../../contract/types";
import { checksum } from "../../../core/run/checksum";
import { makeColumns, setNull, type Column } from "../../../core/parquet/columns";
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

/** The bytes of a Parquet file that holds the rows. */
export async function write(plans: readonly PlanColumn[], rows: readonly (readonly (string | null)[])[]) {
  const store = makeMemoryStore();
  const columns = makeColumns(plans, Math.max(rows.length, 1));
  fill(columns, rows);
  const file = openParquet(store, "key", plans);
  await file.write(columns, rows.length);
  const written = await file.close();
  const bytes = store.objects.get("key")!;
  assert.deepEqual(written, {
    key: "key",
    size: bytes.length,
    rows: rows.length,
    checksum: checksum(bytes),
  });
  return bytes;
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
