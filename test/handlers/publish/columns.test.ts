import assert from "node:assert/strict";
import { unrecorded, type RecordedColumn } from "../../../contract/identity";
import { manifestKey, planKey, transformReportKey } from "../../../contract/keys";
import type { Manifest, RetiredColumn, TransformReport } from "../../../core/run/documents";
import type { Plan, PlanColumn } from "../../../contract/plan";
import { makePublish } from "../../../handlers/publish";
import { amend, attempt, changed, dataset, makeWorld, writeRun, type World } from "./world";

const column = (name: string, more: Partial<PlanColumn> = {}): PlanColumn => ({
  name,
  type: "int",
  nullable: true,
  ...more,
});
const retired = (name: string, base: number, merged: number): RetiredColumn => ({
  name,
  type: "int",
  formerly: [],
  values: { base, merged },
});

describe("publish, and columns that the plan does not name", () => {
  /** An upsert of `run` over `base`, whose plan names `stage`. */
  async function write(
    world: World,
    run: string,
    base: number,
    stage: readonly PlanColumn[],
    identity?: { readonly stage: readonly RecordedColumn[]; readonly retired: readonly RetiredColumn[] },
  ) {
    await writeRun(world, { run, mode: "upsert", base });
    await amend<Plan>(world.store, planKey(dataset, run), (plan) => ({
      ...plan,
      transform: { ...plan.transform, stage },
    }));
    if (identity)
      await amend<TransformReport>(world.store, transformReportKey(dataset, run, attempt), (report) => ({
        ...report,
        identity: { ...identity, key: ["column_1"], table: [] },
      }));
  }
  const named = (stage: readonly PlanColumn[]) => unrecorded(stage).named;
  const [k, old] = [column("column_1"), column("old")];

  async function second(
    stage: readonly PlanColumn[],
    identity?: Parameters<typeof write>[4],
    allowLoss?: readonly string[],
  ) {
    const world = makeWorld();
    const publish = makePublish(world);
    await write(world, "r1", 0, [k, old]);
    await publish(changed("r1", 0));
    await write(world, "r2", 1, stage, identity);
    if (allowLoss)
      await amend<Manifest>(world.store, manifestKey(dataset, "r2"), (manifest) => ({
        ...manifest,
        allowLoss,
      }));
    return { world, publish, published: publish(changed("r2", 1)) };
  }
  const lost = (message: RegExp) => ({ name: "ColumnLost", message });

  it("publishes a run that has kept them", async () => {
    const { published } = await second([k], { stage: named([k]), retired: [retired("old", 9, 9)] });
    assert.equal((await published).status, "published");
  });

  it("refuses a run that lost one, or values of one", async () => {
    const without = await second([k], { stage: named([k]), retired: [] });
    await assert.rejects(without.published, lost(/columns of the previous ones: old\./));
    const fewer = await second([k], { stage: named([k]), retired: [retired("old", 9, 8)] });
    await assert.rejects(fewer.published, lost(/old \(8 of 9 values would be left\)/));
  });

  it("refuses fewer values than the run before had kept", async () => {
    const { world, publish, published } = await second([k], {
      stage: named([k]),
      retired: [retired("old", 9, 9)],
    });
    await published;
    await write(world, "r3", 2, [k], { stage: named([k]), retired: [retired("old", 7, 7)] });
    await assert.rejects(publish(changed("r3", 2)), lost(/7 of 9/));
  });

  it("refuses a run of a transform that knows neither retired columns nor former names", async () => {
    await assert.rejects((await second([k])).published, lost(/previous ones: old\./));
    const renamed = await second([k, column("new", { renamedFrom: ["old"] })]);
    await assert.rejects(renamed.published, lost(/old, which is new now/));
    const same = await second([k, old]);
    assert.equal((await same.published).status, "published");
  });

  it("knows the columns of the run before from what was published of it, if its report is damaged", async () => {
    const { world, publish, published } = await second([k], {
      stage: named([k]),
      retired: [retired("old", 9, 9)],
    });
    await published;
    world.store.objects.set(transformReportKey(dataset, "r2", attempt), Buffer.from("{"));
    await write(world, "r3", 2, [k], { stage: named([k]), retired: [] });
    await assert.rejects(publish(changed("r3", 2)), lost(/previous ones: old\./));
  });

  it("publishes a run that was allowed to lose one", async () => {
    const { published } = await second([k], { stage: named([k]), retired: [] }, ["old"]);
    assert.equal((await published).status, "published");
  });
});
