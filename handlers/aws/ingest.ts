/** Ingest as a Lambda function. */
import type { Dataset } from "../../contract/dataset";
import { makeIngest, type IngestResult } from "../ingest";
import type { IngestEvent } from "../ingest/input";
import { makeKaggleSource } from "../kaggle";
import { makeEntry } from "./entry";

/** Makes the function of a data set, once per cold start; fails as `makeEntry` and `makeIngest` say. */
export function make(dataset: Dataset): (event: IngestEvent) => Promise<IngestResult> {
  return makeEntry<IngestEvent, IngestResult>("Ingest", dataset.name, (event, { ports, settings }) => {
    const makeSource = () => makeKaggleSource(dataset.source, ports, { baseUrl: settings.sourceUrl });
    return makeIngest(dataset, makeSource, ports)(event);
  });
}
