import assert from "node:assert/strict";
import { typeNames } from "../../../contract/types";
import { maxGroupRows, setText } from "../../../core/parquet/columns";
import { makeReader } from "../../../core/formats/values";
import { openParquet } from "../../../core/parquet/file-writer";
import { makeRowWriter } from "../../../core/parquet/row-writer";
import { makeMemoryStore } from "../../memory-store";
import { queryParquet } from "../../handlers/duckdb";
import { fill, makeGroup, plan, values, write } from "./parquet-edges";

const names = Object.keys(values);

describe("Parquet file", () => {
  it("gives back every value of every type, and nulls", async () => {
    const plans = names.map((name) => plan(name, values[name]![0], true));
    const rows: (string | null)[][] = [0, 1, 2, 3, 4].map((row) =>
      names.map((name) => values[name]![1][row]!),
    );
    rows.splice(
      2,
      0,
      names.map(() => null),
    );
    const columns = names.map((name) =>
      name === "a_timestamp"
        ? `epoch_us(${name}) ${name}`
        : name === "a_double"
          ? name
          : `${name}::varchar ${name}`,
    );
    const found = await queryParquet(await write(plans, rows), `select ${columns.join(", ")} from file`);
    const expected = rows.map((texts) =>
      Object.fromEntries(texts.map((text, index) => [names[index]!, expectedOf(names[index]!, text)])),
    );
    assert.deepEqual(found, expected);
  });

  it("keeps nothing of a row group in the next, though it is written from the same columns", async () => {
    const plans = names.map((name) => plan(name, values[name]![0], true));
    const store = makeMemoryStore();
    const { kernel, group: rows } = makeGroup(plans, 1);
    const file = openParquet(store, "key", kernel, rows);
    const filled = names.map((name) => (name === "a_boolean" ? "true" : values[name]![1][4]!));
    const unlike = names.map((name) => (name === "a_boolean" ? "false" : values[name]![1][0]!));
    const groups = [filled, names.map(() => null), unlike];
    for (const group of groups) {
      fill(rows.columns, [group]);
      file.write(1);
    }
    await file.close();
    const isNull = names.map((name) => `${name} is null`).join(" and ");
    const found = await queryParquet(
      store.objects.get("key")!,
      `select a_boolean b, ${isNull} n, an_int i from file`,
    );
    assert.deepEqual(found, [
      { b: true, n: false, i: 7 },
      { b: null, n: true, i: null },
      { b: false, n: false, i: 0 },
    ]);
  });

  it("declares each type, required or optional, as the contract says", async () => {
    const plans = names.flatMap((name) => [
      plan(name, values[name]![0], false),
      plan(`${name}_or_null`, values[name]![0], true),
    ]);
    const row = names.flatMap((name) => [values[name]![1][1]!, null]);
    const schema = await queryParquet(
      await write(plans, [row]),
      "select name, type, repetition_type, logical_type from parquet_schema(file) where num_children is null",
    );
    plans.forEach(({ name, type, nullable }, index) => {
      const found = schema[index]!;
      const { physical, logical } = typeNames(type).parquet;
      assert.equal(found["name"], name);
      assert.equal(found["repetition_type"], nullable ? "OPTIONAL" : "REQUIRED", name);
      assert.equal(found["type"], physical.replace(/\(.*/, ""), name);
      assert.equal(found["logical_type"] === null, logical === undefined, name);
      if (type === "timestamp") assert.match(String(found["logical_type"]), /isAdjustedToUTC=1.*MICROS/);
    });
  });

  it("is compressed with zstd, its row groups of at most 65,536 rows, the same bytes each time", async () => {
    const make = async () => {
      const store = makeMemoryStore();
      const rows = makeRowWriter(store, "key", [plan("n", "int", false), plan("s", "string", false)]);
      const [numbers, texts] = rows.columns;
      assert.ok(numbers?.kind === "int32" && texts?.kind === "text");
      const empty = Buffer.alloc(0);
      for (let row = 0; row < 150_000; row++) {
        numbers.values[rows.row] = row;
        setText(texts, rows.row, empty, 0, 0);
        rows.keep();
      }
      assert.deepEqual((await rows.finish())?.rows, 150_000);
      return store.objects.get("key")!;
    };
    const bytes = await make();
    const groups = await queryParquet(
      bytes,
      "select distinct row_group_id, row_group_num_rows::int n, compression from parquet_metadata(file) order by 1",
    );
    assert.deepEqual(
      groups.map((group) => [group["n"], group["compression"]]),
      [
        [maxGroupRows, "ZSTD"],
        [maxGroupRows, "ZSTD"],
        [150_000 - 2 * maxGroupRows, "ZSTD"],
      ],
    );
    const [sum] = await queryParquet(bytes, "select sum(n)::double s, min(n) low, max(n) high from file");
    assert.deepEqual(sum, { s: (150_000 * 149_999) / 2, low: 0, high: 149_999 });
    assert.ok(Buffer.from(bytes).equals(await make()));
  });

  const oneColumn = [plan("n", "int", false)];

  it("is not there when the store took fewer bytes than there are", async () => {
    const { kernel, group } = makeGroup(oneColumn, 10);
    const memory = makeMemoryStore();
    const put = async (key: string, bytes: AsyncIterable<Uint8Array>) => (await memory.put(key, bytes)) - 1;
    const file = openParquet({ put }, "key", kernel, group);
    file.write(10);
    await assert.rejects(file.close(), {
      name: "ParquetTruncated",
      message: /bytes were written and the store/,
    });
  });

  it("is not complete when the store ends before it has all bytes", async () => {
    const { kernel, group } = makeGroup(oneColumn, 10);
    const put = async (_: string, bytes: AsyncIterable<Uint8Array>) => {
      for await (const chunk of bytes) return chunk.length;
      return 0;
    };
    const file = openParquet({ put }, "key", kernel, group);
    for (let each = 0; each < 3; each++) {
      file.write(10);
      await file.drained();
    }
    await assert.rejects(file.close(), { name: "ParquetTruncated" });
  });

  it("is not there when its source gives up in the middle", async () => {
    const store = makeMemoryStore();
    const { kernel, group } = makeGroup(oneColumn, 10);
    const file = openParquet(store, "key", kernel, group);
    file.write(10);
    await file.drained();
    file.write(10);
    await file.abort(new Error("the source broke"));
    assert.equal(store.objects.size, 0);
    await assert.rejects(file.drained(), /the source broke/);
  });

  it("fails with the store's error when the store does, at once or in the middle", async () => {
    const { kernel, group } = makeGroup(oneColumn, 10);
    for (const after of [0, 1]) {
      const store = {
        async put(_: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
          let chunks = 0;
          if (after > 0) for await (const _ of bytes) if (++chunks === after) break;
          throw new Error("disk full");
        },
      };
      const file = openParquet(store, "key", kernel, group);
      await assert.rejects(async () => {
        for (let each = 0; each < 3; each++) {
          file.write(10);
          await file.drained();
        }
        await file.close();
      }, /disk full/);
      await file.abort(new Error("disk full"));
    }
  });

  it("waits for the store before it takes more", async () => {
    const { kernel, group } = makeGroup(oneColumn, 10);
    const steps: string[] = [];
    const put = async (_: string, bytes: AsyncIterable<Uint8Array>): Promise<number> => {
      let size = 0;
      for await (const chunk of bytes) {
        steps.push("taken");
        size += chunk.length;
      }
      return size;
    };
    const file = openParquet({ put }, "key", kernel, group);
    for (let each = 0; each < 2; each++) {
      file.write(10);
      await file.drained();
      steps.push("drained");
    }
    await file.close();
    assert.deepEqual(steps, ["taken", "drained", "taken", "drained", "taken"]);
  });

  it("without rows is refused", async () => {
    const { kernel, group } = makeGroup(oneColumn, 1);
    await assert.rejects(openParquet(makeMemoryStore(), "key", kernel, group).close(), {
      name: "ParquetEmpty",
    });
  });

  it("of long texts is flushed by bytes", async () => {
    const store = makeMemoryStore();
    const rows = makeRowWriter(store, "key", [plan("s", "string", false)]);
    const [texts] = rows.columns;
    assert.ok(texts);
    // Texts that do not compress: the writer counts the bytes it makes.
    const long = (row: number) => randomText(row, 1024 * 1024);
    for (let row = 0; row < 40; row++) {
      const bytes = long(row);
      assert.ok(texts.kind === "text");
      makeReader({ ...texts.plan, from: { field: 0 }, prefix: "", nulls: [], nonFinite: [] }, texts)(
        bytes,
        0,
        bytes.length,
        rows.row,
      );
      rows.keep();
      await rows.drained();
    }
    await rows.finish();
    const bytes = Buffer.from(store.objects.get("key")!);
    const [count] = await queryParquet(bytes, "select count(*)::int n, count(distinct s)::int d from file");
    assert.deepEqual(count, { n: 40, d: 40 });
    const groups = await queryParquet(bytes, "select max(row_group_id)::int n from parquet_metadata(file)");
    assert.deepEqual(groups, [{ n: 1 }]);
    const footer = bytes.readUInt32LE(bytes.length - 8);
    assert.ok(footer < 10_000, `the footer has ${footer} bytes`);
  });
});

/** Printable bytes without a pattern, the same each time. */
function randomText(seed: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed + 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = 32 + ((state >>> 16) % 95);
  }
  return bytes;
}

function expectedOf(name: string, text: string | null): unknown {
  if (text === null) return null;
  if (name === "a_double") return Number(text);
  if (name === "a_timestamp") {
    const [, seconds = "", micros = "", zone = ""] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(text)!;
    return BigInt(Date.parse(seconds + zone)) * 1000n + BigInt(micros || "0");
  }
  const scale = /^decimal\(\d+,(\d+)\)$/.exec(values[name]![0])?.[1];
  if (!scale || scale === "0") return text;
  const [whole, fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(Number(scale), "0")}`;
}
