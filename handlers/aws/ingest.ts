/** Ingest as a Lambda function. */
import { isBySymbol } from "../../contract/dataset";
import type { StepContract } from "../../contract/derive/step-contract";
import { makeIngest, type IngestResult } from "../ingest";
import type { IngestEvent } from "../ingest/input";
import type { SourceContext } from "../../core/sources/source";
import { sourceOf } from "../../core/sources";
import { withDeadline } from "./deadline";
import { makeEntry, type Context } from "./entry";

/** Makes the function of a data set, once per cold start; fails as `makeEntry` and `makeIngest` say. */
export function make(
  dataset: StepContract<"ingest">,
): (event: IngestEvent, context?: Context) => Promise<IngestResult> {
  const { source } = dataset;
  return makeEntry<IngestEvent, IngestResult>(
    "Ingest",
    dataset.name,
    (event, { ports, settings, remaining }) => {
      const { sourceUrl: baseUrl, symbols: more } = settings;
      const symbols = isBySymbol(source) ? [...new Set([...source.symbols, ...more])] : undefined;
      return withDeadline(ports, remaining, (inTime) => {
        const makeSource = (context: SourceContext) =>
          sourceOf(dataset, inTime, context, { baseUrl, symbols });
        return makeIngest(dataset, makeSource, ports)(event);
      });
    },
  );
}
