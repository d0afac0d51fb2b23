/** Publish as a Lambda function. */
import type { StepContract } from "../../contract/derive/step-contract";
import { makePublish, type PublishEvent, type PublishResult } from "../publish";
import { makeEntry } from "./entry";
import { openCatalog } from "./glue-catalog";
import { environmentOf } from "./read-environment";
import { keptMetrics, metrics } from "./metrics";

/** Makes the function of a data set, once per cold start; fails as `environmentOf`, `makeEntry` and `makePublish` say. */
export function make(dataset: StepContract<"publish">): (event: PublishEvent) => Promise<PublishResult> {
  const env = environmentOf("publish");
  return makeEntry(
    "Publish",
    dataset.name,
    env,
    { catalog: openCatalog(env) },
    async (event: PublishEvent, { ports, write }) => {
      const result = await makePublish(ports)(event);
      const dimensions = { Dataset: dataset.name, Database: env.LAKE_DATABASE };
      // Do not count a run again if it changed nothing.
      if (result.status === "published") write(metrics(dimensions, result, ports.clock.now()));
      if (result.kept) write(keptMetrics(dimensions, result, result.kept, ports.clock.now()));
      return result;
    },
  );
}
