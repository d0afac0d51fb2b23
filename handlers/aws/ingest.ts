/** Ingest as a Lambda function. */
import { credentialsOf, isBySymbol } from "../../contract/sources";
import type { StepContract } from "../../contract/derive/step-contract";
import { makeIngest, type IngestResult } from "../ingest";
import type { IngestEvent } from "../ingest/input";
import type { SourceContext } from "../../core/sources/source";
import { sourceOf } from "../../core/sources";
import { withDeadline } from "./deadline";
import { makeEntry, type Context } from "./entry";
import { environmentOf } from "./read-environment";

/** Makes the function of a data set, once per cold start; fails as `environmentOf`, `makeEntry` and `makeIngest` say. */
export function make(
  dataset: StepContract<"ingest">,
): (event: IngestEvent, context?: Context) => Promise<IngestResult> {
  const { source } = dataset;
  const env = environmentOf("ingest");
  const more = (env.SYMBOLS ?? "").split(",").filter((symbol) => symbol !== "");
  return makeEntry<IngestEvent, IngestResult>(
    "Ingest",
    dataset.name,
    env,
    (event, { ports, remaining }) => {
      const symbols = isBySymbol(source) ? [...new Set([...source.symbols, ...more])] : undefined;
      return withDeadline(ports, remaining, (inTime) => {
        const makeSource = (context: SourceContext) =>
          sourceOf(dataset, inTime, context, { baseUrl: env.SOURCE_URL, symbols });
        return makeIngest(dataset, makeSource, ports)(event);
      });
    },
    credentialsOf(source),
  );
}
