import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { runPlan } from "../../../contract/derive/run-plan";
import { planKey } from "../../../contract/keys";
import { makeIngest } from "../../../handlers/ingest";
import { readJson } from "../../../core/run/state";
import { cities, csv, day, sourceOf, world } from "./world";

describe("ingest, and what it stores", () => {
  it("says who converts, the contract's word or the run's own", async () => {
    const { ingest } = world();
    const spark = await ingest(sourceOf("c.csv", csv).source, "r1", { ...day, convert: "spark" });
    assert.equal(spark.convert, "spark");
    const again = await ingest(sourceOf("c.csv", csv).source, "r1", { ...day, convert: "spark" });
    assert.deepEqual(again, spark);
    const contract = { ...cities, convert: "spark" } as const;
    assert.equal((await ingest(sourceOf("c.csv", csv).source, "r2", day, contract)).convert, "spark");
  });

  it("leaves more parts than the machine's Map may have to Spark alone", async () => {
    const { ingest } = world();
    const many = `city,people\n${Array.from({ length: 1001 }, (_, i) => `c${i},1\n`).join("")}`;
    const input = { ...day, partBytes: 1 };
    await assert.rejects(ingest(sourceOf("c.csv", many).source, "r1", input), { name: "TooManyParts" });
    const { parts } = await ingest(sourceOf("c.csv", many).source, "r2", { ...input, convert: "spark" });
    assert.equal(parts, 1001);
  });

  it("lets parts grow until the Map may have them, but not those of a size that the event names", async () => {
    const { ports, manifest } = world();
    const many = `city,people\n${Array.from({ length: 1001 }, (_, i) => `c${i},1\n`).join("")}`;
    const ingest = makeIngest(cities, () => sourceOf("c.csv", many).source, ports, { smallestPart: 8 });
    await assert.rejects(ingest({ run: "r1", input: { ...day, partBytes: 1 } }), { name: "TooManyParts" });
    assert.deepEqual(
      await ingest({ run: "r2", input: day }).then(({ parts, records }) => [parts, records]),
      [501, 1001],
    );
    const { parts } = await manifest("r2");
    assert.equal(
      parts.reduce((sum, { records }) => sum + records, 0),
      1001,
    );
  });

  it("stores a raw file, its manifest and the run's plan", async () => {
    const { ingest, manifest, store } = world();
    const result = await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    assert.deepEqual(result, {
      dataset: "cities",
      run: "r1",
      date: "2026-03-01",
      changed: true,
      base: 0,
      merged: "none",
      convert: "lambda",
      parts: 1,
      records: 3,
    });
    const { files, parts, source } = await manifest("r1");
    assert.equal(source.version, "7");
    assert.equal(files[0]?.size, csv.length);
    assert.deepEqual(parts, [
      { records: 3, slices: [{ file: 0, start: 12, end: csv.length, firstRow: 0, records: 3 }] },
    ]);
    const stored: Uint8Array[] = [];
    for await (const chunk of store.get(files[0].key)) stored.push(chunk);
    assert.equal(Buffer.concat(stored).toString(), csv);
    assert.deepEqual(await readJson(store, planKey("cities", "r1")), runPlan(cities));
  });

  it("keeps no copy of the archive beside its members", async () => {
    const { ingest, keys } = world();
    await ingest(sourceOf("cities.csv.gz", gzipSync(csv)).source, "r1");
    assert.equal((await keys()).filter((key) => key.startsWith("raw/")).length, 1);
  });

  it("stores a member whose name is as long as a file system takes", async () => {
    const { ingest, manifest } = world();
    await ingest(sourceOf(`${"n".repeat(248)}.csv`, csv).source, "r1");
    const [file] = (await manifest("r1")).files;
    assert.ok((file?.key.split("/").at(-1)?.length ?? 999) < 120);
  });
});
