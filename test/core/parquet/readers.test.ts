import assert from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import { tableFromIPC } from "apache-arrow";
import { readParquet } from "parquet-wasm/node";
import type { ColumnType } from "../../../contract/types";
import { makeRandom } from "../../../core/formats/random";
import { setNull, setText, setValid, type Column } from "../../../core/parquet/columns";
import { queryParquet } from "../../handlers/duckdb";
import { writeByArrow } from "./arrow";
import { bytesOf, makeGroup, plan, values, write } from "./parquet-edges";

const types: readonly ColumnType[] = [
  "double",
  "int",
  "bigint",
  "date",
  "timestamp",
  "boolean",
  "string",
  "decimal(9,2)",
  "decimal(18,6)",
  "decimal(38,10)",
];

/** Fills a column with random values: few or many distinct ones, with nulls or without. */
function fillRandomly(column: Column, rows: number, random: () => number) {
  const below = (end: number) => Math.floor(random() * end);
  const distinct = [1, 2, 300, 20_000, 1e9][below(5)]!;
  const nulls = [0, 0.1, 0.9, 1][below(4)]!;
  for (let row = 0; row < rows; row++) {
    if (column.validity && random() < nulls) {
      setNull(column, row);
      continue;
    }
    setValid(column, row);
    const value = below(distinct) - distinct / 2;
    switch (column.kind) {
      case "double":
        column.values[row] = [value / 7, value, -0, 0, 5e-324][random() < 0.9 ? 0 : below(5)]!;
        break;
      case "int32":
        column.values[row] = value;
        break;
      case "int64":
        column.values[row] = BigInt(Math.floor(value)) * 3_000_000n;
        break;
      case "decimal": {
        const unscaled = BigInt(Math.floor(value)) % 999_999_999n;
        for (let word = 0; word < 4; word++)
          column.values[4 * row + word] = Number((unscaled >> BigInt(32 * word)) & 0xffffffffn);
        break;
      }
      case "bool":
        column.values[row] = value > 0 ? 1 : 0;
        break;
      case "text": {
        const bytes = Buffer.from(`${"ä".repeat(Math.abs(value) % 70)}${value}`);
        setText(column, row, bytes, 0, bytes.length);
      }
    }
  }
}

describe("Parquet file of the kernel", () => {
  it("has what the file has that Arrow and parquet-wasm write of the same columns", async () => {
    // Around the bytes of levels, the pages and the row group.
    const sizes = [1, 7, 8, 9, 17, 1000, 32_767, 32_768, 32_769];
    for (const [seed, rows] of sizes.entries()) {
      const random = makeRandom(seed);
      const plans = types.flatMap((type, index) => [
        plan(`a${index}`, type, true),
        plan(`b${index}`, type, false),
      ]);
      const made = makeGroup(plans, rows);
      for (const column of made.group.columns) fillRandomly(column, rows, random);
      const texts = plans.map(({ name }) => `coalesce(${name}::varchar, 'null')`).join(", ");
      const sql = `select count(*)::int n, md5(string_agg(concat_ws('|', ${texts}), ' ' order by rn)) m from (select *, row_number() over () rn from file)`;
      const ask = (bytes: Buffer) => queryParquet(bytes, sql);
      const own = await bytesOf(made, rows, seed % 2 === 0 ? "zstd" : "snappy");
      assert.deepEqual(await ask(own), await ask(writeByArrow(made.group.columns, rows)), `${rows} rows`);
    }
  });

  for (const compression of ["zstd", "snappy"] as const)
    it(`gives hyparquet and parquet-wasm every edge value, and nulls (${compression})`, async () => {
      const { parquetReadObjects } = await import("hyparquet");
      const names = Object.keys(values);
      const rows = [0, 1, 2, 3, 4].map((row) => names.map((name) => values[name]![1][row]!));
      const plans = names.map((name) => plan(name, values[name]![0], true));
      const bytes = await write(plans, [...rows, names.map(() => null)], compression);
      const file = Uint8Array.from(bytes).buffer;
      const compressors = { ZSTD: (input: Uint8Array) => new Uint8Array(zstdDecompressSync(input)) };
      const read = await parquetReadObjects({ file, compressors });
      const table = tableFromIPC(readParquet(new Uint8Array(bytes)).intoIPCStream());
      const exact = ["a_string", "a_boolean", "an_int", "a_bigint", "a_double"];
      for (const [row, texts] of rows.entries())
        for (const name of exact) {
          const text = texts[names.indexOf(name)]!;
          const found = read[row]![name] as unknown;
          assert.equal(Object.is(found, -0) ? "-0" : String(found), numberText(name, text), `${name} ${row}`);
          assert.ok(Object.is(table.getChild(name)!.get(row), found), `${name} ${row}`);
        }
      assert.deepEqual(
        names.map((name) => (read[5]![name] as unknown) ?? null),
        names.map(() => null),
      );
      assert.deepEqual(
        names.map((name) => table.getChild(name)!.get(5) as unknown),
        names.map(() => null),
      );
    });
});

const numberText = (name: string, text: string) =>
  name === "a_double" && text !== "-0" ? String(Number(text)) : text;
