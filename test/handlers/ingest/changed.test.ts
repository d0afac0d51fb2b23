import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { runPlan } from "../../../contract/derive/run-plan";
import { planKey } from "../../../contract/keys";
import { withoutQueries } from "../../../contract/rules/older-plans";
import { programVersion } from "../../../contract/version";
import { fingerprint, sha256 } from "../../../handlers/ingest/hash";
import { canonicalJson, createJson, readJson } from "../../../core/run/state";
import { cities, csv, day, sourceOf, world } from "./world";

describe("ingest, and what is new", () => {
  it("is unchanged by the source's version alone, without opening the source", async () => {
    const { ingest, publish, keys } = world();
    await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    await publish("r1");
    const before = await keys();
    const { source, opened } = sourceOf("cities.csv", "something else", "7");
    const result = await ingest(source, "r2");
    assert.equal(result.changed, false);
    assert.equal(result.base, 1);
    assert.equal(opened.times, 0);
    assert.deepEqual(await keys(), before);
  });

  it("is unchanged by content, in whatever archive it comes, and leaves no key", async () => {
    const { ingest, publish, keys } = world();
    await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    await publish("r1");
    const before = await keys();
    assert.equal((await ingest(sourceOf("cities.csv.gz", gzipSync(csv), "8").source, "r2")).changed, false);
    assert.deepEqual(await keys(), before);
  });

  it("is changed by other content, by force and by a plan that differs", async () => {
    const { ingest, publish } = world();
    await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    await publish("r1");
    const more = `${csv}Bern,130000\n`;
    assert.equal((await ingest(sourceOf("cities.csv", more, "8").source, "r2")).changed, true);
    assert.equal(
      (await ingest(sourceOf("cities.csv", csv, "7").source, "r3", { ...day, force: true })).changed,
      true,
    );
    assert.equal(
      (await ingest(sourceOf("cities.csv", csv, "7").source, "r4", { ...day, maxBadRatio: 0.5 })).changed,
      true,
    );
  });

  it("answers a retry after its end with the same counts and fetches nothing again", async () => {
    const { ingest } = world();
    const first = await ingest(sourceOf("cities.csv", csv).source, "r1");
    const { source, opened } = sourceOf("cities.csv", csv);
    assert.deepEqual(await ingest(source, "r1"), first);
    assert.equal(opened.times, 0);
  });

  it("refuses to go on with a run whose first try had another plan", async () => {
    const { ingest, store } = world();
    await createJson(store, planKey("cities", "r1"), runPlan(cities, { maxBadRatio: 0.25 }));
    await assert.rejects(ingest(sourceOf("cities.csv", csv).source, "r1"), { name: "PlanChanged" });
  });

  it("asks a new source for each event, as a warm Lambda must", async () => {
    const { makeHandler } = world();
    let made = 0;
    const ingest = makeHandler(() => {
      made += 1;
      return sourceOf("cities.csv", csv, `${made}`).source;
    });
    await ingest({ run: "r1", input: day });
    await ingest({ run: "r2", input: day });
    assert.equal(made, 2);
  });

  it("fingerprints a plan alike whatever the size of its parts, and as versions did that had one size", () => {
    const older = sha256(canonicalJson({ programVersion, plan: withoutQueries(runPlan(cities)) }));
    assert.equal(fingerprint(runPlan(cities)), older);
    assert.equal(fingerprint(runPlan(cities, { partBytes: 7 })), older);
  });

  it("fingerprints a plan alike before and after it lay in the store", async () => {
    const { store } = world();
    await createJson(store, "plan.json", runPlan(cities));
    assert.equal(fingerprint(await readJson(store, "plan.json")), fingerprint(runPlan(cities)));
  });
});
