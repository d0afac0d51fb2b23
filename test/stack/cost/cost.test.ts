import assert from "node:assert/strict";
import { monthlyCost, storedBytes, type ScheduledUse } from "../../../stack/cost/month";
import { monthlyFloor, type Cost } from "../../../stack/cost/floor";
import { costPage } from "../../../stack/cost/cost-page";
import { prices } from "../../../stack/cost/price-list";
import { changedRun, jobSeconds, partsOf, unchangedRun } from "../../../stack/cost/run-cost";
import { golden } from "../../golden";
import { stackUses } from "./uses";

const near = (found: number, wanted: number, share = 1e-9) =>
  assert.ok(Math.abs(found - wanted) <= share * wanted, `${found} is not ${wanted}`);

describe("cost", () => {
  const use = stackUses.prod.datasets[0]!;
  const times = (factor: number): ScheduledUse => ({ ...use, rawBytes: use.rawBytes * factor });

  it("has a floor of keys, secrets and alarm metrics", () => {
    const { total, items } = monthlyFloor({ keys: 1, secrets: 2, alarmMetrics: 5 });
    near(total, 2.3);
    assert.deepEqual(
      items.map(({ what, usd }) => [what, usd]),
      [
        ["1 customer-managed key", 1],
        ["2 secrets", 0.8],
        ["5 alarm metrics", 0.5],
      ],
    );
  });

  it("has no floor where nothing of that is switched on", () => {
    assert.deepEqual(monthlyFloor({ keys: 0, secrets: 0, alarmMetrics: 0 }), { total: 0, items: [] });
  });

  it("knows no price by the hour of waiting", () => {
    const hourly = Object.entries(prices).filter(([, { per }]) => /\bhour\b/.test(per));
    assert.deepEqual(
      hourly.map(([name]) => name),
      ["glue", "warehouse"],
      "a DPU hour is billed while a job runs, an RPU hour while somebody asks; anything else by the hour has no place in the default stacks",
    );
  });

  it("shows in the default dev stack nothing but alarms", () => {
    const [{ what } = { what: "" }, ...more] = monthlyFloor(stackUses.dev).items;
    assert.match(what, /^\d+ alarm metrics$/);
    assert.deepEqual(more, []);
  });

  it("bills a Glue job for a minute of every worker at least", () => {
    assert.equal(jobSeconds(0, 2), 60);
    const glue = changedRun({ ...use, rawBytes: 1, workers: 2 }).items.find(({ what }) => what === "Glue");
    near(glue?.usd ?? 0, (2 * 60 * 0.44) / 3600);
  });

  it("gives the driver no data", () => {
    // 4 processors of the one worker that is not the driver.
    assert.equal(jobSeconds(4000, 2), 15 + 1000);
    assert.equal(jobSeconds(4000, 5), 15 + 250);
  });

  it("agrees with docs/spark.md about a terabyte", () => {
    const terabyte = { ...use, rawBytes: 1e12, workers: 8 };
    const glue = (converter: "lambda" | "spark") =>
      changedRun({ ...terabyte, converter }).items.find(({ what }) => what === "Glue")?.usd ?? 0;
    near(glue("lambda"), 3.5, 0.15);
    const lambda = changedRun(terabyte).items.find(({ what }) => what === "Lambda")?.usd ?? 0;
    // 0.61 USD there is for converting alone; Ingest, which could not do it in one call, and the starts are on top.
    assert.ok(lambda > 0.61 && lambda < 1.3, String(lambda));
  });

  it("bills the warehouse for a minute of its units for each table that is loaded, on quiet nights too", () => {
    const redshift = (cost: Cost) => cost.items.find(({ what }) => what === "Redshift")?.usd ?? 0;
    const loaded = { ...use, warehouse: 4 } as const;
    near(redshift(changedRun(loaded)), (4 * 0.375) / 60);
    near(redshift(changedRun({ ...loaded, analysis: "normal" })), (2 * 4 * 0.375) / 60);
    near(redshift(unchangedRun(loaded)), (4 * 0.375) / 60);
    assert.equal(redshift(changedRun(use)), 0);
  });

  it("adds a job where a model is sampled, on no quiet night", () => {
    const glue = (cost: Cost) => cost.items.find(({ what }) => what === "Glue")?.usd ?? 0;
    const sampled = { ...use, analysis: "pymc", workers: 2 } as const;
    near(
      glue(changedRun(sampled)) - glue(changedRun({ ...sampled, analysis: "normal" })),
      (2 * jobSeconds(600, 2) * 0.44) / 3600,
    );
    assert.equal(glue(unchangedRun(sampled)), 0);
    assert.ok(changedRun({ ...use, analysis: "normal" }).total > changedRun(use).total);
  });

  it("has for a warehouse a secret, an alarm, and a key where the stack has none, in the floor", () => {
    const { keys, secrets, alarmMetrics } = stackUses["prod with prices"];
    assert.deepEqual([keys, secrets], [1, 1]);
    assert.equal(alarmMetrics - stackUses.prod.alarmMetrics, 5 + 1);
  });

  it("costs a quiet night a hundredth of a run", () => {
    assert.ok(unchangedRun().total < changedRun(use).total / 50);
  });

  it("counts parts as Ingest cuts them", () => {
    assert.deepEqual(
      [partsOf(0), partsOf(128 * 2 ** 20), partsOf(128 * 2 ** 20 + 1), partsOf(times(1000).rawBytes)],
      [1, 1, 2, 983],
    );
  });

  it("stores one run where nothing changes, and every run of the retention where all do", () => {
    const quiet = storedBytes({ ...use, changed: 0 }, 30);
    near(quiet, use.rawBytes * 1.89);
    assert.ok(storedBytes(use, 30) > 60 * quiet);
  });

  it("costs more where there is more data", () => {
    const month = (factor: number) => monthlyCost({ ...stackUses.prod, datasets: [times(factor)] }).total;
    assert.ok(month(1) < month(10) && month(10) < month(1000));
  });

  it("adds up", () => {
    const { total, items } = monthlyCost(stackUses.prod);
    near(
      total,
      items.reduce((all, { usd }) => all + usd, 0),
    );
  });

  it("the page in docs", () => golden("docs/cost.md", costPage(stackUses)));
});
