import assert from "node:assert/strict";
import { steps } from "../../contract/steps";
import { stateMachine } from "../../workflow/machine";
import { stepOf, type States } from "../../workflow/definition";
import { arn, tasks } from "./interpret";

const loads = { Type: "Wait", SecondsPath: "$.wait" } as const;

/** Never called: its body must not compile but for the errors it names. */
export function doesNotCompile(): readonly States[] {
  return [
    { WaitLoad: { ...loads, Next: "LoadAnalysis" } },
    // @ts-expect-error: there is no such state to go to
    { WaitLoad: { ...loads, Next: "LoadAnalisys" } },
    // @ts-expect-error: it lies inside the Map over the parts
    { WaitLoad: { ...loads, Next: "ConvertPart" } },
    // @ts-expect-error: there is no such state
    { WaitLoads: { ...loads, Next: "Load" } },
    // @ts-expect-error: there is no such state to go to else
    { "Published?": { Type: "Choice", Choices: [{ Variable: "$", Next: "Done" }], Default: "Finished" } },
    // @ts-expect-error: there is no such state to choose
    { "Published?": { Type: "Choice", Choices: [{ Variable: "$", Next: "Finished" }], Default: "Done" } },
  ];
}

describe("the states of the machine", () => {
  const job = (name: string) => ({ resource: arn(name), parameters: {} });
  const { States } = stateMachine({
    dataset: "d",
    tasks: {
      ...tasks,
      convertSpark: job("spark"),
      load: arn("load"),
      analyze: arn("analyze"),
      sample: job("sample"),
    },
  });

  it("that do work are those of a step, and Notify", () => {
    const nested = States.Convert?.Type === "Map" ? States.Convert.ItemProcessor.States : {};
    const working = Object.entries({ ...States, ...nested }).filter(([, { Type }]) => Type === "Task");
    assert.deepEqual(new Set(working.map(([name]) => name)), new Set([...Object.keys(stepOf), "Notify"]));
  });

  it("begin the steps in their order", () => {
    assert.deepEqual([...new Set(Object.values(stepOf))], [...steps]);
  });
});
