/** Convert as a Lambda function. */
import type { StepContract } from "../../contract/derive/step-contract";
import { makeConvert, type ConvertEvent } from "../convert";
import type { PartReport } from "../../core/run/documents";
import { makeEntry } from "./entry";
import { environmentOf } from "./read-environment";

/** Makes the function of a data set, once per cold start; fails as `environmentOf`, `makeEntry` and `makeConvert` say. */
export function make(dataset: StepContract<"convert">): (event: ConvertEvent) => Promise<PartReport> {
  return makeEntry("Convert", dataset.name, environmentOf("convert"), {}, (event: ConvertEvent, { ports }) =>
    makeConvert(ports)(event),
  );
}
