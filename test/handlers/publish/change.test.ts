import assert from "node:assert/strict";
import { manifestKey, planKey, pointerKey, transformReportKey } from "../../../contract/keys";
import type { ChangeRule, Plan } from "../../../contract/plan";
import type { Manifest, Pointer, TransformReport } from "../../../core/run/documents";
import { makePublish } from "../../../handlers/publish";
import { readJson } from "../../../core/run/state";
import { amend, attempt, changed, dataset, makeWorld, writeRun, type RunOptions, type World } from "./world";

describe("publish: rows against the published table", () => {
  let world: World;
  beforeEach(async () => {
    world = makeWorld();
    await write({ run: "r1" }, 100);
    await publish("r1", 0);
  });

  const publish = (run: string, base: number) => makePublish(world)(changed(run, base));

  /** A run whose table has so many rows. */
  async function write(options: RunOptions, rows: number, generated = false): Promise<void> {
    await writeRun(world, options);
    await amend<Manifest>(world.store, manifestKey(dataset, options.run), (old) => ({
      ...old,
      source: { ...old.source, generated },
    }));
    await amend<TransformReport>(world.store, transformReportKey(dataset, options.run, attempt), (old) => ({
      ...old,
      rows: { ...old.rows, out: rows },
      files: old.files.map((file) => ({ ...file, rows })),
    }));
  }

  const rules = (run: string, more: Pick<Plan, "change"> | Plan["transform"]["rules"]) =>
    amend<Plan>(world.store, planKey(dataset, run), (old) =>
      "length" in more
        ? { ...old, transform: { ...old.transform, rules: [...old.transform.rules, ...more] } }
        : { ...old, ...more },
    );

  const change = (run: string, max: number, severity: ChangeRule["severity"] = "error") =>
    rules(run, { change: [{ name: "steady", severity, max }] });

  const refuses = async (run: string, base: number, name: string, message: RegExp) => {
    const pointers = [...world.store.objects.keys()].filter((key) => key.includes("/published/"));
    await assert.rejects(publish(run, base), { name, message });
    assert.deepEqual(
      [...world.store.objects.keys()].filter((key) => key.includes("/published/")),
      pointers,
    );
  };

  for (const mode of ["replace", "upsert"] as const)
    it(`refuses no rows over a table with rows, of ${mode}`, async () => {
      world = makeWorld();
      await write({ run: "r1", mode }, 100);
      await publish("r1", 0);
      await write({ run: "r2", mode, base: 1 }, 0);
      await refuses(
        "r2",
        1,
        "TableEmptied",
        /no rows \(10 records read, 1 quarantined\), .* run r1 published has 100\. .*kind: "rows", min: 0.* datasets\/walks\.ts/,
      );
    });

  it("publishes no rows where a rule allows them", async () => {
    await write({ run: "r2" }, 0);
    const report = transformReportKey(dataset, "r2", attempt);
    await amend<TransformReport>(world.store, report, (old) => ({
      ...old,
      rules: [...old.rules, { name: "may_be_empty", severity: "error", violations: 0 }],
    }));
    await rules("r2", [{ name: "may_be_empty", severity: "error", kind: "rows", min: 0 }]);
    assert.equal((await publish("r2", 1)).rows.published, 0);
  });

  it("publishes no rows where there is no table, or one without rows", async () => {
    world = makeWorld();
    await write({ run: "r1" }, 0);
    await publish("r1", 0);
    await write({ run: "r2" }, 0);
    assert.deepEqual([(await publish("r2", 1)).number, (await publish("r2", 1)).number], [2, 2]);
  });

  it("keeps an older date without judging it against the table", async () => {
    await write({ run: "r2", date: "2026-02-01" }, 0);
    assert.equal((await publish("r2", 1)).status, "kept");
  });

  for (const [rows, max, broken] of [
    [80, 0.2, false],
    [120, 0.2, false],
    [79, 0.2, true],
    [121, 0.2, true],
    [101, 0, true],
    [100, 0, false],
    [129, 0.29, false],
    [300, 2, false],
    [301, 2, true],
  ] as const)
    it(`${broken ? "refuses" : "allows"} ${rows} rows after 100 where ${max} is the most`, async () => {
      await write({ run: "r2" }, rows);
      await change("r2", max);
      if (broken) await refuses("r2", 1, "RuleBroken", new RegExp(`steady \\(100 rows before, ${rows} now`));
      else assert.equal((await publish("r2", 1)).number, 2);
    });

  it("says how much it shrank, and what to do", async () => {
    await write({ run: "r2" }, 40);
    await change("r2", 0.07);
    await refuses("r2", 1, "RuleBroken", /now, -60\.0 %; at most 7 %\).* raise "max" .* datasets\/walks\.ts/);
  });

  it("warns where the rule says so", async () => {
    await write({ run: "r2" }, 200);
    await change("r2", 0.2, "warn");
    const { status, brokenRules } = await publish("r2", 1);
    assert.deepEqual(
      [status, brokenRules],
      ["published", [{ name: "steady", severity: "warn", violations: 80 }]],
    );
    assert.match(world.warnings.join(), /breaks the rule steady \(100 rows before, 200 now, \+100\.0 %/);
  });

  it("judges against the table that is current, not the one that the run was built on", async () => {
    await write({ run: "r2" }, 100);
    await change("r2", 0.2);
    await write({ run: "r3" }, 200);
    await publish("r3", 1);
    await refuses("r2", 1, "RuleBroken", /200 rows before, 100 now/);
  });

  it("answers a second try though the table has changed since", async () => {
    await write({ run: "r2" }, 110);
    await change("r2", 0.2);
    await publish("r2", 1);
    await write({ run: "r3" }, 900);
    await publish("r3", 2);
    assert.equal((await publish("r2", 1)).status, "published");
  });

  it("does not hold real rows against the generated sample's", async () => {
    world = makeWorld();
    await write({ run: "r1" }, 10, true);
    await publish("r1", 0);
    await write({ run: "r2" }, 1_000);
    await change("r2", 0.1);
    assert.equal((await publish("r2", 1)).number, 2);
  });

  describe("of the sample", () => {
    const generatedOf = async (number: number) =>
      (await readJson<Pointer>(world.store, pointerKey(dataset, number))).generated;
    const upsert = async (run: string, base: number, generated: boolean) => {
      await write({ run, mode: "upsert", base }, 9, generated);
      await publish(run, base);
    };
    /** As pointers were written before they said it. */
    const forget = (number: number) =>
      amend<Pointer>(world.store, pointerKey(dataset, number), ({ generated: _, ...old }) => old);

    beforeEach(() => void (world = makeWorld()));

    it("an upsert is only while nothing real was ever merged", async () => {
      await upsert("r1", 0, true);
      await upsert("r2", 1, true);
      await upsert("r3", 2, false);
      await upsert("r4", 3, true);
      assert.deepEqual(await Promise.all([1, 2, 3, 4].map(generatedOf)), [true, true, false, false]);
    });

    it("an upsert of an older version's pointers is known by its manifests", async () => {
      await upsert("r1", 0, true);
      await upsert("r2", 1, true);
      for (const number of [1, 2]) await forget(number);
      await upsert("r3", 2, true);
      assert.equal(await generatedOf(3), true);
      await amend<Manifest>(world.store, manifestKey(dataset, "r1"), (old) => ({
        ...old,
        source: { ...old.source, generated: false },
      }));
      await forget(3);
      await upsert("r4", 3, true);
      assert.equal(await generatedOf(4), false);
    });

    it("a run whose manifest is gone or damaged counts as real", async () => {
      for (const spoil of ["gone", "damaged"]) {
        world = makeWorld();
        await upsert("r1", 0, true);
        await upsert("r2", 1, true);
        for (const number of [1, 2]) await forget(number);
        if (spoil === "gone") world.store.objects.delete(manifestKey(dataset, "r1"));
        else world.store.objects.set(manifestKey(dataset, "r1"), Buffer.from("{"));
        await upsert("r3", 2, true);
        assert.equal(await generatedOf(3), false, spoil);
      }
    });
  });
});
