import assert from "node:assert/strict";
import { verdicts } from "../../policy";
import { judged, runStack, type StackRun } from "./stacks";

describe("a stack with a data set whose source asks for terms", () => {
  const datasets = ["mhealth", "prices"];
  let run: StackRun;

  before(async function () {
    this.timeout(120_000);
    run = await runStack("dev", {
      datasets,
      acceptedTerms: ["prices"],
      symbols: { prices: ["NVDA", "^GSPC"] },
    });
  });

  it("is refused while nobody has accepted them", async () =>
    assert.rejects(runStack("dev", { datasets }), /acceptedTerms: \["prices"\]/));

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

  it("breaks no rule", () => {
    const broken = verdicts(judged("dev", run)).filter(({ status }) => status === "broken");
    assert.deepEqual(
      broken.map(({ rule }) => rule.title),
      [],
    );
  });
});
