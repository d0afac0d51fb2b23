import assert from "node:assert/strict";
import type { Output } from "@pulumi/pulumi";
import { monthlyFloor } from "../../stack/cost/floor";
import { verdicts } from "../../policy";
import { stackUses } from "../stack/cost/uses";
import { judged, runStack, type StackRun } from "./stacks";

describe("a stack with a data set whose source asks for terms", () => {
  const datasets = ["mhealth", "prices"];
  let run: StackRun;

  before(async function () {
    run = await runStack("dev", {
      datasets,
      acceptedTerms: ["prices"],
      symbols: { prices: ["NVDA", "^GSPC"] },
    });
  });

  it("deploys nothing of it while nobody has accepted them, and says that it is left out", async () => {
    const { resources, outputs } = await runStack("dev", { datasets, warehouse: true });
    assert.deepEqual(outputs["leftOut"], ["prices"]);
    assert.ok(resources.some(({ name }) => name === "mhealth"));
    assert.deepEqual(
      resources.filter(({ name }) => /^(prices|warehouse)/.test(name)).map(({ name }) => name),
      [],
    );
  });

  it("has no warehouse unless the stack says so, though the contract asks for one", () => {
    assert.deepEqual(run.outputs["leftOut"], []);
    assert.deepEqual([run.outputs["warehouseWorkgroup"], run.outputs["warehouseDatabase"]], ["", ""]);
    assert.deepEqual(
      run.resources.filter(({ name, type }) => /warehouse|-load/.test(name) || /redshift|ec2/.test(type)),
      [],
    );
  });

  it("gives its function the symbols beside the contract's, and the others none", () => {
    const symbolsOf = (name: string) => {
      const found = run.resources.find(
        (each) => each.name === name && each.type === "aws:lambda/function:Function",
      );
      const { variables } = found!.inputs["environment"] as { variables: Record<string, string> };
      return variables["SYMBOLS"];
    };
    assert.deepEqual(["prices-ingest", "mhealth-ingest", "prices-convert"].map(symbolsOf), [
      "NVDA,^GSPC",
      undefined,
      undefined,
    ]);
  });

  it("has its schedule on weekdays at eight in an explicit zone", () => {
    const { inputs } = run.resources.find(
      ({ name, type }) => name === "prices-schedule" && type === "aws:scheduler/schedule:Schedule",
    )!;
    assert.deepEqual(
      [inputs["scheduleExpression"], inputs["scheduleExpressionTimezone"]],
      ["cron(0 8 ? * MON-FRI *)", "Europe/Madrid"],
    );
  });

  it("analyses it by the function alone, which is told of no model", () => {
    const analyses = run.resources.filter(({ name }) => /^prices-(analyze|sample)$/.test(name));
    assert.deepEqual(analyses.map(({ type }) => type).sort(), [
      "aws:lambda/function:Function",
      "data-flow:aws:AnalyzeFn",
    ]);
    const { inputs } = analyses.find(({ type }) => type.startsWith("aws:"))!;
    assert.ok(!("MODEL_SHA256" in (inputs["environment"] as { variables: object }).variables));
  });

  it("breaks no rule", () => assert.deepEqual(broken(run), []));
});

describe("prod with the terms accepted", () => {
  it("has the floor that docs/cost.md says", async function () {
    const { outputs } = await runStack("prod", { acceptedTerms: ["prices"] });
    assert.deepEqual(outputs["monthlyFloorUsd"], monthlyFloor(stackUses["prod with prices"]));
  });
});

describe("a stack of development with a warehouse", () => {
  let run: StackRun;

  before(async function () {
    run = await runStack("dev", {
      acceptedTerms: ["prices"],
      warehouse: true,
      warehouseCapacity: 8,
      warehouseMaxCapacity: 16,
      warehouseDailyRpuHours: 3,
    });
  });

  it("gives it the capacities and the day's budget that are said", () => {
    const inputsOf = (kind: string) =>
      run.resources.find(({ type }) => type.startsWith("aws:redshiftserverless/") && type.endsWith(kind))!
        .inputs;
    const { baseCapacity, maxCapacity } = inputsOf(":Workgroup");
    assert.deepEqual([baseCapacity, maxCapacity, inputsOf(":UsageLimit")["amount"]], [8, 16, 3]);
  });

  it("loads what asks for it, and nothing else", () => {
    const named = (pattern: RegExp) => [
      ...new Set(run.resources.map(({ name }) => name).filter((name) => pattern.test(name))),
    ];
    assert.deepEqual(named(/-load$/), ["prices-load"]);
  });

  it("says in its outputs where it is, and counts its key, its secret and its alarm in the floor", async () => {
    const without = await runStack("dev", { acceptedTerms: ["prices"] });
    const floor = ({ outputs }: StackRun) => (outputs["monthlyFloorUsd"] as { total: number }).total;
    const found = await Promise.all(
      ["warehouseWorkgroup", "warehouseDatabase"].map(
        (name) => new Promise((done) => (run.outputs[name] as Output<string>).apply(done)),
      ),
    );
    assert.deepEqual(found, ["data-flow-dev-warehouse", "lake"]);
    assert.equal((floor(run) - floor(without)).toFixed(2), "1.50");
  });

  it("breaks no rule", () => assert.deepEqual(broken(run), []));
});

const broken = (run: StackRun) =>
  verdicts(judged("dev", run))
    .filter(({ status }) => status === "broken")
    .flatMap(({ rule, faults }) =>
      faults.map(({ resource, message }) => `${rule.number} ${resource.name} ${message}`),
    );
