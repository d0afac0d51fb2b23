import assert from "node:assert/strict";
import type { Dataset } from "../../../contract";
import { manifestKey } from "../../../contract/keys";
import type { Source, SourceContext } from "../../../core/sources/source";
import { makeIngest } from "../../../handlers/ingest";
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
async function contextOf(dataset: Dataset, older = (text: string) => text): Promise<SourceContext> {
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
  await makeIngest(dataset, makeSource, ports)({ run: "r2", input: day });
  return contexts[0]!;
}

describe("what a source keeps for the next run", () => {
  it("is handed to it where the rows are merged", async () => {
    assert.deepEqual(await contextOf(merging), { date: day.date, state });
  });

  it("is that of the symbols in a manifest of before sources had a state", async () => {
    const older = (text: string) => {
      const { checksum: _, ...manifest } = JSON.parse(text) as { checksum: string; source: object };
      const { state: kept, ...source } = manifest.source as { state: typeof state };
      return JSON.stringify({ ...manifest, source: { ...source, symbols: kept.symbols } });
    };
    assert.deepEqual(await contextOf(merging, older), { date: day.date, state });
  });

  it("is not handed to a run that begins again", async () => {
    assert.deepEqual(await contextOf(cities), { date: day.date });
  });
});
