/** The advice of every sentence about damage, done literally. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset } from "../../contract";
import { prices } from "../../datasets/prices";
import { verify } from "../../handlers/verify";
import { analyzeNow } from "../../local/analysis-document";
import type { RunOptions } from "../../local/run";
import { weather } from "../examples/weather";
import { meters } from "../upsert/meters";
import { answers, makeStore, quietPorts, runOnce, storeFiles } from "./store";

const options: Readonly<Record<string, RunOptions>> = {
  meters: { rows: 16 },
  weather: { archive: "test/examples/stations.csv" },
  prices: {},
};

/** What may become of a document: one family. */
const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  empty: () => Buffer.alloc(0),
  "cut off": (bytes) => bytes.subarray(0, bytes.length >> 1),
  binary: () => Buffer.from([0, 1, 2, 255, 254]),
  "of null members": (bytes) =>
    Buffer.from(
      JSON.stringify(
        Object.fromEntries(Object.keys(JSON.parse(bytes.toString()) as object).map((name) => [name, null])),
      ),
    ),
  "a foreign document": () =>
    Buffer.from('{"name": "left-pad", "version": "1.0.0", "files": "all", "table": []}'),
  "with a flipped bit": (bytes) => {
    const flipped = Buffer.from(bytes);
    flipped[flipped.lastIndexOf('"version"') + 1]! ^= 1;
    return flipped;
  },
};
const kinds = ["missing", ...Object.keys(damages)];

describe("the advice for damage, done literally,", function () {
  this.timeout(600_000);
  let made = "";
  let home = "";
  let expected: Record<string, string> = {};
  before(async () => {
    made = mkdtempSync(join(tmpdir(), "data-flow-"));
    await makeStore(made, { analysis: true });
    expected = await answers(made);
  });
  after(() => rmSync(made, { recursive: true, force: true }));
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "data-flow-"));
    cpSync(made, home, { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const files = (pattern: RegExp) => storeFiles(home).filter((each) => pattern.test(each));
  const last = (pattern: RegExp) => files(pattern).at(-1) ?? assert.fail(`no ${String(pattern)}`);
  const spoil = (file: string, how: string) => {
    if (how === "missing") return rmSync(join(home, file));
    writeFileSync(join(home, file), damages[how]!(readFileSync(join(home, file))));
  };
  const pointerOf = (table: string) =>
    JSON.parse(readFileSync(join(home, last(new RegExp(`^state/${table}/published/`))), "utf8")) as {
      run: string;
    };
  const again = (dataset: Dataset, more: RunOptions = {}) =>
    runOnce(home, dataset, { ...options[dataset.name], ...more });

  /** Every table has its rows, and what is damaged still is nothing that readers go by. */
  async function isWell(...tables: string[]): Promise<Record<string, string>> {
    const now = await answers(home);
    for (const table of tables) assert.equal(now[table], expected[table], table);
    const { damaged } = await verify(quietPorts(home).store);
    for (const { advice } of damaged)
      assert.match(advice, /does not (depend on|show) it|No table shows it|any more|Nothing reads it unless/);
    return now;
  }

  const documents: readonly (readonly [what: string, file: (dataset: string, run: string) => RegExp])[] = [
    ["start", (d, run) => new RegExp(`^state/${d}/runs/${run}/started\\.json$`)],
    ["plan", (d, run) => new RegExp(`^state/${d}/runs/${run}/plan\\.json$`)],
    ["manifest", (d, run) => new RegExp(`^state/${d}/runs/${run}/manifest\\.json$`)],
    ["report of a part", (d, run) => new RegExp(`^state/${d}/runs/${run}/parts/`)],
    ["report of the transform", (d, run) => new RegExp(`^state/${d}/runs/${run}/transform/`)],
    [
      "publication",
      (d, run) => new RegExp(`^state/${d}/runs/${run}/[^/]*(?<!started|plan|manifest)\\.json$`),
    ],
    ["catalog entry", (d) => new RegExp(`^catalog/${d}/`)],
  ];
  let turn = 0;
  for (const dataset of [weather, meters])
    for (const [what, pattern] of documents)
      for (const how of [kinds[turn++ % kinds.length]!])
        it(`mends the ${what} of ${dataset.name} that is ${how}, by run --force`, async () => {
          const { name } = dataset;
          spoil(last(pattern(name, pointerOf(name).run)), how);
          // Others are not concerned, whatever was hit.
          const now = await answers(home);
          for (const other of Object.keys(expected).filter((table) => !table.endsWith(name)))
            assert.equal(now[other], expected[other], other);
          const { error, status } = await again(dataset, { force: true });
          assert.deepEqual([error?.message, status], [undefined, "published"]);
          assert.match((await isWell(name))[`stage_${name}`] ?? "", /"rows"/);
        });

  it("mends a catalog entry by a run that finds nothing new", async () => {
    spoil(last(/^catalog\/weather\//), "empty");
    assert.equal((await again(weather)).status, "unchanged");
    await isWell("weather");
  });

  for (const dataset of [weather, meters])
    it(`goes back behind a pointer of ${dataset.name} that cannot be read, and on`, async () => {
      const { name } = dataset;
      const file = last(new RegExp(`^state/${name}/published/`));
      spoil(file, "cut off");
      for (const more of [{}, { force: true }]) {
        const { error } = await again(dataset, more);
        assert.equal(error?.name, "StateDamaged");
        assert.match(error.message, new RegExp(`remove it and run ${name} again: `));
        assert.ok(error.message.startsWith(file));
      }
      rmSync(join(home, file));
      assert.equal((await again(dataset)).status, "published");
      await isWell(name);
    });

  it("goes back behind merged rows that are damaged, and on", async () => {
    const { run } = pointerOf("meters");
    const file = last(new RegExp(`^base/meters/${run}/`));
    const bytes = readFileSync(join(home, file));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(join(home, file), bytes);
    const { error } = await again(meters, { force: true });
    assert.equal(error?.name, "BaseUnreadable");
    assert.match(
      error.message,
      /has the checksum .* remove the last pointer under state\/meters\/published\/ and run meters again/,
    );
    assert.equal((await answers(home))["meters"], expected["meters"]);
    rmSync(join(home, last(/^state\/meters\/published\//)));
    assert.equal((await again(meters)).status, "published");
    await isWell("meters");
  });

  it("takes the files of merged rows from the publication where the report is damaged, and the other way round", async () => {
    const { run } = pointerOf("meters");
    const [report, publication] = [
      `^state/meters/runs/${run}/transform/`,
      `^state/meters/runs/${run}/[0-9a-f]{8}\\.json$`,
    ];
    for (const pattern of [report, publication]) {
      const file = last(new RegExp(pattern));
      const bytes = readFileSync(join(home, file));
      spoil(file, "empty");
      assert.equal((await again(meters, { force: true })).error, undefined);
      writeFileSync(join(home, file), bytes);
      for (const pointer of files(/^state\/meters\/published\//).slice(2)) rmSync(join(home, pointer));
    }
    spoil(last(new RegExp(report)), "empty");
    spoil(last(new RegExp(publication)), "empty");
    const { error } = await again(meters, { force: true });
    assert.match(
      error!.message,
      /^base\/meters\/.* cannot be checked: the report of the run that wrote it is missing or unreadable/,
    );
    rmSync(join(home, last(/^state\/meters\/published\//)));
    assert.equal((await again(meters)).error, undefined);
    await isWell("meters");
  });

  it("mends a table's file, found by a query or by a run that finds nothing new", async () => {
    const file = last(/^processed\/weather\//);
    spoil(file, "cut off");
    const said = /run (again|weather again) with --force/;
    assert.equal((await answers(home))["weather"], undefined);
    const { error } = await again(weather);
    assert.equal(error?.name, "TableFilesDiffer");
    assert.match(error.message, said);
    assert.equal((await again(weather, { force: true })).error, undefined);
    await isWell("weather");
  });

  describe("of an analysis", () => {
    it("mends its documents and files by a run of its data set", async () => {
      const { run } = pointerOf("prices_posterior");
      for (const [pattern, how] of [
        [`^state/prices_posterior/runs/${run}/plan\\.json$`, "of null members"],
        [`^processed/prices_posterior/${run}/`, "cut off"],
      ] as const) {
        spoil(last(new RegExp(pattern)), how);
        const error = await analyzeNow(prices, quietPorts(home)).catch((thrown: unknown) => thrown as Error);
        assert.ok(error instanceof Error);
        assert.match(error.message, /run (prices )?again with --force/);
      }
      assert.equal((await again(prices, { force: true })).error, undefined);
      await isWell("prices", "prices_posterior");
    });

    it("mends a file of the table that is analysed by a run of its data set", async () => {
      const file = last(new RegExp(`^processed/prices/${pointerOf("prices").run}/`));
      const bytes = readFileSync(join(home, file));
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(join(home, file), bytes);
      for (const pointer of files(/^state\/prices_posterior\/published\//)) rmSync(join(home, pointer));
      await assert.rejects(analyzeNow(prices, quietPorts(home)), {
        name: "TableUnreadable",
        message: /has the checksum .* run prices again with --force\.$/,
      });
      assert.equal((await again(prices, { force: true })).error, undefined);
      await isWell("prices", "prices_posterior");
    });

    it("goes back behind its pointer, and behind that of what it was made of", async () => {
      const file = last(/^state\/prices_posterior\/published\//);
      spoil(file, "binary");
      const first = await again(prices);
      assert.match(first.error!.message, /published\/\d+\.json .*remove it and run prices again/);
      rmSync(join(home, file));
      assert.equal((await again(prices)).error, undefined);
      await isWell("prices", "prices_posterior");

      const source = last(/^state\/prices\/published\//);
      spoil(source, "empty");
      assert.equal((await again(prices)).error?.name, "StateDamaged");
      rmSync(join(home, source));
      assert.equal((await again(prices)).error, undefined);
      await isWell("prices", "prices_posterior");
    });

    it("begins again where the pointers went back behind what was analysed", async () => {
      assert.equal((await again(prices, { force: true })).error, undefined);
      rmSync(join(home, last(/^state\/prices\/published\//)));
      const { error } = await again(prices);
      assert.equal(error?.name, "StateDamaged");
      assert.match(error.message, /remove those under state\/prices_posterior\/published\//);
      for (const pointer of files(/^state\/prices_posterior\/published\//)) rmSync(join(home, pointer));
      assert.equal((await again(prices)).error, undefined);
      await isWell("prices", "prices_posterior");
    });
  });
});
