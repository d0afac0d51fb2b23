import assert from "node:assert/strict";
import type { Dataset } from "../../contract/dataset";
import { runPlan } from "../../contract/derive/run-plan";
import { stepContract, type FunctionStep } from "../../contract/derive/step-contract";
import { mhealth } from "../../datasets/mhealth";
import { prices } from "../../datasets/prices";

const steps: readonly FunctionStep[] = ["ingest", "convert", "publish", "load", "analyze"];

/** Steps whose functions another contract would change. */
const changedBy = (more: Partial<Dataset>, from: Dataset = prices) =>
  steps.filter(
    (step) =>
      JSON.stringify(stepContract(step, from)) !== JSON.stringify(stepContract(step, { ...from, ...more })),
  );

describe("what a step's function is given of a contract", () => {
  it("is what the run's plan is made of", () => {
    for (const dataset of [mhealth, prices] as readonly Dataset[])
      assert.deepEqual(runPlan(stepContract("ingest", dataset)), runPlan(dataset));
  });

  for (const [what, change, changed] of [
    ["a description", { description: "Other words." }, ["ingest"]],
    [
      "a column's description",
      {
        table: {
          ...prices.table,
          columns: {
            ...prices.table.columns,
            close: { ...prices.table.columns.close, description: "Other." },
          },
        },
      },
      ["ingest"],
    ],
    ["the title, which the posterior's bears too", { title: "Other" }, ["ingest", "analyze"]],
    ["the sample", { sample: mhealth.sample }, []],
    ["the bar chart", { countBy: "day" }, []],
    ["the hour", { schedule: { ...prices.schedule, expression: "cron(0 9 * * ? *)" } }, []],
    ["the time zone", { schedule: { ...prices.schedule, timeZone: "Asia/Tokyo" } }, ["ingest"]],
    ["the engine of the analysis", { analysis: { ...prices.analysis!, engine: "pymc" } }, ["analyze"]],
    ["the SQL", { table: { ...prices.table, sql: "select 1" } }, ["ingest"]],
    ["the name", { name: "other" }, steps],
  ] as readonly (readonly [string, Partial<Dataset>, readonly FunctionStep[]])[])
    it(`changes with ${what} for ${changed.join(", ") || "no step"}`, () =>
      assert.deepEqual(changedBy(change), changed));
});
