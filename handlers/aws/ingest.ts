/** Ingest as a Lambda function. */
import { isBySymbol, type Dataset } from "../../contract/dataset";
import { makeIngest, type IngestResult } from "../ingest";
import type { IngestEvent } from "../ingest/input";
import type { SourceContext } from "../source";
import { sourceOf } from "../source-of";
import { makeEntry } from "./entry";

/** Makes the function of a data set, once per cold start; fails as `makeEntry` and `makeIngest` say. */
export function make(dataset: Dataset): (event: IngestEvent) => Promise<IngestResult> {
  const { source } = dataset;
  return makeEntry<IngestEvent, IngestResult>("Ingest", dataset.name, (event, { ports, settings }) => {
    const { sourceUrl: baseUrl, symbols: more } = settings;
    const symbols = isBySymbol(source) ? [...new Set([...source.symbols, ...more])] : undefined;
    const makeSource = (context: SourceContext) => sourceOf(dataset, ports, context, { baseUrl, symbols });
    return makeIngest(dataset, makeSource, ports)(event);
  });
}
