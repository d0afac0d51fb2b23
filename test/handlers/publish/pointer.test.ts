import assert from "node:assert/strict";
import { basePrefix, pointerKey, processedPrefix } from "../../../contract/keys";
import type { Pointer } from "../../../core/run/documents";
import { makePublish } from "../../../handlers/publish";
import { createJson, readJson } from "../../../core/run/state";
import { checkConverged } from "./invariants";
import {
  attempt,
  changed,
  dataset,
  keysOf,
  keysPerRun,
  makeWorld,
  retentionDays,
  unchanged,
  writeRun,
  type World,
} from "./world";

describe("publish: pointers and the catalog", () => {
  let world: World;
  beforeEach(async () => {
    world = makeWorld();
    await writeRun(world, { run: "r1", date: "2026-03-02" });
    await makePublish(world)(changed("r1", 0, "2026-03-02"));
  });

  it("publishes under the number after the pointer it was built on", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-03" });
    const result = await makePublish(world)(changed("r2", 1, "2026-03-03"));
    assert.deepEqual([result.status, result.number], ["published", 2]);
  });

  it("publishes equal content again when it was forced", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-02", content: "r1" });
    assert.equal((await makePublish(world)(changed("r2", 1))).status, "published");
  });

  it("keeps a run of an older date though nobody published meanwhile", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-01" });
    const result = await makePublish(world)(changed("r2", 1));
    assert.deepEqual(
      [result.status, result.number, result.location],
      ["kept", 1, processedPrefix(dataset, "r1", attempt)],
    );
    assert.deepEqual(result.kept, {
      reason: "LaterDatePublished",
      tableDate: "2026-03-02",
      tableRun: "r1",
    });
    assert.equal(keysOf(world.store, "r2").length, keysPerRun);
    assert.equal((await checkConverged(world)).length, 1);
  });

  it("says the numbers of the run's own rows when it is kept", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-01" });
    assert.equal((await makePublish(world)(changed("r2", 1))).rows.read, 10);
  });

  it("publishes over a run of another contract though the content is the same", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-02", content: "r1", column: "column_2" });
    assert.equal((await makePublish(world)(changed("r2", 0))).status, "published");
  });

  it("answers a second try of a run that was superseded meanwhile with the current table", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-03" });
    await makePublish(world)(changed("r2", 1));
    const again = await makePublish(world)(changed("r1", 0, "2026-03-02"));
    assert.deepEqual(
      [again.status, again.number, again.location],
      ["published", 2, processedPrefix(dataset, "r2", attempt)],
    );
    await checkConverged(world);
  });

  it("refuses to publish when the pointer it was built on is gone", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-03" });
    await assert.rejects(makePublish(world)(changed("r2", 5)), {
      name: "StateDamaged",
      message: /000005\.json/,
    });
  });

  it("gives up with a sentence when others are always faster", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-03" });
    const create = (key: string, bytes: Uint8Array) =>
      key.includes("/published/") ? Promise.resolve(false) : world.store.create(key, bytes);
    const slow = makePublish({ ...world, store: { ...world.store, create } });
    await assert.rejects(slow(changed("r2", 1)), { name: "PublishContended", message: /20 other runs/ });
  });

  it("goes on counting beyond 999999", async () => {
    const pointer = await readJson<Pointer>(world.store, pointerKey(dataset, 1));
    for (const number of [999_999, 1_000_000]) {
      await createJson(world.store, pointerKey(dataset, number), { ...pointer, number });
    }
    await writeRun(world, { run: "r2", date: "2026-03-03" });
    assert.equal((await makePublish(world)(changed("r2", 1_000_000))).number, 1_000_001);
  });

  it("writes pointer, run and date beside the table's parameters", async () => {
    assert.deepEqual((await world.catalog.get(dataset))?.entry.table.parameters, {
      classification: "parquet",
      "data_flow.pointer": "1",
      "data_flow.run": "r1",
      "data_flow.date": "2026-03-02",
    });
  });

  it("does not touch a catalog that is up to date", async () => {
    await makePublish(world)(unchanged("u", 1));
    assert.equal(world.catalog.history(dataset).length, 1);
  });

  it("puts back a catalog that somebody changed by hand", async () => {
    const found = await world.catalog.get(dataset);
    assert.ok(found);
    await world.catalog.put(dataset, { ...found.entry, location: "elsewhere/" }, found.version);
    await makePublish(world)(unchanged("u", 1));
    assert.equal((await world.catalog.get(dataset))?.entry.location, processedPrefix(dataset, "r1", attempt));
  });

  it("answers an unchanged run with the published run's rows and place", async () => {
    assert.deepEqual(await makePublish(world)(unchanged("u", 1, "2026-03-05")), {
      status: "unchanged",
      run: "u",
      date: "2026-03-05",
      number: 1,
      rows: { read: 10, staged: 9, quarantined: 1, published: 9 },
      location: processedPrefix(dataset, "r1", attempt),
    });
  });

  it("gives up with a sentence when the catalog changes at each try", async () => {
    await writeRun(world, { run: "r2", date: "2026-03-03" });
    let puts = 0;
    const put = () => {
      puts += 1;
      return Promise.reject(Object.assign(new Error(), { name: "CatalogConflict" }));
    };
    const late = makePublish({ ...world, catalog: { ...world.catalog, put } });
    await assert.rejects(late(changed("r2", 1)), {
      name: "CatalogConflict",
      message: /The run is published/,
    });
    assert.equal(puts, 20);
  });

  it("says what to do when an unchanged run finds nothing published", async () => {
    await assert.rejects(makePublish(makeWorld())(unchanged("u", 0)), {
      name: "NothingPublished",
      message: /--force/,
    });
  });

  describe("of an upsert", () => {
    beforeEach(async () => {
      world = makeWorld();
      await writeRun(world, { run: "r1", date: "2026-03-02", mode: "upsert" });
      await makePublish(world)(changed("r1", 0, "2026-03-02"));
    });

    it("publishes a day that comes late", async () => {
      await writeRun(world, { run: "r2", date: "2026-03-01", mode: "upsert", base: 1 });
      assert.equal((await makePublish(world)(changed("r2", 1))).status, "published");
      assert.equal((await checkConverged(world)).length, 2);
    });

    it("sends a run whose base is no longer current back, with what to build on", async () => {
      await writeRun(world, { run: "r2", date: "2026-03-03", mode: "upsert" });
      const result = await makePublish(world)(changed("r2", 0, "2026-03-03"));
      assert.deepEqual(
        [result.status, result.number, result.base, result.merged],
        ["rebase", 1, 1, basePrefix(dataset, "r1", attempt)],
      );
      assert.equal((await checkConverged(world)).length, 1);
    });

    it("removes the merged rows with the run", async () => {
      await writeRun(world, { run: "r2", date: "2026-03-03", mode: "upsert", base: 1 });
      await makePublish(world)(changed("r2", 1, "2026-03-03"));
      world.pass(retentionDays + 1);
      await makePublish(world)(unchanged("u", 2));
      assert.deepEqual(keysOf(world.store, "r1"), []);
      assert.equal(keysOf(world.store, "r2").length, keysPerRun + 1);
    });
  });
});
