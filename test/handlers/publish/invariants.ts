import assert from "node:assert/strict";
import type { Pointer } from "../../../core/run/documents";
import type { PublishResult } from "../../../handlers/publish";
import { pointers } from "../pointers";
import { dataset, mergedSize, type World } from "./world";

/** What must hold of the pointers and the catalog whatever happened, also in the middle of it. */
export async function checkAlways(world: World): Promise<Pointer[]> {
  const all = await pointers(world.store, dataset);
  assert.deepEqual(
    all.map(({ number }) => number),
    all.map((_, i) => i + 1),
    "numbers without a gap",
  );
  const dates = all.filter(({ merged }) => merged === null).map(({ date }) => date);
  assert.deepEqual(dates, [...dates].sort(), "dates never go back, but of an upsert");
  for (const { merged, number } of all) {
    if (merged === null) continue;
    const { size } = (await world.store.head(`${merged}part-00000.parquet`)) ?? {};
    assert.equal(size, mergedSize(number - 1), "each upsert was merged into the one before it");
  }
  const attempts = all.map(({ run, attempt }) => `${run}/${attempt}`);
  assert.equal(new Set(attempts).size, all.length, "each attempt is pointed at once");
  const seen = world.catalog
    .history(dataset)
    .map(({ table }) => Number(table.parameters["data_flow.pointer"]));
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
    "the catalog never goes back",
  );
  for (const { key, size } of all.at(-1)?.files ?? []) {
    assert.deepEqual(await world.store.head(key), { size }, "the table's files are there");
  }
  return all;
}

/** What must hold once every process has come to its end: the catalog is at the current pointer. */
export async function checkConverged(world: World): Promise<Pointer[]> {
  const all = await checkAlways(world);
  const current = all.at(-1);
  const entry = (await world.catalog.get(dataset))?.entry;
  assert.equal(entry?.location, current?.location, "the catalog is at the current pointer");
  assert.equal(entry?.table.parameters["data_flow.run"], current?.run);
  assert.equal(entry?.table.columns[0]?.name, current?.fingerprint, "columns are those of the published run");
  return all;
}

/** That a run's answer agrees with the pointers. */
export function checkStatus(result: PublishResult, all: readonly Pointer[]): void {
  const own = all.find(({ run }) => run === result.run);
  const said = all[result.number - 1];
  assert.equal(said?.location, result.location, "number and location are of one pointer");
  assert.equal(own !== undefined, result.status === "published");
  if (own) assert.ok(result.number >= own.number);
  if (result.status === "kept") assert.ok(said && said.date > result.date, "kept behind a later date");
  if (result.status === "duplicate") assert.ok(all.some(({ date }) => date === result.date));
}
