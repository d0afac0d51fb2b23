import assert from "node:assert/strict";
import type { Dataset } from "../../../contract";
import { manifestKey } from "../../../contract/keys";
import type { Source, SourceContext } from "../../../core/sources/source";
import { makeIngest } from "../../../handlers/ingest";
import type { RunInput } from "../../../handlers/ingest/input";
import { cities, csv, day, sourceOf, world } from "./world";

const merging: Dataset = { ...cities, table: { ...cities.table, mode: "upsert" } };
const state = { symbols: { A: { through: "2024-03-07" } } };

/** A source of this text that keeps a state. */
function keeping(text: string): Source {
  const { source } = sourceOf("c.csv", text);
  const open = async () => ({ ...(await source.open()), facts: () => ({ files: {}, kept: { state } }) });
  return { ...source, open };
}

/** What a second run's source is told of the first one, whose manifest `older` may change. */
async function contextOf(
  dataset: Dataset,
  older = (text: string) => text,
  input: Partial<RunInput> = {},
): Promise<SourceContext> {
  const { ingest, publish, store, ports } = world();
  await ingest(keeping(csv), "r1", day, dataset);
  await publish("r1", dataset === merging ? "base/cities/r1/a/" : null);
  const key = manifestKey("cities", "r1");
  store.objects.set(key, Buffer.from(older(Buffer.from(store.objects.get(key)!).toString())));
  const contexts: SourceContext[] = [];
  const makeSource = (context: SourceContext) => {
    contexts.push(context);
    return keeping(`${csv}Bern,1\n`);
  };
  await makeIngest(dataset, makeSource, ports)({ run: "r2", input: { ...day, ...input } });
  return contexts[0]!;
}

describe("what a source keeps for the next run", () => {
  it("is handed to it where the rows are merged", async () => {
    assert.deepEqual(await contextOf(merging), { date: day.date, state, leave: "each" });
  });

  it("is that of the symbols in a manifest of before sources had a state", async () => {
    const older = (text: string) => {
      const { checksum: _, ...manifest } = JSON.parse(text) as { checksum: string; source: object };
      const { state: kept, ...source } = manifest.source as { state: typeof state };
      return JSON.stringify({ ...manifest, source: { ...source, symbols: kept.symbols } });
    };
    assert.deepEqual(await contextOf(merging, older), { date: day.date, state, leave: "each" });
  });

  it("is handed to a run that replaces the table, if it makes the same of the same files", async () => {
    assert.deepEqual(await contextOf(cities), { date: day.date, state, leave: "all" });
  });

  it("is not handed to a run that replaces the table and is forced", async () => {
    assert.deepEqual(await contextOf(cities, undefined, { force: true }), { date: day.date });
  });

  it("is handed to a run that merges and is forced, which leaves nothing out", async () => {
    assert.deepEqual(await contextOf(merging, undefined, { force: true }), { date: day.date, state });
  });
});
