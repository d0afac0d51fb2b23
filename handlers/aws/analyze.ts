/** Analyze as a Lambda function. */
import type { StepContract } from "../../contract/derive/step-contract";
import { makeAnalyze, type AnalyzeEvent, type AnalyzeResult } from "../analyze";
import { makeEntry } from "./entry";

/** Makes the function of a data set, once per cold start; fails as `makeEntry` and `makeAnalyze` say. */
export function make(dataset: StepContract<"analyze">): (event: AnalyzeEvent) => Promise<AnalyzeResult> {
  const model = process.env["MODEL_SHA256"] || undefined;
  return makeEntry<AnalyzeEvent, AnalyzeResult>("Analyze", dataset.name, (event, { ports }) =>
    makeAnalyze(dataset, ports, { model })(event),
  );
}
