import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { defineDataset, type Dataset } from "../../contract";
import { runPlan } from "../../contract/derive/run-plan";
import { manifestKey, planKey, pointerKey } from "../../contract/keys";
import type { Manifest, Pointer } from "../../handlers/documents";
import { makeIngest, type IngestResult } from "../../handlers/ingest";
import { dayIn } from "../../contract/date";
import { logicalDate } from "../../handlers/ingest/date";
import type { RunInput } from "../../handlers/ingest/input";
import { fingerprint } from "../../handlers/ingest/hash";
import { pack } from "../../handlers/ingest/pack";
import type { Source } from "../../handlers/source";
import { createJson, readJson } from "../../handlers/state";
import { makeMemoryStore } from "../memory-store";

const cities = defineDataset({
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

const csv = "city,people\nParis,2100000\nOslo,700000\nRome,2800000\n";
const day = { date: "2026-03-01" };

/** A source that counts how often it is opened. */
function sourceOf(name: string, bytes: Uint8Array | string, version?: string) {
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
function world() {
  const store = makeMemoryStore();
  let now = Date.parse("2026-03-01T09:00:00Z");
  const clock = {
    now: () => new Date(now),
    sleep: () => Promise.resolve(),
    random: Math.random,
  };
  const ports = { store, clock, log: { progress: () => undefined, warn: () => undefined } };
  const keys = async () => {
    const all: string[] = [];
    for await (const { key } of store.list("")) all.push(key);
    return all;
  };
  return {
    store,
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

const merging: Dataset = { ...cities, table: { ...cities.table, mode: "upsert" } };

describe("ingest", () => {
  describe("of an upsert", () => {
    const other = `${csv}Bern,1\n`;

    it("hands on the merged rows of the published run", async () => {
      const { ingest, publish } = world();
      assert.equal((await ingest(sourceOf("c.csv", csv).source, "r1", day, merging)).merged, null);
      await publish("r1", "base/cities/r1/a/");
      const { base, merged } = await ingest(sourceOf("c.csv", other).source, "r2", day, merging);
      assert.deepEqual([base, merged], [1, "base/cities/r1/a/"]);
    });

    it("hands on those of the pointer in its manifest when it is tried again", async () => {
      const { ingest, publish } = world();
      const first = await ingest(sourceOf("c.csv", csv).source, "r1", day, merging);
      await publish("r1", "base/cities/r1/a/");
      assert.deepEqual(await ingest(sourceOf("c.csv", csv).source, "r1", day, merging), first);
      const second = await ingest(sourceOf("c.csv", other).source, "r2", day, merging);
      assert.deepEqual(await ingest(sourceOf("c.csv", other).source, "r2", day, merging), second);
    });

    it("begins anew on a table without merged rows by force alone", async () => {
      const { ingest, publish } = world();
      await ingest(sourceOf("c.csv", csv).source, "r1");
      await publish("r1");
      await assert.rejects(ingest(sourceOf("c.csv", other).source, "r2", day, merging), { name: "NoBase" });
      const forced = { ...day, force: true };
      assert.equal((await ingest(sourceOf("c.csv", other).source, "r3", forced, merging)).merged, null);
    });
  });

  it("hands on no merged rows to a run that replaces", async () => {
    const { ingest, publish } = world();
    await ingest(sourceOf("c.csv", csv).source, "r1", day, merging);
    await publish("r1", "base/cities/r1/a/");
    assert.equal((await ingest(sourceOf("c.csv", csv).source, "r2")).merged, null);
  });

  it("says who converts, the contract's word or the run's own", async () => {
    const { ingest } = world();
    const spark = await ingest(sourceOf("c.csv", csv).source, "r1", { ...day, convert: "spark" });
    assert.equal(spark.convert, "spark");
    const again = await ingest(sourceOf("c.csv", csv).source, "r1", { ...day, convert: "spark" });
    assert.deepEqual(again, spark);
    const contract = { ...cities, convert: "spark" } as const;
    assert.equal((await ingest(sourceOf("c.csv", csv).source, "r2", day, contract)).convert, "spark");
  });

  it("leaves more parts than the machine's Map may have to Spark alone", async () => {
    const { ingest } = world();
    const many = `city,people\n${Array.from({ length: 1001 }, (_, i) => `c${i},1\n`).join("")}`;
    const input = { ...day, partBytes: 1 };
    await assert.rejects(ingest(sourceOf("c.csv", many).source, "r1", input), { name: "TooManyParts" });
    const { parts } = await ingest(sourceOf("c.csv", many).source, "r2", { ...input, convert: "spark" });
    assert.equal(parts, 1001);
  });

  it("stores a raw file, its manifest and the run's plan", async () => {
    const { ingest, manifest, store } = world();
    const result = await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    assert.deepEqual(result, {
      dataset: "cities",
      run: "r1",
      date: "2026-03-01",
      changed: true,
      base: 0,
      merged: null,
      convert: "lambda",
      parts: 1,
      records: 3,
    });
    const { files, parts, source } = await manifest("r1");
    assert.equal(source.version, "7");
    assert.equal(files[0]?.size, csv.length);
    assert.deepEqual(parts, [
      { records: 3, slices: [{ file: 0, start: 12, end: csv.length, firstRow: 0, records: 3 }] },
    ]);
    const stored: Uint8Array[] = [];
    for await (const chunk of store.get(files[0].key)) stored.push(chunk);
    assert.equal(Buffer.concat(stored).toString(), csv);
    assert.deepEqual(await readJson(store, planKey("cities", "r1")), runPlan(cities));
  });

  it("keeps no copy of the archive beside its members", async () => {
    const { ingest, keys } = world();
    await ingest(sourceOf("cities.csv.gz", gzipSync(csv)).source, "r1");
    assert.equal((await keys()).filter((key) => key.startsWith("raw/")).length, 1);
  });

  it("is unchanged by the source's version alone, without opening the source", async () => {
    const { ingest, publish, keys } = world();
    await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    await publish("r1");
    const before = await keys();
    const { source, opened } = sourceOf("cities.csv", "something else", "7");
    const result = await ingest(source, "r2");
    assert.equal(result.changed, false);
    assert.equal(result.base, 1);
    assert.equal(opened.times, 0);
    assert.deepEqual(await keys(), before);
  });

  it("is unchanged by content, in whatever archive it comes, and leaves no key", async () => {
    const { ingest, publish, keys } = world();
    await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    await publish("r1");
    const before = await keys();
    assert.equal((await ingest(sourceOf("cities.csv.gz", gzipSync(csv), "8").source, "r2")).changed, false);
    assert.deepEqual(await keys(), before);
  });

  it("is changed by other content, by force and by a plan that differs", async () => {
    const { ingest, publish } = world();
    await ingest(sourceOf("cities.csv", csv, "7").source, "r1");
    await publish("r1");
    const more = `${csv}Bern,130000\n`;
    assert.equal((await ingest(sourceOf("cities.csv", more, "8").source, "r2")).changed, true);
    assert.equal(
      (await ingest(sourceOf("cities.csv", csv, "7").source, "r3", { ...day, force: true })).changed,
      true,
    );
    assert.equal(
      (await ingest(sourceOf("cities.csv", csv, "7").source, "r4", { ...day, maxBadRatio: 0.5 })).changed,
      true,
    );
  });

  it("answers a retry after its end with the same counts and fetches nothing again", async () => {
    const { ingest } = world();
    const first = await ingest(sourceOf("cities.csv", csv).source, "r1");
    const { source, opened } = sourceOf("cities.csv", csv);
    assert.deepEqual(await ingest(source, "r1"), first);
    assert.equal(opened.times, 0);
  });

  it("refuses to go on with a run whose first try had another plan", async () => {
    const { ingest, store } = world();
    await createJson(store, planKey("cities", "r1"), runPlan(cities, { maxBadRatio: 0.25 }));
    await assert.rejects(ingest(sourceOf("cities.csv", csv).source, "r1"), { name: "PlanChanged" });
  });

  it("shows first lines and layouts when no file fits", async () => {
    const { ingest } = world();
    await assert.rejects(ingest(sourceOf("towns.csv", "town;people\nA;1\n").source, "r1"), (error: Error) => {
      assert.equal(error.name, "NoLayoutFits");
      assert.match(error.message, /towns\.csv: town;people/);
      assert.match(error.message, /plain: path matches .* header has city, people/);
      return true;
    });
  });

  it("takes its raw objects with it when nothing fits", async () => {
    const { ingest, keys } = world();
    await assert.rejects(ingest(sourceOf("towns.csv", "town;people\nA;1\n").source, "r1"));
    assert.deepEqual(await keys(), ["state/cities/runs/r1/started.json"]);
  });

  it("sweeps what failed runs left behind, though none was ever published", async () => {
    const { ingest, keys, pass } = world();
    const broken = () => ingest(sourceOf("towns.csv", "town\n").source, `r${passed}`);
    let passed = 0;
    for (; passed < 3; passed += 1) {
      await assert.rejects(broken());
      pass(31);
    }
    assert.deepEqual(await keys(), ["state/cities/runs/r2/started.json"]);
  });

  it("asks a new source for each event, as a warm Lambda must", async () => {
    const { makeHandler } = world();
    let made = 0;
    const ingest = makeHandler(() => {
      made += 1;
      return sourceOf("cities.csv", csv, `${made}`).source;
    });
    await ingest({ run: "r1", input: day });
    await ingest({ run: "r2", input: day });
    assert.equal(made, 2);
  });

  for (const [what, run, input] of [
    ["a run with a slash", "a/b", day],
    ["a bad ratio that is a text", "r1", { ...day, maxBadRatio: "lots" }],
    ["a bad ratio above 1", "r1", { ...day, maxBadRatio: 2 }],
    ["parts of no byte", "r1", { ...day, partBytes: 0 }],
    ["no input", "r1", null],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { ingest, keys } = world();
      await assert.rejects(ingest(sourceOf("cities.csv", csv).source, run, input as unknown as RunInput), {
        name: "InvalidInput",
      });
      assert.deepEqual(await keys(), []);
    });
  }

  it("stores a member whose name is as long as a file system takes", async () => {
    const { ingest, manifest } = world();
    await ingest(sourceOf(`${"n".repeat(248)}.csv`, csv).source, "r1");
    const [file] = (await manifest("r1")).files;
    assert.ok((file?.key.split("/").at(-1)?.length ?? 999) < 120);
  });

  it("writes no manifest when the source breaks off", async () => {
    const { ingest, keys } = world();
    const source: Source = {
      ...sourceOf("cities.csv", csv).source,
      open: () => {
        async function* broken() {
          yield Buffer.from(csv);
          await Promise.reject(Object.assign(new Error("cut"), { name: "SourceDamaged" }));
        }
        return Promise.resolve({ name: "cities.csv", bytes: broken() });
      },
    };
    await assert.rejects(ingest(source, "r1"), { name: "SourceDamaged" });
    assert.deepEqual(
      (await keys()).filter((key) => !key.endsWith("started.json")),
      [],
    );
  });

  it("fingerprints a plan alike before and after it lay in the store", async () => {
    const { store } = world();
    await createJson(store, "plan.json", runPlan(cities));
    assert.equal(fingerprint(await readJson(store, "plan.json")), fingerprint(runPlan(cities)));
  });
});

describe("the logical date", () => {
  it("is the day of the schedule's time in the schedule's zone", () => {
    // 08:00 in Tokyo is 23:00 UTC of the day before.
    assert.equal(logicalDate({ scheduledTime: "2026-02-28T23:00:00Z" }, "Asia/Tokyo"), "2026-03-01");
    assert.equal(logicalDate({ scheduledTime: "2026-02-28T23:00:00Z" }, "America/New_York"), "2026-02-28");
    assert.equal(dayIn("Pacific/Kiritimati", new Date("2026-12-31T11:00:00Z")), "2027-01-01");
  });
  for (const input of [{}, { date: "2026-02-30" }, { date: "20260301" }, { scheduledTime: "yesterday" }]) {
    it(`is refused for ${JSON.stringify(input)}`, () => {
      assert.throws(() => logicalDate(input, "UTC"), { name: "InvalidInput" });
    });
  }
});

describe("packing slices into parts", () => {
  const slice = (file: number, start: number, end: number, records = end - start) => ({
    file,
    start,
    end,
    firstRow: 0,
    records,
  });
  const shape = (sizes: readonly number[], partBytes: number) =>
    pack(
      sizes.map((size, file) => slice(file, 0, size)),
      partBytes,
    ).map((part) => part.slices.map(({ file }) => file));

  it("gives a large slice a part of its own and packs small ones together, in order", () => {
    assert.deepEqual(shape([3, 3, 10, 4, 4, 4, 1], 10), [[0, 1], [2], [3, 4, 5], [6]]);
  });
  it("leaves out slices without records and counts those of a part", () => {
    const parts = pack([slice(0, 0, 5, 0), slice(1, 0, 5), slice(2, 0, 5)], 100);
    assert.deepEqual(
      parts.map(({ records, slices }) => [records, slices.length]),
      [[10, 2]],
    );
  });
});
