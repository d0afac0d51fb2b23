/** Analyze as a Lambda function. */
import type { StepContract } from "../../contract/derive/step-contract";
import { makeAnalyze, type AnalyzeEvent, type AnalyzeResult } from "../analyze";
import { makeEntry } from "./entry";
import { environmentOf } from "./read-environment";

/** Makes the function of a data set, once per cold start; fails as `environmentOf`, `makeEntry` and `makeAnalyze` say. */
export function make(dataset: StepContract<"analyze">): (event: AnalyzeEvent) => Promise<AnalyzeResult> {
  const env = environmentOf("analyze");
  return makeEntry<AnalyzeEvent, AnalyzeResult>("Analyze", dataset.name, env, (event, { ports }) =>
    makeAnalyze(dataset, ports, { model: env.MODEL_SHA256 })(event),
  );
}
