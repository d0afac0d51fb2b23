import assert from "node:assert/strict";
import type { Dataset } from "../../../contract";
import { runPlan } from "../../../contract/derive/run-plan";
import { transformReportKey } from "../../../contract/keys";
import { fingerprint } from "../../../handlers/ingest/hash";
import { createJson } from "../../../core/run/state";
import { wholeTransformReport } from "../../whole-documents";
import { cities, csv, day, sourceOf, world } from "./world";

const merging: Dataset = { ...cities, table: { ...cities.table, mode: "upsert" } };
const [layout] = merging.layouts;

/** Of the cities, with another type of the people or under another name. */
const changed = (stage: Dataset["stage"], key: readonly string[] = ["city"]): Dataset => ({
  ...merging,
  layouts: [
    {
      ...layout!,
      columns: Object.fromEntries(
        Object.keys(stage).map((name, index) => [name, { header: index ? "people" : "city" }]),
      ),
    } as (typeof merging.layouts)[number],
  ],
  stage,
  table: { ...merging.table, key },
});

/** A published run with merged rows, as an earlier version reported it. */
async function publishedWorld() {
  const made = world();
  await made.ingest(sourceOf("c.csv", csv).source, "r1", day, merging);
  await made.publish("r1", "base/cities/r1/a/");
  const report = wholeTransformReport({ dataset: "cities", run: "r1", attempt: "a" });
  await createJson(made.store, transformReportKey("cities", "r1", "a"), report);
  return made;
}

const city = { type: "string" } as const;
const people = { type: "bigint" } as const;

describe("ingest over merged rows", () => {
  const refused: readonly (readonly [string, Dataset, string, RegExp])[] = [
    [
      "a type that no value can become",
      changed({ city, people: { type: "timestamp" } }),
      "ContractNarrows",
      /people are of type bigint, and none of them can become timestamp.*--allow-loss people/,
    ],
    ["another key", changed({ city, people }, ["people"]), "KeyChanged", /the key is people, .* by city/],
    [
      "a renamed key that does not say so",
      changed({ town: city, people }, ["town"]),
      "KeyChanged",
      /renamedFrom/,
    ],
  ];
  for (const [what, dataset, name, message] of refused)
    it(`refuses ${what} before it fetches, by force as well`, async () => {
      const { ingest } = await publishedWorld();
      const { source, opened } = sourceOf("c.csv", csv);
      for (const force of [false, true])
        await assert.rejects(ingest(source, `r2-${force}`, { ...day, force }, dataset), { name, message });
      assert.equal(opened.times, 0);
    });

  it("goes on with a renamed key, a widened type and a type that the values decide", async () => {
    const { ingest } = await publishedWorld();
    for (const [index, stage] of [
      { town: { ...city, renamedFrom: ["city"] }, people },
      { town: { ...city, renamedFrom: ["city"] }, people: { type: "decimal(20,0)" } },
      { town: { ...city, renamedFrom: ["city"] }, people: { type: "int" } },
    ].entries()) {
      const dataset = changed(stage as Dataset["stage"], ["town"]);
      assert.equal(
        (await ingest(sourceOf("c.csv", csv).source, `r${index + 2}`, day, dataset)).changed,
        true,
      );
    }
  });

  it("writes what may be lost into the manifest, and goes on although nothing changed", async () => {
    const { ingest, manifest } = await publishedWorld();
    const { source } = sourceOf("c.csv", csv);
    assert.equal((await ingest(source, "r2", day, merging)).changed, false);
    const input = { ...day, allowLoss: ["people"] };
    assert.equal((await ingest(source, "r3", input, merging)).changed, true);
    assert.deepEqual((await manifest("r3")).allowLoss, ["people"]);
    assert.equal((await manifest("r3")).fingerprint, (await manifest("r1")).fingerprint);
    const dataset = changed({ city, people: { type: "timestamp" } });
    assert.equal((await ingest(source, "r4", input, dataset)).changed, true);
  });

  it("refuses to lose what is no column, or the key", async () => {
    const { ingest } = await publishedWorld();
    const lose = (allowLoss: unknown, dataset = merging, force = false) =>
      ingest(sourceOf("c.csv", csv).source, "r2", { ...day, allowLoss, force } as typeof day, dataset);
    const fault = (message: RegExp) => ({ name: "InvalidInput", message });
    await assert.rejects(
      lose(["peoples"]),
      fault(/neither a stage column of cities nor a retired one: give city, people\./),
    );
    await assert.rejects(lose(["_file"]), fault(/"_file", which is neither a stage column/));
    await assert.rejects(lose(["city"]), fault(/key columns cannot lose values/));
    await assert.rejects(lose("people"), fault(/give a list of columns/));
    await assert.rejects(
      lose(["people"], cities, true),
      fault(/each run of cities replaces its table: there are no merged values to lose\. Leave it out\./),
    );
  });

  it("finds what it may lose among the retired columns", async () => {
    const { ingest } = await publishedWorld();
    const dataset = changed({ city });
    const input = { ...day, allowLoss: ["people"] };
    assert.equal((await ingest(sourceOf("c.csv", csv).source, "r2", input, dataset)).changed, true);
  });
});

describe("the fingerprint", () => {
  it("stays what it was for a contract without former names and fills, and changes with them", () => {
    const plain = fingerprint(runPlan(merging));
    assert.equal(fingerprint(runPlan(changed({ city: { ...city, renamedFrom: [] }, people }))), plain);
    assert.notEqual(
      fingerprint(runPlan(changed({ city, people: { ...people, renamedFrom: ["men"] } }))),
      plain,
    );
    assert.notEqual(fingerprint(runPlan(changed({ city, people: { ...people, fill: 0 } }))), plain);
  });
});
