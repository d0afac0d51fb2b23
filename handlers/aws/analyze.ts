/** Analyze as a Lambda function. */
import type { StepContract } from "../../contract/derive/step-contract";
import { makeAnalyze, type AnalyzeEvent, type AnalyzeResult } from "../analyze";
import { makeEntry } from "./entry";
import { openCatalog } from "./glue-catalog";
import { environmentOf } from "./read-environment";

/** Makes the function of a data set, once per cold start; fails as `environmentOf`, `makeEntry` and `makeAnalyze` say. */
export function make(dataset: StepContract<"analyze">): (event: AnalyzeEvent) => Promise<AnalyzeResult> {
  const env = environmentOf("analyze");
  const more = { catalog: openCatalog(env) };
  return makeEntry("Analyze", dataset.name, env, more, (event: AnalyzeEvent, { ports }) =>
    makeAnalyze(dataset, ports, { model: env.MODEL_SHA256 })(event),
  );
}
