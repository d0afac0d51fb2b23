/** A published table of returns in memory, ready to be analysed. */
import { weakPrior } from "../../../core/analysis/prior";
import type { DailyReturn } from "../../../core/analysis/windows";
import type { Dataset } from "../../../contract";
import { planKey, pointerKey, processedPrefix } from "../../../contract/keys";
import { setNull, setText, setValid } from "../../../core/parquet/columns";
import type { Pointer, WrittenFile } from "../../../core/run/documents";
import { makeRowWriter } from "../../../core/parquet/row-writer";
import { createJson } from "../../../core/run/state";
import { meters } from "../../upsert/meters";
import { wholePlan } from "../../whole-documents";
import { makeWorld as emptyWorld, type World } from "../publish/world";

/** A data set whose returns are analysed, from a prior of its own. */
export const returns: Dataset = {
  ...meters,
  analysis: {
    series: "meter",
    date: "day",
    returns: "change",
    prior: { ...weakPrior, beta: 0.0001 },
  },
};
export const table = "meters_posterior";

export type Series = Readonly<Record<string, readonly DailyReturn[]>>;

/** Publishes a table of the series as so many files, its rows mixed, under the next number. */
export async function publishTable(world: World, number: number, series: Series, parts = 2): Promise<void> {
  const run = `r${number}`;
  const location = processedPrefix(returns.name, run, "a");
  const rows = Object.entries(series)
    .flatMap(([meter, days]) => days.map((day) => ({ meter, ...day })))
    // By their last digit, so that neither days nor series are in order.
    .sort((a, b) => (a.date.slice(-1) < b.date.slice(-1) ? -1 : 1));
  const files: WrittenFile[] = [];
  for (let part = 0; part < parts; part += 1) {
    const key = `${location}part-0000${part}.parquet`;
    const own = rows.filter((_, index) => index % parts === part);
    if (own.length > 0) files.push(await write(world, key, own));
  }
  const published = rows.length;
  await createJson(world.store, planKey(returns.name, run), wholePlan({ dataset: returns.name }));
  const pointer: Pointer = {
    version: 1,
    dataset: returns.name,
    run,
    attempt: "a",
    // Of an upsert whose days are filled late: a later pointer may be of an earlier date.
    date: `2026-02-${String(29 - number).padStart(2, "0")}`,
    fingerprint: "f",
    content: `content ${number}`,
    location,
    merged: "base/meters/r/a/",
    rows: { read: published, staged: published, quarantined: 0, published },
    files,
    number,
    publishedAt: world.clock.now().toISOString(),
  };
  await createJson(world.store, pointerKey(returns.name, number), pointer);
}

async function write(
  { store }: World,
  key: string,
  rows: readonly (DailyReturn & { meter: string })[],
): Promise<WrittenFile> {
  const writer = makeRowWriter(store, key, [
    { name: "change", type: "double", nullable: true },
    { name: "meter", type: "string", nullable: false },
    { name: "note", type: "bigint", nullable: true },
    { name: "day", type: "date", nullable: false },
  ]);
  for (const { meter, date, logReturn } of rows) {
    const row = writer.row;
    for (const column of writer.columns) {
      if (column.kind === "text") setText(column, row, Buffer.from(meter), 0, Buffer.byteLength(meter));
      else if (column.kind === "int32") column.values[row] = Date.parse(date) / 86_400_000;
      else if (column.kind === "double" && logReturn !== null) {
        setValid(column, row);
        column.values[row] = logReturn;
      } else setNull(column, row);
    }
    writer.keep();
  }
  return (await writer.finish())!;
}

/** A world with one published table. */
export async function makeWorld(series: Series): Promise<World> {
  const world = emptyWorld();
  await publishTable(world, 1, series);
  return world;
}
