import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyze, type DailyReturn } from "../../core/analysis/windows";
import type { AnalysisPlan } from "../../contract/analysis-plan";
import { planKey } from "../../contract/keys";
import { prices } from "../../datasets/prices";
import { createJson, currentPointer, readJson } from "../../core/run/state";
import { analyzeNow, readAnalysis } from "../../local/analysis-document";
import { queryParquet } from "../handlers/duckdb";
import { startYahooServer } from "../yahoo-server";
import { asOf, laptop, rowsOf, runAt, type Traded } from "./prices-world";
import { temporaryHome } from "./temporary-home";

const now = "2025-01-15T12:00:00Z";
const date = "2025-01-15";

/** Days of a share whose close follows the rule, all in the past. */
const traded = (days: number, close: (index: number) => number): Traded[] =>
  Array.from({ length: days }, (_, index) => ({
    day: new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10),
    close: close(index),
  }));

const wave = (index: number) => 100 + Math.sin(index) + Math.sin(0.7 * index);

const shares: Readonly<Record<string, readonly Traded[]>> = {
  CONSTANT: traded(100, () => 7),
  "ONE-RETURN": traded(2, wave),
  WAVE: traded(300, wave),
  // Five days in hundredths: too long for the neighbours to tell.
  X100: traded(100, (index) => (index >= 95 ? 100 : 1) * wave(index)),
};

describe("the analysis of a run on the laptop", function () {
  const home = temporaryHome();

  const runShares = (options = {}) =>
    withShares((sourceUrl) =>
      runAt(home(), now, { sourceUrl, symbols: Object.keys(shares), date, ...options }),
    );

  async function withShares<T>(use: (url: string) => Promise<T>): Promise<T> {
    const server = await startYahooServer((question) => asOf(shares[question.symbol]!, date, question));
    try {
      return await use(server.url);
    } finally {
      await server.close();
    }
  }

  it("is a table of its own that says what the returns of the published table say", async () => {
    const document = await runShares();
    assert.deepEqual(document.analysis, { table: "prices_posterior", status: "published", rows: 12 });
    assert.deepEqual(document.steps.at(-1)?.name, "Analyze");
    const { rows, ...facts } = await readAnalysis(prices, laptop(home(), now));
    assert.deepEqual(facts, {
      dataset: "prices",
      run: document.run,
      date,
      generated: false,
      prior: prices.analysis!.prior,
    });
    const published = await rowsOf(
      home(),
      "select symbol, date::varchar, log_return from prices order by 1, 2",
    );
    const days = (of: string): DailyReturn[] =>
      published
        .filter(([symbol]) => symbol === of)
        .map(([, day, value]) => ({ date: day as string, logReturn: value as number | null }));
    assert.deepEqual(
      rows,
      Object.keys(shares).flatMap((name) => analyze(name, days(name), prices.analysis!.prior)),
    );
  });

  it("tells by a status what cannot be analysed, and holds no NaN or infinity", async () => {
    await runShares();
    const statuses = await rowsOf(
      home(),
      "select symbol, string_agg(distinct status) from prices_posterior group by 1 order by 1",
    );
    assert.deepEqual(statuses, [
      ["CONSTANT", "constant"],
      ["ONE-RETURN", "too few"],
      ["WAVE", "ok"],
      ["X100", "implausible"],
    ]);
    const columns = await rowsOf(
      home(),
      "select column_name from information_schema.columns where table_name = 'prices_posterior' and data_type = 'DOUBLE'",
    );
    assert.ok(columns.length > 20);
    const odd = columns.map(([name]) => `count(*) filter (not isfinite("${String(name)}"))`).join(" + ");
    assert.deepEqual(await rowsOf(home(), `select ${odd} from prices_posterior`), [[0]]);
  });

  it("is compressed, as its table is, in a way that Redshift is documented to read", async () => {
    await runShares();
    const files = globSync(join(home(), "processed/*/*/*/*.parquet"));
    assert.equal(files.length, 2);
    for (const file of files) {
      const sql = "select distinct compression from parquet_metadata(file)";
      assert.deepEqual(await queryParquet(readFileSync(file), sql), [{ compression: "SNAPPY" }], file);
    }
  });

  it("is not made again when nothing changed, and follows the table when it does", async () => {
    // The whole histories, then the last days of each: what comes now is what came before.
    await runShares();
    await runShares();
    assert.equal((await runShares()).analysis?.status, "unchanged");
    assert.equal((await runShares({ force: true })).analysis?.status, "published");
    assert.equal((await analyzeNow(prices, laptop(home(), now))).status, "unchanged");
  });

  it("is looked at as the engine made it that made it, whatever the contract's is", async () => {
    await runShares();
    const ports = laptop(home(), now);
    const { run } = (await currentPointer(ports.store, "prices_posterior"))!;
    const key = planKey("prices_posterior", run);
    const plan = await readJson<AnalysisPlan>(ports.store, key);
    await ports.store.delete([key]);
    await createJson(ports.store, key, { ...plan, engine: "pymc" });
    const sampled = new Error("a model was sampled");
    // The fingerprint is that of the other engine, so it is made again: by this one.
    const model = { launch: () => Promise.reject(sampled) };
    await assert.rejects(analyzeNow(prices, ports, { model }), sampled);
    assert.equal((await analyzeNow(prices, ports, { model, analysisEngine: "normal" })).status, "unchanged");
  });

  it("leaves the published table where it fails, by name", async () => {
    const options = { symbols: ["WAVE"], date, analysisEngine: "pymc" } as const;
    // A folder that holds no model.
    const started = { model: { models: home() } };
    const document = await withShares((sourceUrl) =>
      runAt(home(), now, { sourceUrl, ...options }, prices, 0, started),
    );
    assert.deepEqual([document.status, document.error?.name], ["failed", "ModelMissing"]);
    assert.deepEqual([document.rows.published, document.location === null], [300, false]);
    assert.deepEqual(document.analysis, { table: "prices_posterior", status: "failed", rows: 0 });
    assert.deepEqual(await rowsOf(home(), "select count(*) from prices"), [[300]]);
  });
});
