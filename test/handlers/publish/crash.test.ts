import assert from "node:assert/strict";
import { makePublish, type PublishEvent } from "../../../handlers/publish";
import { checkAlways, checkConverged, checkStatus } from "./invariants";
import { intercept, killer } from "./schedule";
import {
  changed,
  keysOf,
  keysPerRun,
  makeWorld,
  retentionDays,
  unchanged,
  writeRun,
  writeTransform,
  type RunOptions,
  type World,
} from "./world";

/** A table of run `old`, and runs `a` and `b` ready to publish on it, `b` with another column. */
async function makeMeeting(mode: RunOptions["mode"] = "replace"): Promise<World> {
  const world = makeWorld();
  await writeRun(world, { run: "old", mode });
  await makePublish(world)(changed("old", 0));
  await writeRun(world, { run: "a", mode, base: 1 });
  await writeRun(world, { run: "b", column: "column_2", mode, base: 1 });
  return world;
}

/** Publishes `a`, killed once at each call, before and after its effect, and lets `then` go on from there. */
async function killedAtEachCall(
  then: (world: World) => Promise<void>,
  mode?: RunOptions["mode"],
): Promise<number> {
  for (let at = 0; ; at += 1) {
    for (const when of ["before", "after"] as const) {
      const world = await makeMeeting(mode);
      const kill = killer(at, when);
      const ended = await makePublish(intercept(world, kill.around))(changed("a", 1)).then(
        () => true,
        () => false,
      );
      if (ended && kill.calls() <= at) return at;
      world.warnings.length = 0; // a process that is dead warns nobody
      try {
        await checkAlways(world);
        await then(world);
        assert.deepEqual(world.warnings, []);
      } catch (error) {
        throw new Error(`killed ${when} call ${at}`, { cause: error });
      }
    }
  }
}

describe("publish: killed before and after each call", () => {
  const publish = async (world: World, event: PublishEvent) => {
    const result = await makePublish(world)(event);
    checkStatus(result, await checkConverged(world));
    return result.status;
  };

  it("publishes when it is tried again, and so does the other run", async () => {
    const calls = await killedAtEachCall(async (world) => {
      assert.equal(await publish(world, changed("a", 1)), "published");
      assert.equal(await publish(world, changed("b", 1)), "published");
      assert.equal((await checkConverged(world)).map(({ run }) => run).join(), "old,a,b");
    });
    assert.ok(calls > 20, `only ${calls} calls`);
  });

  it("publishes or has published when the other run comes first", async () => {
    await killedAtEachCall(async (world) => {
      assert.equal(await publish(world, changed("b", 1)), "published");
      assert.equal(await publish(world, changed("a", 1)), "published");
      const order = (await checkConverged(world)).map(({ run }) => run).join();
      assert.ok(order === "old,a,b" || order === "old,b,a", order);
    });
  });

  it("sends an upsert that another published before back to merge again, whatever was done of it", async () => {
    await killedAtEachCall(async (world) => {
      const status = await publish(world, changed("b", 1));
      if (status === "rebase") {
        await writeTransform(world, { run: "b", mode: "upsert", base: 2 }, "r1");
        assert.equal(await publish(world, changed("b", 2, undefined, "r1")), "published");
      }
      const again = await makePublish(world)(changed("a", 1));
      if (status === "rebase") assert.equal(again.status, "published");
      else assert.deepEqual([status, again.status, again.base], ["published", "rebase", 2]);
      await checkConverged(world);
    }, "upsert");
  });

  it("leaves a catalog that an unchanged run brings up", async () => {
    await killedAtEachCall(async (world) => {
      assert.equal(await publish(world, unchanged("c", 1)), "unchanged");
    });
  });

  it("leaves keys that are gone after the days of retention, with the killed run never tried again", async () => {
    await killedAtEachCall(async (world) => {
      await publish(world, changed("b", 1));
      world.pass(retentionDays + 0.01);
      await publish(world, unchanged("c", 2));
      assert.deepEqual(keysOf(world.store, "a"), []);
      assert.deepEqual(keysOf(world.store, "old"), []);
      assert.equal(keysOf(world.store, "b").length, keysPerRun);
    });
  });
});
