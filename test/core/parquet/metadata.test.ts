import assert from "node:assert/strict";
import type { ColumnType } from "../../../contract/types";
import { setDecimal, setInteger, setText, type Column } from "../../../core/parquet/columns";
import { openParquet } from "../../../core/parquet/file-writer";
import { makeMemoryStore } from "../../memory-store";
import { queryParquet } from "../../handlers/duckdb";
import { bytesOf, makeGroup, plan, write } from "./parquet-edges";

/** Two strings that begin alike, longer than a bound may be. */
const long = "x".repeat(100);

/** The bounds that the footer has of a column of these values. */
async function boundsOf(type: ColumnType, texts: readonly (string | null)[]) {
  const { parquetMetadata } = await import("hyparquet");
  const bytes = await write(
    [plan("c", type, true)],
    texts.map((text) => [text]),
  );
  const { statistics } = parquetMetadata(Uint8Array.from(bytes).buffer).row_groups[0]!.columns[0]!.meta_data!;
  const { min_value: low, max_value: high, is_min_value_exact, is_max_value_exact, null_count } = statistics!;
  return { low, high, exact: [is_min_value_exact, is_max_value_exact], nulls: Number(null_count) };
}

describe("Parquet metadata", () => {
  it("bounds numbers by the format's rules", async () => {
    const exact = [true, true];
    assert.deepEqual(await boundsOf("int", ["7", null, "-3"]), { low: -3, high: 7, exact, nulls: 1 });
    assert.deepEqual(await boundsOf("bigint", ["7", "-4294967297"]), {
      low: -4294967297n,
      high: 7n,
      exact,
      nulls: 0,
    });
    assert.deepEqual(await boundsOf("boolean", ["true", "true"]), { low: true, high: true, exact, nulls: 0 });
    // A zero may be of either sign.
    const zero = await boundsOf("double", ["0", "0"]);
    assert.ok(Object.is(zero.low, -0) && Object.is(zero.high, 0));
  });

  it("bounds nothing without values, and no doubles with a NaN: engines order it above all numbers", async () => {
    const none = { low: undefined, high: undefined, exact: [undefined, undefined] };
    assert.deepEqual(await boundsOf("string", [null, null]), { ...none, nulls: 2 });
    assert.deepEqual(await boundsOf("double", ["1", "NaN"]), { ...none, nulls: 0 });
    const bytes = await write([plan("c", "double", false)], [["1"], ["NaN"]]);
    assert.deepEqual(await queryParquet(bytes, "select c from file where c > 5"), [{ c: NaN }]);
  });

  it("cuts the bounds of long strings, and says so", async () => {
    assert.deepEqual(await boundsOf("string", [`${long}a`, `${long}b`]), {
      low: "x".repeat(64),
      high: `${"x".repeat(63)}y`,
      exact: [false, false],
      nulls: 0,
    });
    // 21 characters of three bytes, and one that would be cut. After U+D7FF comes U+E000.
    assert.deepEqual(await boundsOf("string", ["\ud7ff".repeat(30)]), {
      low: "\ud7ff".repeat(21),
      high: `${"\ud7ff".repeat(20)}\ue000`,
      exact: [false, false],
      nulls: 0,
    });
    // No string is above one of the last characters only.
    const last = await boundsOf("string", ["\u{10ffff}".repeat(30)]);
    assert.deepEqual([last.low, last.high], ["\u{10ffff}".repeat(16), undefined]);
  });

  it("has an id of each column that has one", async () => {
    const plans = [{ ...plan("a", "int", false), fieldId: 7 }, plan("b", "int", false)];
    const ids = await queryParquet(
      await write(plans, [["1", "2"]]),
      "select name, field_id::int id from parquet_schema(file) where num_children is null",
    );
    assert.deepEqual(ids, [
      { name: "a", id: 7 },
      { name: "b", id: null },
    ]);
  });

  it("indexes pages, by which filters find every row", async () => {
    const { parquetMetadata } = await import("hyparquet");
    const rows = 65_536;
    const types: ColumnType[] = ["int", "bigint", "double", "string", "decimal(30,2)", "decimal(9,2)"];
    const made = makeGroup(
      types.map((type, index) => plan(`c${index}`, type, false)),
      rows,
    );
    for (const column of made.group.columns) for (let row = 0; row < rows; row++) set(column, row);
    const bytes = await bytesOf(made, rows);
    for (const { column_index_offset, offset_index_offset } of parquetMetadata(Uint8Array.from(bytes).buffer)
      .row_groups[0]!.columns)
      assert.ok(column_index_offset && offset_index_offset);
    const filters = types.map((type, index) =>
      type === "string" ? `c${index} = '0040000'` : `c${index} = 40000`,
    );
    for (const filter of filters)
      assert.deepEqual(await queryParquet(bytes, `select c0 from file where ${filter}`), [{ c0: 40_000 }]);
  });

  it("has a dictionary where values repeat, and gives it up for row groups where they do not", async () => {
    const { parquetMetadata } = await import("hyparquet");
    const { kernel, group } = makeGroup([plan("c", "double", true), plan("unique", "int", false)], 1000);
    const [column, unique] = group.columns;
    assert.ok(column?.kind === "double" && unique?.kind === "int32");
    const store = makeMemoryStore();
    const file = openParquet(store, "key", kernel, group);
    for (let row = 0; row < 1000; row++) unique.values[row] = row;
    for (const distinct of [0, 10, 1000, 10]) {
      for (let row = 0; row < 1000; row++) {
        column.validity![row] = distinct > 0 ? 1 : 0;
        column.values[row] = distinct > 0 ? row % distinct : 0;
      }
      file.write(1000);
      unique.values.fill(5);
    }
    await file.close();
    const { row_groups } = parquetMetadata(Uint8Array.from(store.objects.get("key")!).buffer);
    const dictionaries = row_groups.map(({ columns }) =>
      columns.map(({ meta_data }) => meta_data!.encodings.includes("RLE_DICTIONARY")),
    );
    assert.deepEqual(dictionaries, [
      [false, false],
      [true, false],
      [false, false],
      [true, false],
    ]);
  });
});

/** Sets the number of a row as its value. */
function set(column: Column, row: number) {
  switch (column.kind) {
    case "text": {
      const bytes = Buffer.from(String(row).padStart(7, "0"));
      return setText(column, row, bytes, 0, bytes.length);
    }
    case "decimal":
      return setDecimal(column, row, BigInt(row) * 100n);
    case "int64":
      return setInteger(column, row, row);
    case "bool":
    case "double":
    case "int32":
      column.values[row] = row;
  }
}
