import assert from "node:assert/strict";
import { loadManifestKey, pointerKey } from "../../contract/keys";
import { posteriorColumns } from "../../contract";
import { readJson } from "../../core/run/state";
import type { Pointer } from "../../core/run/documents";
import { queryParquet } from "../handlers/duckdb";
import { keysOf } from "../local/temporary-home";
import { asOf, type Traded } from "../local/prices-world";
import { useMinistack } from "../ministack";
import { everythingOn, runStack } from "../program/stacks";
import { startYahooServer } from "../yahoo-server";
import { archived } from "./archive";
import { emptyWarehouse } from "./data-api";
import { bytesOf, deploy, tableOf, type Deployed } from "./deployed";
import { night, type Night } from "./night";

const symbols = ["AAPL", "MSFT", "NVDA"];
const traded: Traded[] = Array.from({ length: 90 }, (_, index) => ({
  day: new Date(Date.UTC(2024, 9, 1 + index)).toISOString().slice(0, 10),
  close: 100 + Math.sin(index) + Math.sin(0.7 * index),
}));

describe("a night of prices, its functions from their archives", function () {
  this.timeout(180_000);
  const cloud = useMinistack();
  const closing: (() => void | Promise<void>)[] = [];
  let deployed: Deployed;
  let warehouse: Awaited<ReturnType<typeof emptyWarehouse>>;
  let nights: readonly [Night, Night];

  before(async () => {
    const program = await runStack("prod", {
      ...everythingOn,
      kaggleToken: { secure: "planted" },
      symbols: { prices: ["NVDA"] },
    });
    const yahoo = await startYahooServer((question) => asOf(traded, "2025-01-15", question));
    closing.push(() => yahoo.close());
    warehouse = await emptyWarehouse();
    closing.push(() => warehouse.close());
    const more = { AWS_ENDPOINT_URL_REDSHIFT_DATA: warehouse.endpoint };
    deployed = await deploy(program.resources, cloud(), yahoo.url, more);
    closing.push(() => deployed.close());
    nights = [
      await night(deployed, "prices", "night-1", "2025-01-15T07:00:00Z"),
      await night(deployed, "prices", "night-2", "2025-01-15T07:00:00Z"),
    ];
  });
  after(async () => {
    for (const close of closing) await close();
  });

  const pointerOf = (table: string, number = 1) =>
    readJson<Pointer>(deployed.store, pointerKey(table, number));

  it("publishes, analyses, and loads both tables", () => {
    const [{ error, calls, result }] = nights;
    assert.deepEqual(error, undefined);
    // Each load asks, looks twice, replaces, and looks twice.
    const load = Array.from({ length: 5 }, () => "Load");
    const loadAnalysis = load.map(() => "LoadAnalysis");
    assert.deepEqual(
      calls.map(({ state }) => state),
      ["Ingest", "ConvertPart", "Transform", "Publish", "Analyze", ...load, ...loadAnalysis],
    );
    assert.equal((result as { status: string }).status, "published");
  });

  it("publishes a posterior of every symbol and window, where the catalog says", async () => {
    const { StorageDescriptor: stored } = await tableOf(deployed, "prices_posterior");
    const { location, files, source } = await pointerOf("prices_posterior", 2);
    assert.equal(stored?.Location, `s3://${deployed.store.name}/${location}`);
    assert.deepEqual(
      stored?.Columns?.map(({ Name }) => Name),
      Object.keys(posteriorColumns),
    );
    assert.deepEqual(source, { dataset: "prices", number: 2 });
    const rows = await queryParquet(
      await bytesOf(deployed, files[0]!.key),
      "select symbol, count(*)::int as windows, min(status) as status from file group by 1 order by 1",
    );
    assert.deepEqual(
      rows,
      symbols.map((symbol) => ({ symbol, windows: 3, status: "ok" })),
    );
  });

  it("sends the warehouse what the pointers name, in the stack's database", async () => {
    assert.deepEqual(
      new Set(warehouse.batches.map(({ workgroup, database }) => `${workgroup} ${database}`)),
      new Set(["data-flow-prod-warehouse lake"]),
    );
    const copies = warehouse.batches.flatMap(({ statements }) =>
      statements.filter((sql) => sql.startsWith("COPY")),
    );
    const [bucket] = new Set(
      [...deployed.functions.values()].map(({ environment }) => environment["LAKE_BUCKET"]),
    );
    for (const [index, table] of ["prices", "prices_posterior"].entries()) {
      const { run, attempt, files } = await pointerOf(table);
      const key = loadManifestKey(table, run, attempt);
      assert.match(copies[index]!, new RegExp(`FROM 's3://${bucket}/${key}'`));
      const { entries } = await readJson<{ entries: { url: string; meta: object }[] }>(deployed.store, key);
      assert.deepEqual(
        entries.map(({ url, meta }) => [url, meta]),
        files.map((file) => [`s3://${bucket}/${file.key}`, { content_length: file.size }]),
      );
    }
  });

  it("goes the same way the next time", () => {
    const [, { error, calls }] = nights;
    assert.deepEqual(error, undefined);
    assert.ok(calls.some(({ state }) => state === "Analyze"));
  });

  it("needs no right that the program does not give", () => {
    const refused = [...deployed.gates].filter(([name]) => name.startsWith("prices-"));
    assert.ok(refused.length >= 6);
    for (const [name, gate] of refused) assert.deepEqual(gate.refused, [], name);
  });

  it("has archives of a text, a bundle and, to read or write Parquet, its engine", () => {
    const filesOf = (name: string) =>
      archived([...deployed.functions.values()].find((fn) => fn.name.startsWith(name))!.folder);
    assert.deepEqual(filesOf("prices-load"), [".build/load/index.js", "__index.js"]);
    assert.deepEqual(filesOf("prices-analyze"), [
      ".build/analyze/index.js",
      ".build/analyze/kernel.wasm",
      ".build/analyze/parquet_wasm_bg.wasm",
      "__index.js",
    ]);
  });

  it("writes nothing to standard error, and its keys under its own data sets alone", async () => {
    for (const { functions } of nights)
      for (const { state, stderr } of functions) assert.equal(stderr, "", state);
    const keys = await keysOf(deployed.store, "");
    assert.deepEqual(
      keys.filter((key) => !/^[a-z]+\/prices(_posterior)?\//.test(key)),
      [],
    );
  });
});
