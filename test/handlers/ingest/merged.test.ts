import assert from "node:assert/strict";
import type { Dataset } from "../../../contract";
import { cities, csv, day, sourceOf, world } from "./world";

const merging: Dataset = { ...cities, table: { ...cities.table, mode: "upsert" } };

describe("ingest, and the rows that a run is merged into", () => {
  describe("of an upsert", () => {
    const other = `${csv}Bern,1\n`;

    it("hands on the merged rows of the published run", async () => {
      const { ingest, publish } = world();
      assert.equal((await ingest(sourceOf("c.csv", csv).source, "r1", day, merging)).merged, "none");
      await publish("r1", "base/cities/r1/a/");
      const { base, merged } = await ingest(sourceOf("c.csv", other).source, "r2", day, merging);
      assert.deepEqual([base, merged], [1, "base/cities/r1/a/"]);
    });

    it("hands on those of the pointer in its manifest when it is tried again", async () => {
      const { ingest, publish } = world();
      const first = await ingest(sourceOf("c.csv", csv).source, "r1", day, merging);
      await publish("r1", "base/cities/r1/a/");
      assert.deepEqual(await ingest(sourceOf("c.csv", csv).source, "r1", day, merging), first);
      const second = await ingest(sourceOf("c.csv", other).source, "r2", day, merging);
      assert.deepEqual(await ingest(sourceOf("c.csv", other).source, "r2", day, merging), second);
    });

    it("begins again on a table without merged rows by force alone", async () => {
      const { ingest, publish } = world();
      await ingest(sourceOf("c.csv", csv).source, "r1");
      await publish("r1");
      await assert.rejects(ingest(sourceOf("c.csv", other).source, "r2", day, merging), { name: "NoBase" });
      const forced = { ...day, force: true };
      assert.equal((await ingest(sourceOf("c.csv", other).source, "r3", forced, merging)).merged, "none");
    });
  });

  it("leaves merged rows behind by force alone, and hands on none to a run that replaces", async () => {
    const { ingest, publish } = world();
    await ingest(sourceOf("c.csv", csv).source, "r1", day, merging);
    await publish("r1", "base/cities/r1/a/");
    await assert.rejects(ingest(sourceOf("c.csv", csv).source, "r2"), { name: "BaseLeft" });
    assert.equal((await ingest(sourceOf("c.csv", csv).source, "r3", { ...day, force: true })).merged, "none");
  });
});
