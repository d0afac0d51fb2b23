import assert from "node:assert/strict";
import { historyKey, manifestKey, pointerKey, rawPrefix, startedKey } from "../../../contract/keys";
import type { Pointer } from "../../../core/run/documents";
import { makePublish } from "../../../handlers/publish";
import { sweep } from "../../../core/run/sweep";
import { createJson, readPointer } from "../../../core/run/state";
import { intercept } from "./schedule";
import { changed, dataset, keysOf, makeWorld, retentionDays, unchanged, writeRun, type World } from "./world";

const hour = 1 / 24;

describe("publish: what sweeps remember", () => {
  let world: World;
  beforeEach(() => (world = makeWorld()));

  const publish = async (run: string, base: number) => {
    await writeRun(world, { run });
    await makePublish(world)(changed(run, base));
  };
  const present = (run: string) => keysOf(world.store, run).length > 0;
  const sweepNow = () => sweep(world, dataset, "now", retentionDays);

  /** Calls to the store by kind, of one publish more. */
  async function callsOf(act: (world: World) => Promise<unknown>): Promise<Map<string, number>> {
    const calls = new Map<string, number>();
    const ports = intercept(world, (name, effect) => {
      const [kind = ""] = name.split(" ");
      calls.set(kind, (calls.get(kind) ?? 0) + 1);
      return effect();
    });
    await act({ ...world, ...ports } as World);
    return calls;
  }
  const sum = (calls: ReadonlyMap<string, number>) => [...calls.values()].reduce((a, b) => a + b, 0);

  it("asks the store no more with 400 kept runs than with 25, published and failed ones", async function () {
    const counts: number[] = [];
    for (let number = 0; number < 200; number += 1) {
      await publish(`p${number}`, number);
      await writeRun(world, { run: `failed${number}` });
      world.pass(hour / 2);
      if (number !== 12 && number !== 199) continue;
      // Two days on the failed ones are old enough for their raw files to be looked at, the first time.
      world.pass(2);
      await sweepNow();
      const next = await callsOf(async (ports) => makePublish(ports)(unchanged("again", number + 1)));
      counts.push(sum(next));
    }
    const [few, many] = counts as [number, number];
    assert.equal(many, few);
    assert.ok(many < 30, `${many} calls`);
  });

  it("reads each pointer and each start once", async () => {
    for (let number = 0; number < 20; number += 1) await publish(`p${number}`, number);
    const calls = await callsOf((ports) => sweep(ports, dataset, "now"));
    assert.ok((calls.get("store.get") ?? 0) < 6, JSON.stringify([...calls]));
    assert.equal(calls.get("store.put"), undefined);
  });

  it("is read again where it is damaged or gone", async () => {
    await publish("r1", 0);
    await publish("r2", 1);
    for (const damage of [
      () => world.store.objects.set(historyKey(dataset), Buffer.from("{")),
      () => world.store.objects.delete(historyKey(dataset)),
    ]) {
      damage();
      await sweepNow();
      assert.ok(present("r1") && present("r2"));
      assert.ok(world.store.objects.has(historyKey(dataset)));
    }
    assert.deepEqual(world.warnings, []);
  });

  it("does not believe what it knew of numbers that others have taken since", async () => {
    await publish("r1", 0);
    await publish("lost", 1);
    // A person takes the newest pointer away, as the error of a damaged one advises, and another run takes its number.
    world.store.objects.delete(pointerKey(dataset, 2));
    await writeRun(world, { run: "r2" });
    const lost: Pointer = await readPointer(world.store, dataset, 1);
    await createJson(world.store, pointerKey(dataset, 2), {
      ...lost,
      run: "r2",
      number: 2,
      publishedAt: world.clock.now().toISOString(),
      attempt: "a2",
    });
    world.pass(retentionDays + 1);
    await createJson(world.store, pointerKey(dataset, 3), {
      ...lost,
      run: "r1",
      number: 3,
      publishedAt: world.clock.now().toISOString(),
    });
    await sweepNow();
    assert.ok(present("r2"), "superseded just now");
    assert.ok(!present("lost"));
  });

  describe("of runs that died before their raw data was complete", () => {
    beforeEach(async () => {
      await publish("r1", 0);
      await writeRun(world, { run: "died" });
      await writeRun(world, { run: "failed" });
      world.store.objects.delete(manifestKey(dataset, "died"));
    });

    it("removes them a day after they began, and no other", async () => {
      world.pass(0.99);
      await sweepNow();
      assert.ok(present("died"));
      world.pass(0.02);
      await sweepNow();
      assert.deepEqual(["r1", "died", "failed"].map(present), [true, false, true]);
    });

    it("keeps what has no raw files, as a run of an analysis, for its time", async () => {
      const prefix = rawPrefix(dataset, "died");
      for (const key of world.store.objects.keys())
        if (key.startsWith(prefix)) world.store.objects.delete(key);
      world.pass(retentionDays - 1);
      await sweepNow();
      assert.ok(present("died"));
      world.pass(2);
      await sweepNow();
      assert.ok(!present("died"));
    });

    it("never removes a run that a pointer names", async () => {
      world.store.objects.delete(manifestKey(dataset, "r1"));
      world.pass(30);
      await sweepNow();
      assert.ok(present("r1"));
    });
  });

  it("leaves a run alone whose folder is there before its first key", async () => {
    await publish("r1", 0);
    const names = async function* (prefix: string) {
      yield* world.store.names(prefix);
      if (prefix.endsWith("/runs/")) yield "just-beginning/";
    };
    const head = (key: string) => {
      // It writes its first key while the sweep looks.
      void world.store.create(startedKey(dataset, "just-beginning"), Buffer.from("{}"));
      return world.store.head(key);
    };
    world.pass(30);
    await sweep({ ...world, store: { ...world.store, names, head } }, dataset, "now", retentionDays);
    await world.store.create(startedKey(dataset, "just-beginning"), Buffer.from("{}"));
    assert.ok(present("just-beginning"));
  });
});
