import assert from "node:assert/strict";
import { pointerKey } from "../../../contract/keys";
import type { Pointer } from "../../../core/run/documents";
import { createJson, readJson } from "../../../core/run/state";
import { publishedFields } from "../../../core/run/described-run";
import { makePublish } from "../../../handlers/publish";
import { changed, dataset, makeWorld, writeRun, writeTransform, type RunOptions, type World } from "./world";

describe("publish, and the field ids of the published files", () => {
  let world: World;
  beforeEach(() => (world = makeWorld()));

  /** Publishes a run that was transformed on pointer `base`. */
  async function publish(base: number, options: RunOptions, builtOn = base) {
    await writeRun(world, { ...options, base: builtOn });
    return makePublish(world)(changed(options.run, base));
  }
  const withIds = (run: string, column: string) => ({ run, column, fieldIds: true });
  /** The columns with their ids, and the highest id, of each pointer. */
  async function given(): Promise<unknown[]> {
    const all: unknown[] = [];
    for (let number = 1; await world.store.head(pointerKey(dataset, number)); number += 1) {
      const pointer = await readJson<Pointer>(world.store, pointerKey(dataset, number));
      const columns = pointer.identity?.table.map(({ name, fieldId }) => `${name} ${fieldId}`) ?? [];
      all.push([...columns, pointer.highestFieldId]);
    }
    return all;
  }

  it("copies the report's ids, and the highest ever given, into the pointer", async () => {
    await publish(0, withIds("r1", "column_1"));
    await publish(1, withIds("r2", "column_2"));
    await publish(2, withIds("r3", "column_1"));
    assert.deepEqual(await given(), [
      ["column_1 1", 1],
      ["column_2 2", 2],
      ["column_1 3", 3],
    ]);
  });

  it("has a replace transformed again that lost its number to other columns", async () => {
    await publish(0, withIds("r1", "column_1"));
    await publish(1, withIds("r2", "column_2"));
    const lost = await publish(1, withIds("r3", "column_3"));
    assert.deepEqual([lost.status, lost.base, lost.merged], ["rebase", 2, "none"]);
    await writeTransform(world, { ...withIds("r3", "column_3"), base: 2 }, "a2");
    const again = await makePublish(world)(changed("r3", 2, undefined, "a2"));
    assert.equal(again.status, "published");
    assert.deepEqual((await given()).slice(1), [
      ["column_2 2", 2],
      ["column_3 3", 3],
    ]);
  });

  it("publishes a replace at once that lost its number to the same columns", async () => {
    await publish(0, withIds("r1", "column_1"));
    await publish(1, withIds("r2", "column_2"));
    assert.equal((await publish(1, withIds("r3", "column_2"))).status, "published");
    assert.deepEqual(await given(), [
      ["column_1 1", 1],
      ["column_2 2", 2],
      ["column_2 2", 2],
    ]);
  });

  it("publishes files without ids after files without ids, as versions before did", async () => {
    await publish(0, { run: "r1" });
    await publish(1, { run: "r2", column: "column_2" });
    assert.equal((await publish(1, { run: "r3", column: "column_3" })).status, "published");
    await publish(3, withIds("r4", "column_3"));
    assert.deepEqual(await given(), [[undefined], [undefined], [undefined], ["column_3 1", 1]]);
  });

  it("has files without ids written again that lost their number to files with ids", async () => {
    await publish(0, { run: "r1" });
    await publish(1, withIds("r2", "column_1"));
    assert.equal((await publish(1, { run: "r3", column: "column_1" })).status, "rebase");
  });

  it("refuses files whose ids do not follow from the pointer that they are based on", async () => {
    await publish(0, withIds("r1", "column_1"));
    const refused = { name: "FieldIdsDiffer", message: /pointer 1, .*deploy the program, then run again/ };
    await assert.rejects(publish(1, withIds("r2", "column_2"), 0), refused);
    await assert.rejects(publish(1, { run: "r3" }), refused);
    assert.equal((await given()).length, 1);
  });

  it("gives no id again after a version that knew none has published", async () => {
    await publish(0, withIds("r1", "column_1"));
    await publish(1, withIds("r2", "column_2"));
    const { identity, highestFieldId, ...older } = await readJson<Pointer>(
      world.store,
      pointerKey(dataset, 2),
    );
    assert.ok(identity && highestFieldId === 2);
    await createJson(world.store, pointerKey(dataset, 3), { ...older, number: 3, run: "older" });
    await publish(3, withIds("r4", "column_2"));
    assert.deepEqual((await given()).at(-1), ["column_2 3", 3]);
  });

  it("goes on from the highest id of today on a pointer that copies an older one", async () => {
    await publish(0, withIds("r1", "column_1"));
    await publish(1, withIds("r2", "column_2"));
    const first = await readJson<Pointer>(world.store, pointerKey(dataset, 1));
    await createJson(world.store, pointerKey(dataset, 3), { ...first, number: 3, highestFieldId: 2 });
    assert.deepEqual(await publishedFields(world.store, dataset, 3), {
      columns: first.identity?.table,
      highestFieldId: 2,
    });
    await publish(3, withIds("r4", "column_3"));
    assert.deepEqual((await given()).at(-1), ["column_3 3", 3]);
  });
});
