import assert from "node:assert/strict";
import {
  manifestKey,
  planKey,
  pointerKey,
  rawPrefix,
  startedKey,
  transformReportKey,
} from "../../../contract/keys";
import type { Pointer, TransformReport } from "../../../core/run/documents";
import { makePublish } from "../../../handlers/publish";
import { createJson, currentPointer } from "../../../core/run/state";
import { checkConverged } from "./invariants";
import { explore, intercept, interleave, killer } from "./schedule";
import {
  amend,
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

const moment = 1e-6; // of a day

describe("publish: sweeping old runs", () => {
  let world: World;
  beforeEach(() => (world = makeWorld()));

  const publish = async (run: string, base: number) => {
    await writeRun(world, { run });
    await makePublish(world)(changed(run, base));
  };
  const sweep = () => makePublish(world)(unchanged("now", 1));
  const present = (run: string) => keysOf(world.store, run).length > 0;
  /** Points at a published run's files once more, as a rollback will. */
  const pointAgain = async (number: number, run: string) => {
    const pointer = (await currentPointer(world.store, dataset)) as Pointer;
    const publishedAt = world.clock.now().toISOString();
    await createJson(world.store, pointerKey(dataset, number), { ...pointer, run, number, publishedAt });
  };

  it("keeps the current run's files through 400 unchanged days, and removes what it superseded", async () => {
    await publish("r1", 0);
    world.pass(1);
    await publish("r2", 1);
    const whole = keysOf(world.store, "r2");
    for (let days = 1; days <= 400; days += 1) {
      world.pass(1);
      await makePublish(world)(unchanged(`u${days}`, 2));
      assert.equal(present("r1"), days <= retentionDays, `r1 after ${days} days`);
    }
    assert.deepEqual(keysOf(world.store, "r2"), whole);
    await checkConverged(world);
    assert.deepEqual(world.warnings, []);
  });

  it("counts from the day a run was superseded, not from its age", async () => {
    await publish("r1", 0);
    world.pass(100);
    await publish("r2", 1);
    world.pass(retentionDays);
    await sweep();
    assert.ok(present("r1"));
    world.pass(moment);
    await sweep();
    assert.ok(!present("r1"));
  });

  it("leaves the superseded runs within retention alone, and removes all before them", async () => {
    for (let number = 0; number < 20; number += 1) {
      await publish(`r${number}`, number);
      world.pass(1);
    }
    await sweep();
    const left = Array.from({ length: 20 }, (_, i) => `r${i}`).filter(present);
    assert.deepEqual(left, ["r12", "r13", "r14", "r15", "r16", "r17", "r18", "r19"]);
  });

  it("counts a run that was published again from its last supersession", async () => {
    await publish("r1", 0);
    world.pass(1);
    await publish("r2", 1);
    world.pass(1);
    await pointAgain(3, "r1");
    world.pass(1);
    await publish("r3", 3);
    world.pass(retentionDays - 0.5);
    await sweep();
    assert.deepEqual([present("r1"), present("r2"), present("r3")], [true, false, true]);
    world.pass(1);
    await sweep();
    assert.deepEqual([present("r1"), present("r2"), present("r3")], [false, false, true]);
  });

  it("does not take a second pointer at the same run for its supersession", async () => {
    await publish("r1", 0);
    await pointAgain(2, "r1");
    world.pass(30);
    await publish("r2", 2);
    world.pass(1);
    await sweep();
    assert.ok(present("r1"));
  });

  it("removes a run that never published, by the day it began", async () => {
    await publish("r1", 0);
    await writeRun(world, { run: "lost" });
    world.pass(retentionDays);
    await sweep();
    assert.ok(present("lost"));
    world.pass(moment);
    await sweep();
    assert.ok(!present("lost"));
  });

  it("removes keys without a started.json, which a cut-off sweep left", async () => {
    await publish("r1", 0);
    await writeRun(world, { run: "cut" });
    world.store.objects.delete(startedKey(dataset, "cut"));
    await sweep();
    assert.ok(!present("cut"));
  });

  it("leaves only that run alone whose started.json cannot be read, says so, and removes it in its time", async () => {
    await publish("r1", 0);
    await writeRun(world, { run: "odd" });
    await writeRun(world, { run: "zzz" });
    world.store.objects.set(startedKey(dataset, "odd"), Buffer.from("{"));
    world.pass(30);
    await sweep();
    assert.deepEqual([present("odd"), present("zzz")], [true, false]);
    assert.match(world.warnings.join(), /runs\/odd\/started\.json was damaged, and is written again/);
    world.pass(retentionDays + moment);
    await sweep();
    assert.ok(!present("odd"));
  });

  it("leaves the keys of other data sets alone", async () => {
    await publish("r1", 0);
    await world.store.create("raw/walks_of_others/r9/x", new Uint8Array(1));
    await sweep();
    assert.ok(world.store.objects.has("raw/walks_of_others/r9/x"));
  });

  it("removes started.json last, and at most 1,000 keys at once", async () => {
    await publish("r1", 0);
    await writeRun(world, { run: "big" });
    for (let i = 0; i < 2_500; i += 1) {
      await world.store.create(`${rawPrefix(dataset, "big")}x/${i}`, new Uint8Array(1));
    }
    world.pass(30);
    const calls: (readonly string[])[] = [];
    const remove = (keys: readonly string[]) => (calls.push(keys), world.store.delete(keys));
    await makePublish({ ...world, store: { ...world.store, delete: remove } })(unchanged("now", 1));
    assert.ok(!present("big"));
    assert.equal(calls.flat().indexOf(startedKey(dataset, "big")), calls.flat().length - 1);
    assert.ok(calls.every((keys) => keys.length <= 1_000));
    assert.ok(
      calls.findIndex((keys) => keys.includes(manifestKey(dataset, "big"))) > 2,
      "state after the data",
    );
  });

  it("is a warning and no failure when keys cannot be removed", async () => {
    await publish("r1", 0);
    await writeRun(world, { run: "lost" });
    world.pass(30);
    const store = { ...world.store, delete: () => Promise.reject(new Error("disk on fire")) };
    assert.equal((await makePublish({ ...world, store })(unchanged("now", 1))).status, "unchanged");
    assert.match(world.warnings.join(), /walks: old runs were not all removed \(Error: disk on fire\)/);
  });

  it("also sweeps after a run that may not be published", async () => {
    await publish("r1", 0);
    await writeRun(world, { run: "lost" });
    world.pass(30);
    await writeRun(world, { run: "bad" });
    await amend<TransformReport>(world.store, transformReportKey(dataset, "bad", attempt), (old) => ({
      ...old,
      error: { name: "Broken", message: "" },
    }));
    await assert.rejects(makePublish(world)(changed("bad", 1)), { name: "Broken" });
    assert.ok(!present("lost"));
    assert.ok(present("bad"));
  });

  it("goes by the run's own plan where nothing is published", async () => {
    await writeRun(world, { run: "lost" });
    world.pass(30);
    await writeRun(world, { run: "bad" });
    await amend<TransformReport>(world.store, transformReportKey(dataset, "bad", attempt), (old) => ({
      ...old,
      error: { name: "Broken", message: "" },
    }));
    await assert.rejects(makePublish(world)(changed("bad", 0)), { name: "Broken" });
    assert.ok(!present("lost"));
  });

  it("goes by the published run's plan where there is one", async () => {
    await publish("r1", 0);
    await amend(world.store, planKey(dataset, "r1"), (plan) => ({ ...plan, retentionDays: 50 }));
    await writeRun(world, { run: "lost" });
    world.pass(30);
    await sweep();
    assert.ok(present("lost"));
  });

  it("never removes the run that sweeps, whatever its age: its Publish may be tried again", async () => {
    await writeRun(world, { run: "slow" });
    world.pass(30);
    await writeRun(world, { run: "r1", date: "2026-03-30" });
    await makePublish(world)(changed("r1", 0, "2026-03-30"));
    assert.ok(!present("slow"));
    await writeRun(world, { run: "late" });
    world.pass(30);
    assert.equal((await makePublish(world)(changed("late", 1))).status, "kept");
    assert.ok(present("late"));
  });

  it("does not publish a run that a sweep may be removing", async () => {
    await publish("r1", 0);
    await writeRun(world, { run: "slow" });
    world.pass(retentionDays - 0.02);
    await assert.rejects(makePublish(world)(changed("slow", 1)), {
      name: "RunExpired",
      message: /slow: it started at 2026-03-01T08/,
    });
    await checkConverged(world);
  });

  it("is finished by the next when it is cut off before or after any call", async () => {
    for (let at = 0, killedOnes = 1; killedOnes > 0; at += 1) {
      killedOnes = 0;
      for (const when of ["before", "after"] as const) {
        world = makeWorld();
        await publish("r1", 0);
        await writeRun(world, { run: "lost" });
        await publish("r2", 1);
        world.pass(30);
        const kill = killer(at, when);
        await makePublish(intercept(world, kill.around))(unchanged("u1", 2)).catch(() => undefined);
        if (kill.calls() <= at) continue;
        killedOnes += 1;
        world.warnings.length = 0;
        await makePublish(world)(unchanged("u2", 2));
        assert.deepEqual(
          [...keysOf(world.store, "r1"), ...keysOf(world.store, "lost")],
          [],
          `${when} call ${at}`,
        );
        assert.equal(keysOf(world.store, "r2").length, keysPerRun);
        await checkConverged(world);
        assert.deepEqual(world.warnings, []);
      }
      assert.ok(killedOnes > 0 || at > 40, `only ${at} calls`);
    }
  });

  it("may be done by two at once", async () => {
    const orders = await explore(async (choose) => {
      world = makeWorld();
      await publish("r1", 0);
      await publish("r2", 1);
      world.pass(30);
      const runs = ["u1", "u2"].map(
        (run) => (turn: Parameters<typeof intercept>[1]) =>
          makePublish(intercept(world, turn))(unchanged(run, 2)),
      );
      await interleave(runs, choose);
      assert.deepEqual(keysOf(world.store, "r1"), []);
      assert.equal(keysOf(world.store, "r2").length, keysPerRun);
      assert.deepEqual(world.warnings, []);
    }, 1);
    assert.ok(orders > 50, `only ${orders} orders`);
  });
});
