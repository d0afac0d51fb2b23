/** A data set, sources of a file, and a store in which its runs are ingested. */
import { defineDataset, type Dataset } from "../../../contract";
import { historyKey, manifestKey, pointerKey } from "../../../contract/keys";
import type { Manifest, Pointer } from "../../../core/run/documents";
import { makeIngest, type IngestResult } from "../../../handlers/ingest";
import type { RunInput } from "../../../handlers/ingest/input";
import type { Source } from "../../../core/sources/source";
import { createJson, readJson } from "../../../core/run/state";
import { makeMemoryStore } from "../../memory-store";

/** A small data set, read at eight in Tokyo. */
export const cities = defineDataset({
  name: "cities",
  title: "Cities",
  description: "Cities and their people",
  licence: { name: "CC0", url: "https://example.org/licence" },
  citation: "None",
  source: { kind: "kaggle", owner: "o", dataset: "d" },
  layouts: [
    {
      name: "plain",
      files: "\\.csv$",
      delimiter: ",",
      quoting: "rfc4180",
      header: true,
      columns: { city: { header: "city" }, people: { header: "people" } },
    },
  ],
  stage: { city: { type: "string" }, people: { type: "bigint" } },
  table: {
    columns: {
      city: { type: "string", description: "Its name" },
      people: { type: "bigint", unit: "1", description: "Its people" },
    },
    key: ["city"],
    mode: "replace",
    sql: "select city, people from stage",
  },
  rules: [],
  maxBadRatio: 0,
  retention: "30 days",
  schedule: { expression: "cron(0 8 * * ? *)", timeZone: "Asia/Tokyo" },
  convert: "lambda",
  sample: {
    file: "cities.csv",
    layout: "plain",
    rows: 10,
    columns: { city: { kind: "blocks", values: ["a"] }, people: { kind: "runs", values: ["1"], length: 1 } },
  },
});

/** A file of it, three records. */
export const csv = "city,people\nParis,2100000\nOslo,700000\nRome,2800000\n";
export const day = { date: "2026-03-01" };

/** A source that counts how often it is opened. */
export function sourceOf(name: string, bytes: Uint8Array | string, version?: string) {
  const opened = { times: 0 };
  const source: Source = {
    origin: "test",
    generated: false,
    version: () => Promise.resolve(version),
    open: () => {
      opened.times += 1;
      async function* all() {
        yield await Promise.resolve(Buffer.from(bytes as string));
      }
      return Promise.resolve({ name, bytes: all() });
    },
  };
  return { source, opened };
}

/** A world with a store, in which runs are ingested and, by hand, published. */
export function world() {
  const store = makeMemoryStore();
  let now = Date.parse("2026-03-01T09:00:00Z");
  const clock = {
    now: () => new Date(now),
    sleep: () => Promise.resolve(),
    random: Math.random,
  };
  const ports = { store, clock, log: { progress: () => undefined, warn: () => undefined } };
  /** All keys but what sweeps remember. */
  const keys = async () => {
    const all: string[] = [];
    for await (const { key } of store.list("")) if (key !== historyKey("cities")) all.push(key);
    return all;
  };
  return {
    store,
    ports,
    keys,
    pass: (days: number) => void (now += days * 86_400_000),
    makeHandler: (makeSource: () => Source) => makeIngest(cities, makeSource, ports),
    ingest: (
      source: Source,
      run: string,
      input: RunInput = day,
      dataset: Dataset = cities,
    ): Promise<IngestResult> => makeIngest(dataset, () => source, ports)({ run, input }),
    manifest: (run: string) => readJson<Manifest>(store, manifestKey("cities", run)),
    publish: async (run: string, merged: string | null = null) => {
      const {
        content,
        fingerprint: print,
        date,
      } = await readJson<Manifest>(store, manifestKey("cities", run));
      const pointer: Pointer = {
        version: 1,
        dataset: "cities",
        run,
        attempt: "a",
        date,
        fingerprint: print,
        content,
        location: `processed/cities/${run}/a/`,
        merged,
        rows: { read: 3, staged: 3, quarantined: 0, published: 3 },
        files: [],
        number: 1,
        publishedAt: "2026-03-01T09:00:00Z",
      };
      await createJson(store, pointerKey("cities", 1), pointer);
    },
  };
}
