import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ColumnType } from "../../../contract/types";
import { quoteText } from "../../../contract/derive/sql-literals";
import { temporaryHome } from "../../local/temporary-home";
import { openWorld, type World } from "./world";

describe("Load, the columns of its tables", function () {
  const home = temporaryHome();
  let world: World;
  beforeEach(async () => {
    world = await openWorld(home());
  });

  it("adds a column that the contract got in the middle, and puts each value under its name", async () => {
    await world.publish({
      number: 1,
      columns: { symbol: "string", close: "double", volume: "double" },
      files: ["values ('AAPL', 1, 100)"],
    });
    await world.run();
    await world.publish({
      number: 2,
      columns: { symbol: "string", open: "double", close: "double", volume: "double", on_sale: "boolean" },
      files: ["values ('AAPL', 7, 2, 200, true)"],
    });
    assert.equal((await world.run()).answer.status, "loaded");
    assert.deepEqual(await world.rows(), [{ symbol: "AAPL", close: 2, volume: 200, open: 7, on_sale: true }]);
  });

  it("keeps a column that left the contract, though it was in the key, with nulls", async () => {
    await world.publish({
      number: 1,
      columns: { symbol: "string", date: "date", close: "double" },
      files: ["values ('AAPL', '2026-01-02', 1)"],
    });
    await world.run();
    await world.publish({ number: 2, columns: { close: "double" }, files: ["values (2), (2)"] });
    await world.run();
    const row = { symbol: null, date: null, close: 2 };
    assert.deepEqual(await world.rows(), [row, row]);
  });

  it("refuses a column of another type, with what to do", async () => {
    await world.publish({
      number: 1,
      columns: { symbol: "string", volume: "bigint" },
      files: ["values ('A', 1)"],
    });
    await world.run();
    await world.publish({
      number: 2,
      columns: { symbol: "string", volume: "double" },
      files: ["values ('A', 2)"],
    });
    await assert.rejects(world.run(), {
      name: "ColumnTypeChanged",
      message: /"volume" is bigint there and double precision here.*DROP TABLE "prices"/,
    });
    assert.deepEqual(await world.rows(), [{ symbol: "A", volume: 1 }]);
    await world.warehouse.database.exec(`DROP TABLE "prices"`);
    await world.run();
    assert.deepEqual(await world.rows(), [{ symbol: "A", volume: 2 }]);
  });

  it("finds each type again as it was created", async () => {
    const types: readonly ColumnType[] = [
      ...(["string", "boolean", "int", "bigint", "double", "date", "timestamp"] as const),
      ...(["decimal(38,0)", "decimal(9,2)", "decimal(18,18)"] as const),
    ];
    const columns = Object.fromEntries(types.map((type, i) => [`c${i}`, type]));
    const nothing = `select ${types.map(() => "null").join(", ")}`;
    for (const number of [1, 2]) {
      await world.publish({ number, columns, files: [nothing] });
      assert.equal((await world.run()).answer.status, "loaded");
    }
  });

  it("adds thirty columns at once, and refuses more than a batch can add, by name", async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, "int" as const]));
    const ones = (count: number) => `select ${Array.from({ length: count }, () => "1").join(", ")}`;
    for (const [number, count] of [
      [1, 1],
      [2, 31],
    ] as const) {
      await world.publish({ number, columns: many(count), files: [ones(count)] });
      assert.equal((await world.run()).answer.status, "loaded");
    }
    await world.publish({ number: 3, columns: many(80), files: [ones(80)] });
    await assert.rejects(world.run(), { name: "TooManyNewColumns", message: /Drop the table/ });
    for (const { statements } of world.warehouse.batches) assert.ok(statements.length <= 40);
  });

  it("quotes names that SQL would take for its own", async () => {
    await world.publish({
      number: 1,
      columns: { timestamp: "timestamp", tag: "string", offset_: "int", open: "double" },
      files: ["values ('1969-12-31 23:59:59.999999', 'x', 1, 2)"],
    });
    await world.run();
    assert.deepEqual(Object.keys((await world.rows())[0]!), ["timestamp", "tag", "offset_", "open"]);
  });

  it("loads the table of an analysis by its own plan, beside the data set's", async () => {
    await world.publish({ number: 1, columns: { symbol: "string" }, files: ["values ('AAPL')"] });
    await world.publish({
      table: "prices_posterior",
      number: 5,
      columns: { symbol: "string", mean_median: "double" },
      files: ["values ('AAPL', 0.001)"],
      analysis: true,
    });
    assert.equal((await world.run()).answer.number, 1);
    assert.equal((await world.run(undefined, "prices_posterior")).answer.number, 5);
    assert.deepEqual(await world.rows("prices_posterior"), [{ symbol: "AAPL", mean_median: 0.001 }]);
    assert.deepEqual(await world.numbers(), [1]);
    assert.deepEqual(await world.numbers("prices_posterior"), [5]);
  });

  it("brings every value across as it was", async () => {
    const texts = [
      "",
      "it's",
      'say "x"',
      "a\\nb\\",
      "line\nbreak\r\n\ttab",
      "🙂 ß Ω",
      "\\N",
      "NULL",
      "null",
      "a,b|c",
      " ",
    ];
    const values = texts.map(
      (text, i) =>
        `(${i}, ${quoteText(text)}, ${i % 2 === 0}, 9007199254740993, 'nan'::double, ` +
        `date '1962-01-02' + ${i}, timestamptz '1969-12-31 23:59:59.999999+00', 12345678901234567890.12)`,
    );
    await world.publish({
      number: 1,
      columns: {
        ...{ n: "int", text: "string", yes: "boolean", big: "bigint", not: "double", day: "date" },
        ...{ at: "timestamp", exact: "decimal(22,2)" },
      },
      files: [`values ${values.join(", ")}`, `select 99, null, null, null, null, null, null, null`],
    });
    await world.run();
    const { rows } = await world.warehouse.database.query<Record<string, unknown>>(
      `SELECT n, text, yes, big::text, "not"::text, day::text, at::text, exact::text FROM prices ORDER BY n`,
    );
    assert.deepEqual(
      rows.slice(0, -1).map(({ text }) => text),
      texts,
    );
    assert.deepEqual(rows[2], {
      ...{ n: 2, text: 'say "x"', yes: true, big: "9007199254740993", not: "NaN", day: "1962-01-04" },
      ...{ at: "1969-12-31 23:59:59.999999", exact: "12345678901234567890.12" },
    });
    const { n, ...nulls } = rows.at(-1)!;
    assert.equal(n, 99);
    assert.deepEqual(new Set(Object.values(nulls)), new Set([null]));
  });

  it("ends with the last contract's values in the right columns, whatever contracts there were before", async () => {
    const pool = ["alpha", "beta", "gamma", "delta", "open"];
    const contract = fc
      .subarray(pool, { minLength: 1 })
      .chain((names) => fc.shuffledSubarray(names, { minLength: names.length, maxLength: names.length }));
    let tables = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(contract, { minLength: 1, maxLength: 4 }), async (history) => {
        const table = `t${++tables}`;
        for (const [index, names] of history.entries()) {
          const value = (name: string) => 10 * (index + 1) + pool.indexOf(name);
          await world.publish({
            ...{ table, number: index + 1 },
            columns: Object.fromEntries(names.map((name) => [name, "int"])),
            files: [`select ${names.map(value).join(", ")}`],
          });
          await world.run(undefined, table);
          const [row, ...more] = await world.rows(table);
          const seen = new Set(history.slice(0, index + 1).flat());
          const wanted = [...seen].map((name) => [name, names.includes(name) ? value(name) : null]);
          assert.deepEqual({ ...row }, Object.fromEntries(wanted));
          assert.equal(more.length, 0);
        }
      }),
      { numRuns: 12 },
    );
  });
});
