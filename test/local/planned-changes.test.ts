import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { Dataset } from "../../contract/dataset";
import { pointerKey } from "../../contract/keys";
import type { Pointer } from "../../core/run/documents";
import { plannedChanges } from "../../local/planned-changes";
import { days, portsOf, runDay } from "../upsert/days";
import { meters } from "../upsert/meters";
import { temporaryHome } from "./temporary-home";

/** Meters without their note. */
const noteless = {
  ...meters,
  layouts: meters.layouts.map((layout) => ({
    ...layout,
    columns: without(layout.columns as { note: unknown }),
  })),
  stage: without(meters.stage),
  table: {
    ...meters.table,
    columns: without(meters.table.columns),
    sql: meters.table.sql.replace(", note", ""),
  },
} as unknown as Dataset;

function without<T extends { note: unknown }>({ note: _, ...others }: T): Omit<T, "note"> {
  return others;
}

describe("what a run would change, in a store", () => {
  const home = temporaryHome();
  const [first] = days;
  const changesOf = async (dataset: Dataset) => {
    const { published, changes } = await plannedChanges(dataset, portsOf(home(), first!));
    return [published?.run, changes.map(({ effect, what, how }) => `${effect} | ${what}: ${how}`)] as const;
  };

  it("is nothing before the first run, and after one of the same contract", async () => {
    assert.deepEqual(await changesOf(meters), [undefined, []]);
    const { run } = await runDay(home(), first!);
    assert.deepEqual(await changesOf(meters), [run, []]);
  });

  it("is told of columns that are retired, and of those that are back", async () => {
    await runDay(home(), first!);
    const retired = (await changesOf(noteless))[1];
    assert.match(retired[0]!, /^compatible \| stage column note: retired/);
    await runDay(home(), first!, { dataset: noteless });
    assert.deepEqual((await changesOf(noteless))[1], []);
    assert.match(
      (await changesOf(meters))[1][0]!,
      /^compatible \| stage column note: back, with its merged values/,
    );
  });

  it("counts the merged rows, and names another version of the program", async () => {
    await runDay(home(), first!);
    const file = portsOf(home(), first!).store.path(pointerKey("meters", 1));
    const pointer = JSON.parse(readFileSync(file, "utf8")) as Pointer;
    writeFileSync(file, JSON.stringify({ ...pointer, fingerprint: "0", checksum: undefined }));
    const replace: Dataset = { ...meters, table: { ...meters.table, mode: "replace" } };
    const [, changes] = await changesOf(replace);
    assert.match(changes[0]!, /^loss \| mode: .* 4 merged rows would be lost/);
    assert.match(changes.at(-1)!, /^rebuild \| program: another version made the published table/);
  });
});
