import assert from "node:assert/strict";
import { analyze } from "../../../core/analysis/windows";
import { posteriorColumns } from "../../../contract";
import { pointerKey, processedPrefix } from "../../../contract/keys";
import { makeAnalyze, type AnalyzeOptions } from "../../../handlers/analyze";
import type { Pointer } from "../../../core/run/documents";
import { createJson, readJson } from "../../../core/run/state";
import { daily, drawnReturns } from "../../core/analysis/returns";
import { weather } from "../../examples/weather";
import { queryParquet } from "../duckdb";
import { pointers } from "../pointers";
import { amend, makeWorld as emptyWorld, type World } from "../publish/world";
import { makeWorld, publishTable, returns, table, type Series } from "./world";

const event = (run: string) => ({ dataset: "meters", run });
const analyzed = (world: World, run: string, options?: AnalyzeOptions) =>
  makeAnalyze(returns, world, options)(event(run));

/** The rows that readers of the published analysis see. */
async function published(world: World) {
  const { files } = (await pointers(world.store, table)).at(-1)!;
  assert.equal(files.length, 1);
  const order = `symbol, list_position(['60', '250', 'all'], window_name)`;
  const rows = await queryParquet(
    world.store.objects.get(files[0]!.key)!,
    `select * replace (first_date::varchar as first_date, last_date::varchar as last_date) from file order by ${order}`,
  );
  return rows as unknown[];
}

/** The field ids of the current pointer; fails unless its file says the same. */
async function fieldIds(world: World) {
  const { files, identity, highestFieldId } = (await pointers(world.store, table)).at(-1)!;
  const ids = identity!.table.map(({ name, fieldId }) => [name, fieldId] as const);
  const written = await queryParquet(
    world.store.objects.get(files[0]!.key)!,
    "select name, field_id::int as id from parquet_schema(file) where type is not null",
  );
  assert.deepEqual(
    written.map(({ name, id }) => [name, id]),
    ids,
  );
  return { ids, highestFieldId };
}

const series: Series = {
  b: daily(drawnReturns(300, 0.001, 0.02, 1)),
  a: daily([...drawnReturns(40, 0, 0.01, 2), null, ...drawnReturns(30, 0, 0.01, 3)]),
  "it's “odd”": daily(drawnReturns(5, 0, 0.01, 4)),
  never: daily([]),
};

describe("analyze", () => {
  it("publishes the rows that the returns give, value by value, whatever their order in the files", async () => {
    const world = await makeWorld(series);
    const result = await analyzed(world, "x");
    assert.deepEqual(result, { status: "published", table, run: "x", number: 1, source: 1, rows: 12 });
    assert.deepEqual(
      await published(world),
      ["a", "b", "it's “odd”", "never"].flatMap((name) =>
        analyze(name, series[name]!, returns.analysis!.prior),
      ),
    );
  });

  it("has exactly the columns of the contract, in their order", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    assert.deepEqual(Object.keys((await published(world))[0] as object), Object.keys(posteriorColumns));
    const entry = (await world.catalog.get(table))?.entry;
    assert.deepEqual(
      entry?.table.columns.map(({ name }) => name),
      Object.keys(posteriorColumns),
    );
    assert.equal(entry.location, (await pointers(world.store, table))[0]?.location);
  });

  it("gives the columns field ids once, and keeps them", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    const names = Object.keys(posteriorColumns);
    const counted = names.map((name, index) => [name, index + 1] as const);
    assert.deepEqual(await fieldIds(world), { ids: counted, highestFieldId: names.length });
    const last = counted.map(([name, id]) => (name === "symbol" ? ([name, 99] as const) : [name, id]));
    await amend<Pointer>(world.store, pointerKey(table, 1), ({ identity, ...pointer }) => ({
      ...pointer,
      identity: {
        ...identity,
        table: identity!.table.map((column, index) => ({ ...column, fieldId: last[index]![1] })),
      },
      highestFieldId: 99,
    }));
    await publishTable(world, 2, series);
    await analyzed(world, "y");
    assert.deepEqual(await fieldIds(world), { ids: last, highestFieldId: 99 });
  });

  it("computes again when another run published an analysis with other columns first", async () => {
    const world = await makeWorld(series);
    const lost: typeof world = {
      ...world,
      store: {
        ...world.store,
        async create(key, bytes) {
          if (key !== pointerKey(table, 1)) return world.store.create(key, bytes);
          const pointer = JSON.parse(Buffer.from(bytes).toString()) as Pointer & { checksum: string };
          const column = { name: "other", type: "int", formerly: [], fieldId: 1 } as const;
          const { checksum: _, ...other } = { ...pointer, run: "w", fingerprint: "other", highestFieldId: 1 };
          await createJson(world.store, key, { ...other, identity: { ...other.identity, table: [column] } });
          return false;
        },
      },
    };
    await assert.rejects(analyzed(lost, "x"), {
      name: "PublishContended",
      message: /another run published an analysis with other columns first\. Run again\.$/,
    });
    const second = { ...world, clock: { ...world.clock, random: () => 0.25 } };
    assert.equal((await analyzed(second, "x")).status, "published");
    const { ids, highestFieldId } = await fieldIds(world);
    assert.deepEqual([ids[0], highestFieldId], [["symbol", 2], 1 + ids.length]);
  });

  it("finds a table that was analysed before, computes nothing, and brings the catalog up", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    const lost = { ...world, catalog: emptyWorld().catalog };
    assert.deepEqual(await analyzed(lost, "y"), {
      status: "unchanged",
      table,
      run: "y",
      number: 1,
      source: 1,
      rows: 12,
    });
    assert.ok(await lost.catalog.get(table));
    assert.deepEqual(
      [...world.store.objects.keys()].filter((key) => key.includes("/y/")),
      [],
    );
  });

  it("refuses to call an analysis unchanged whose file is gone", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    const [{ files }] = (await pointers(world.store, table)) as [Pointer];
    world.store.objects.delete(files[0]!.key);
    await assert.rejects(analyzed(world, "y"), { name: "TableFilesDiffer" });
  });

  it("analyses again what another run published under the number of a pointer that was removed", async () => {
    const world = await makeWorld(series);
    await publishTable(world, 2, series);
    await analyzed(world, "x");
    await amend<Pointer>(world.store, pointerKey("meters", 2), (pointer) => ({
      ...pointer,
      content: "other",
    }));
    assert.equal((await analyzed(world, "y")).status, "published");
    assert.equal((await analyzed(world, "z")).status, "unchanged");
  });

  it("analyses a table of a later pointer, though its date is earlier", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    await publishTable(world, 2, { b: series["b"]! });
    assert.equal((await analyzed(world, "y")).status, "published");
    assert.deepEqual(
      (await pointers(world.store, table)).map(({ source, date, rows }) => [
        source?.number,
        date,
        rows.published,
      ]),
      [
        [1, "2026-02-28", 12],
        [2, "2026-02-27", 3],
      ],
    );
  });

  it("analyses again what another prior makes of the same table", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    const analysis = { ...returns.analysis!, prior: { ...returns.analysis!.prior, kappa: 5 } };
    const result = await makeAnalyze({ ...returns, analysis }, world)(event("y"));
    assert.deepEqual([result.status, result.number], ["published", 2]);
  });

  it("keeps an analysis of a table that others have analysed a later one of", async () => {
    const world = await makeWorld(series);
    // The run x has begun, and written its plan, when the table moves on and y analyses it.
    const stopped = { ...world.store, put: () => Promise.reject(new Error("stopped")) };
    await assert.rejects(analyzed({ ...world, store: stopped }, "x"), /stopped/);
    await publishTable(world, 2, { b: series["b"]! });
    await analyzed(world, "y");
    const result = await makeAnalyze(returns, world)({ ...event("x") });
    assert.equal(result.status, "unchanged");
    await publishTable(world, 3, { a: series["a"]! });
    // Its retry obeys the plan it began with: pointer 1.
    const late = await analyzed(world, "x");
    assert.deepEqual([late.status, late.source, late.number], ["kept", 1, 1]);
  });

  it("hands a return that is no number on, to be called implausible, and writes no NaN", async () => {
    const world = await makeWorld({ a: daily([...drawnReturns(40, 0, 0.01, 5), NaN]) });
    await analyzed(world, "x");
    for (const row of (await published(world)) as Record<string, unknown>[]) {
      assert.equal(row["status"], "implausible");
      assert.equal(row["mean_median"], null);
    }
  });

  it("publishes nothing of a table without rows, and says so", async () => {
    const world = await makeWorld({});
    assert.equal((await analyzed(world, "x")).status, "empty");
    assert.deepEqual(await pointers(world.store, table), []);
    assert.match(world.warnings.join(), /has no rows/);
  });

  it("fails by name, with the file's, where the table was damaged, and leaves the old analysis", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    await publishTable(world, 2, series);
    const key = `${processedPrefix("meters", "r2", "a")}part-00001.parquet`;
    const whole = world.store.objects.get(key)!;
    for (const [bytes, why] of [
      [whole.slice(0, -1), /has \d+ bytes and was written with/],
      [new Uint8Array(whole.length).fill(1), /has the checksum crc32:\w{8} and was written with crc32:\w{8}/],
    ] as const) {
      world.store.objects.set(key, bytes);
      await assert.rejects(analyzed(world, "y"), (error: Error) => {
        assert.equal(error.name, "TableUnreadable");
        assert.match(error.message, why);
        assert.ok(error.message.includes(key));
        return true;
      });
    }
    assert.equal((await readJson<Pointer>(world.store, pointerKey(table, 1))).source?.number, 1);
    assert.equal((await pointers(world.store, table)).length, 1);
  });

  it("removes what it wrote for analyses that are superseded for long", async () => {
    const world = await makeWorld(series);
    await analyzed(world, "x");
    await publishTable(world, 2, series);
    await analyzed(world, "y");
    world.pass(31);
    await analyzed(world, "z");
    const left = (run: string) => [...world.store.objects.keys()].filter((key) => key.includes(`/${run}/`));
    assert.deepEqual(left("x"), []);
    assert.equal(left("y").length, 4);
  });

  it("says so where the pointers went back behind what was analysed", async () => {
    const world = await makeWorld(series);
    await publishTable(world, 2, series);
    await analyzed(world, "x");
    world.store.objects.delete(pointerKey("meters", 2));
    await assert.rejects(analyzed(world, "y"), {
      name: "StateDamaged",
      message:
        /^state\/meters\/published\/000002\.json, from which meters_posterior was made, is missing; the highest is 1\..*remove those under state\/meters_posterior\/published\//,
    });
    world.store.objects.delete(pointerKey(table, 1));
    assert.equal((await analyzed(world, "z")).source, 1);
  });

  it("refuses a data set without an analysis", () =>
    assert.rejects(makeAnalyze(weather, emptyWorld())({ dataset: "weather", run: "x" }), {
      name: "NoAnalysis",
      message: "The data set weather has no returns to analyse: its contract has no `analysis`.",
    }));

  it("says that nothing is published yet, and what to do", () =>
    assert.rejects(analyzed(emptyWorld(), "x"), {
      name: "NothingPublished",
      message: "meters is not published yet: run `npm run data-flow -- run meters`.",
    }));
});
