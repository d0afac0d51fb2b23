/** Analyze as a Lambda function. */
import type { Dataset } from "../../contract/dataset";
import { makeAnalyze, type AnalyzeEvent, type AnalyzeResult } from "../analyze";
import { makeEntry } from "./entry";

/** Makes the function of a data set, once per cold start; fails as `makeEntry` and `makeAnalyze` say. */
export function make(dataset: Dataset): (event: AnalyzeEvent) => Promise<AnalyzeResult> {
  const model = process.env["MODEL_SHA256"] || undefined;
  return makeEntry<AnalyzeEvent, AnalyzeResult>("Analyze", dataset.name, (event, { ports }) =>
    makeAnalyze(dataset, ports, { model })(event),
  );
}
