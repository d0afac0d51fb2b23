import assert from "node:assert/strict";
import { Command } from "commander";
import { checkInput, withAsOf, type InputFlags } from "../../cli/check-input";
import { parseAsOf } from "../../cli/options";
import { pointerKey } from "../../contract/keys";
import type { Dataset } from "../../contract/dataset";
import type { Pointer } from "../../core/run/documents";
import { createJson } from "../../core/run/state";
import { weather } from "../examples/weather";
import { makeMemoryStore } from "../memory-store";
import { meters } from "../upsert/meters";

/** What becomes of a command over a table of so many rows: the sentence of its refusal, or what it warns of. */
async function checked(
  dataset: Dataset,
  flags: InputFlags,
  { rows = 7, generated = false, damaged = false, merged = dataset.table.mode === "upsert" } = {},
): Promise<string> {
  const store = makeMemoryStore();
  const pointer: Pointer = {
    version: 1,
    dataset: dataset.name,
    run: "r1",
    attempt: "a1",
    date: "2026-03-01",
    fingerprint: "f",
    content: "c",
    location: "processed/",
    merged: merged ? "base/" : null,
    rows: { read: rows, staged: rows, quarantined: 0, published: rows },
    files: [],
    generated,
    number: 1,
    publishedAt: "2026-03-01T08:00:00.000Z",
  };
  if (rows >= 0) await createJson(store, pointerKey(dataset.name, 1), pointer);
  if (damaged) store.objects.set(pointerKey(dataset.name, 1), Buffer.from("{"));
  let said = "";
  const command = new Command().exitOverride().configureOutput({ writeErr: (text) => (said += text) });
  const log = { progress: () => undefined, warn: (message: string) => void (said += `! ${message}`) };
  await checkInput(command, dataset, flags, { store: store as never, log }).catch((error: unknown) => {
    assert.deepEqual([(error as { exitCode: number }).exitCode, said.startsWith("error: ")], [2, true]);
  });
  return said;
}

describe("input against what is published", () => {
  const archive = { archive: "a.csv" };
  const empty = { rows: -1 };

  it("is refused where the sample would be merged into real rows, or take their place", async () => {
    assert.match(
      await checked(meters, {}),
      /^error: .* meters holds 7 real rows: .* merged into them for good\./,
    );
    assert.match(await checked(weather, {}), /^error: .* weather holds 7 real rows: .* replace them\./);
    assert.match(await checked(weather, { asOf: "now" }), /^error/);
  });

  it("may be the sample where it is named, which is said", async () => {
    assert.match(
      await checked(meters, { sample: true }),
      /^! The generated sample is merged into 7 real rows/,
    );
    assert.match(await checked(weather, { sample: true }), /^! The generated sample replaces 7 real/);
  });

  it("may be the sample on an empty store, and again", async () => {
    for (const dataset of [meters, weather])
      for (const published of [empty, { generated: true }, { rows: 0 }])
        assert.equal(await checked(dataset, {}, published), "");
  });

  it("may be real on a sample that is replaced, and is warned of where it is merged", async () => {
    assert.equal(await checked(weather, archive, { generated: true }), "");
    assert.equal(await checked(weather, { live: true }, { generated: true }), "");
    assert.match(
      await checked(meters, { live: true }, { generated: true }),
      /^! The new rows are merged into 7 rows/,
    );
  });

  it("of an archive needs its time where rows are merged, and only there", async () => {
    assert.match(await checked(meters, archive), /^error: .* --as-of now to let its rows win/);
    assert.match(await checked(meters, archive, { rows: 0 }), /^error: .*--as-of/);
    assert.equal(await checked(meters, { ...archive, asOf: "now" }), "");
    assert.equal(await checked(meters, { ...archive, asOf: "2026-01-01T00:00:00.000Z" }), "");
    assert.equal(await checked(meters, archive, empty), "");
    assert.equal(await checked(meters, archive, { merged: false }), "");
    assert.equal(await checked(weather, archive), "");
  });

  it("is the run's matter where the pointer cannot be read", async () => {
    assert.equal(await checked(meters, archive, { damaged: true }), "");
  });

  it("of now is as old as the moment at which it is read", () => {
    const now = new Date("2026-01-02T03:04:05.000Z");
    assert.deepEqual(withAsOf({ ...archive, asOf: parseAsOf("now") }, now), {
      ...archive,
      asOf: "2026-01-02T03:04:05.000Z",
    });
    assert.deepEqual(withAsOf(archive), archive);
    assert.deepEqual(withAsOf({ ...archive, asOf: parseAsOf("2026-01-01") }), {
      ...archive,
      asOf: "2026-01-01T00:00:00.000Z",
    });
    assert.throws(() => parseAsOf("yesterday"), /with a zone/);
  });
});
