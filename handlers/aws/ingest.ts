/** Ingest as a Lambda function. */
import { credentialsOf, isBySymbol } from "../../contract/sources";
import type { StepContract } from "../../contract/derive/step-contract";
import { makeIngest, type IngestResult } from "../ingest";
import type { IngestEvent } from "../ingest/input";
import { systemClock } from "../../core/run/clock";
import { makeHttpClient } from "../../core/sources/http-client";
import type { SourceContext } from "../../core/sources/source";
import { sourceOf } from "../../core/sources";
import { withDeadline } from "./deadline";
import { makeEntry, type Context } from "./entry";
import { environmentOf } from "./read-environment";
import { makeSecrets, makeSecretsManager } from "./stack-secret";

/** Makes the function of a data set, once per cold start; fails as `environmentOf`, `makeEntry` and `makeIngest` say. */
export function make(
  dataset: StepContract<"ingest">,
): (event: IngestEvent, context?: Context) => Promise<IngestResult> {
  const { source } = dataset;
  const env = environmentOf("ingest");
  const more = (env.SYMBOLS ?? "").split(",").filter((symbol) => symbol !== "");
  const secrets = makeSecrets(
    makeSecretsManager(),
    env.CREDENTIALS_SECRET_ARN,
    systemClock,
    credentialsOf(source),
  );
  return makeEntry(
    "Ingest",
    dataset.name,
    env,
    { secrets, fetch: makeHttpClient() },
    (event: IngestEvent, { ports, remaining }) => {
      const symbols = isBySymbol(source) ? [...new Set([...source.symbols, ...more])] : undefined;
      return withDeadline(ports, remaining, (inTime) => {
        const makeSource = (context: SourceContext) =>
          sourceOf(dataset, inTime, context, { baseUrl: env.SOURCE_URL, symbols });
        return makeIngest(dataset, makeSource, ports)(event);
      });
    },
  );
}
