import assert from "node:assert/strict";
import { weakPrior } from "../../core/analysis/prior";
import { defineDataset, runPlan, type Dataset } from "../../contract";
import { datasetFaults } from "../../contract/define";
import { prices } from "../../datasets/prices";
import { meters } from "../upsert/meters";

const analysis = { series: "meter", date: "day", returns: "change", prior: weakPrior } as const;
const faults = (change: object, more: object = {}) =>
  datasetFaults({ ...meters, ...more, analysis: { ...analysis, ...change } }).map(
    ({ path, message }) => `${path}: ${message}`,
  );

/** Never called: its body must not compile but for the errors it names. */
export function doesNotCompile(): void {
  defineDataset({ ...meters, analysis });
  // @ts-expect-error: there is no such column
  defineDataset({ ...meters, analysis: { ...analysis, returns: "chagne" } });
}

describe("the contract's analysis", () => {
  it("that is sound is taken", () => assert.deepEqual(faults({}), []));

  it("names columns of the table", () => {
    const [fault, ...others] = faults({ returns: "chagne" });
    assert.match(fault ?? "", /^analysis\.returns: "chagne" is not a column .*did you mean "change"/);
    assert.deepEqual(others, []);
  });

  it("takes no column that every object has", () => {
    assert.match(faults({ returns: "toString" })[0] ?? "", /^analysis\.returns: "toString" is not a column/);
  });

  for (const [role, column, type] of [
    ["series", "reading", "string"],
    ["date", "note", "date"],
    ["returns", "reading", "double"],
  ] as const)
    it(`wants ${type} as ${role}`, () => {
      const found = faults({ [role]: column });
      assert.ok(
        found.some((fault) => fault.startsWith(`analysis.${role}: "${column}" is `) && fault.endsWith(type)),
        found.join("\n"),
      );
    });

  it("wants one return a series and day", () => {
    const table = { ...meters.table, key: ["meter", "day", "note"] };
    const stage = { ...meters.stage, note: { type: "string" } };
    const columns = { ...meters.table.columns, note: { type: "string", description: "Remark" } };
    assert.deepEqual(faults({}, { stage, table: { ...table, columns } }), [
      "analysis: a series has one return a day, so series and date are the key; the key is meter, day, note",
    ]);
  });

  it("has a prior that is one", () => {
    assert.deepEqual(faults({ prior: { mean: 2, kappa: 0, alpha: 0.5, beta: 1 } }), [
      "analysis.prior.mean: 2 is not a daily log return; give one from -1 to 1",
      "analysis.prior.kappa: 0 is too near 0 or too large; write a number from 1e-9 to 1e9",
    ]);
    assert.match(faults({ prior: { mean: 0 } })[0] ?? "", /^analysis\.prior\.kappa: missing/);
  });

  it("changes no plan, so that a table stays as it was made", () => {
    const { analysis: left, ...without } = prices;
    assert.ok(left);
    assert.deepEqual(runPlan(prices), runPlan(without as Dataset));
  });

  it("of prices has the weak prior", () => assert.deepEqual(prices.analysis?.prior, weakPrior));
});
