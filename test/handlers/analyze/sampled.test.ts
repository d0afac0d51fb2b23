import assert from "node:assert/strict";
import { analyze } from "../../../core/analysis/windows";
import type { AnalysisPlan } from "../../../contract/analysis-plan";
import { giveFieldIds } from "../../../contract/field-ids";
import { analysisReportKey, planKey, processedPrefix } from "../../../contract/keys";
import { makeAnalyze } from "../../../handlers/analyze";
import { writeRows, type Row } from "../../../handlers/analyze/posterior-rows";
import type { AnalysisReport } from "../../../core/run/documents";
import { createJson, readJson } from "../../../core/run/state";
import { daily, drawnReturns } from "../../core/analysis/returns";
import { pointers } from "../pointers";
import type { World } from "../publish/world";
import { makeWorld, publishTable, returns, table } from "./world";

const series = { a: daily(drawnReturns(70, 0, 0.01, 1)), b: daily([0.1]) };
const sampling = { engine: "pymc", model: "0".repeat(64) } as const;

/** What the job leaves: rows as the first engine has them, changed by `change`, and a report. */
async function sampleRows(
  world: World,
  change: (rows: Row[]) => Row[] = (rows) => rows,
  report: Partial<AnalysisReport> = {},
): Promise<void> {
  const plan = await readJson<AnalysisPlan>(world.store, planKey(table, "x"));
  const rows = Object.entries(series)
    .flatMap(([name, days]) => analyze(name, days, plan.prior))
    .map((row): Row => ({ ...row, engine: "pymc", ...(row.status === "ok" ? { r_hat: 1.001 } : {}) }));
  const key = `${processedPrefix(table, "x", "jr1")}part-00000.parquet`;
  const file = await writeRows(world.store, key, plan.table, change(rows) as never);
  await createJson(world.store, analysisReportKey(table, "x", "jr1"), {
    version: 1,
    dataset: table,
    run: "x",
    attempt: "jr1",
    engine: "pymc",
    seconds: 1,
    rows: { in: 73, out: file.rows },
    files: [file],
    ...report,
  } satisfies AnalysisReport);
}

const ask = (world: World, attempt?: string) =>
  makeAnalyze(returns, world, sampling)({ dataset: "meters", run: "x", ...(attempt ? { attempt } : {}) });

async function asked(): Promise<World> {
  const world = await makeWorld(series);
  assert.equal((await ask(world)).status, "sample");
  return world;
}

/** Changes one value of the row of series `a`, window `60`. */
const spoilt =
  (change: Row) =>
  (rows: Row[]): Row[] =>
    rows.map((row) => (row["symbol"] === "a" && row["window_name"] === "60" ? { ...row, ...change } : row));

describe("analyze by a model that a job samples", () => {
  it("writes the plan for the job, and publishes what the job reports", async () => {
    const world = await asked();
    const plan = await readJson<AnalysisPlan>(world.store, planKey(table, "x"));
    assert.deepEqual(
      [plan.engine, plan.source.number, plan.source.files.length, plan.windows, plan.limits.fewestReturns],
      [
        "pymc",
        1,
        2,
        [
          { name: "60", returns: 60 },
          { name: "250", returns: 250 },
          { name: "all", returns: null },
        ],
        30,
      ],
    );
    await sampleRows(world);
    assert.deepEqual(await ask(world, "jr1"), {
      status: "published",
      table,
      run: "x",
      number: 1,
      source: 1,
      rows: 6,
    });
    assert.equal((await ask(world)).status, "unchanged");
  });

  it("publishes the field ids that the job reports", async () => {
    const world = await asked();
    const { table: wanted } = await readJson<AnalysisPlan>(world.store, planKey(table, "x"));
    const fields = giveFieldIds(wanted.columns, { columns: [], highestFieldId: 0 });
    const { columns, highestFieldId } = fields;
    const identity = { key: wanted.key, stage: [], retired: [], table: columns };
    await sampleRows(world, undefined, { identity, highestFieldId });
    await ask(world, "jr1");
    const [pointer] = await pointers(world.store, table);
    assert.deepEqual([pointer?.identity, pointer?.highestFieldId], [identity, wanted.columns.length]);
  });

  it("does it again when the model's text changes", async () => {
    const world = await asked();
    await sampleRows(world);
    await ask(world, "jr1");
    const changed = { engine: "pymc", model: "1".repeat(64) } as const;
    assert.equal(
      (await makeAnalyze(returns, world, changed)({ dataset: "meters", run: "y" })).status,
      "sample",
    );
  });

  it("asks for the same sample again, by the plan that was written, when it is tried again", async () => {
    const world = await asked();
    await publishTable(world, 2, series);
    assert.deepEqual(await ask(world), { status: "sample", table, run: "x", number: 0, source: 1, rows: 0 });
  });

  it("fails by the name that the job's report gives", async () => {
    const world = await asked();
    await sampleRows(world, undefined, {
      error: { name: "ModelNotConverged", message: "a, window 60: r-hat is 1.4." },
    });
    await assert.rejects(ask(world, "jr1"), {
      name: "ModelNotConverged",
      message: /^a, window 60: r-hat is 1\.4\. \(analysis of meters, run x: state\/meters_posterior\//,
    });
    assert.deepEqual(await pointers(world.store, table), []);
  });

  for (const [what, change, message] of [
    ["NaN", spoilt({ mean_median: NaN }), /series a, window 60: mean_median is NaN/],
    ["infinity", spoilt({ r_hat: Infinity }), /r_hat is Infinity/],
    ["a missing quantity", spoilt({ scale_upper: null }), /status is "ok" and scale_upper is null/],
    ["a quantity without a status", spoilt({ status: "constant" }), /"constant" and mean_median is/],
    ["a row twice", (rows: Row[]) => [...rows, rows[0]!], /it is there twice/],
    ["a window less", (rows: Row[]) => rows.slice(1), /window 60: it is missing/],
  ] as const)
    it(`refuses ${what}`, async () => {
      const world = await asked();
      await sampleRows(world, change);
      await assert.rejects(ask(world, "jr1"), { name: "AnalysisBroken", message });
      assert.deepEqual(await pointers(world.store, table), []);
    });

  it("publishes nothing when the job read other rows than the table has", async () => {
    const world = await asked();
    await sampleRows(world, undefined, { rows: { in: 72, out: 6 } });
    await assert.rejects(ask(world, "jr1"), { name: "RowsLost", message: /has 73 rows and the job read 72/ });
  });

  it("needs a model", async () => {
    const world = await makeWorld(series);
    await assert.rejects(makeAnalyze(returns, world, { engine: "pymc" })({ dataset: "meters", run: "x" }), {
      name: "ModelMissing",
      message: /write datasets\/meters\.model\.py/,
    });
  });
});
