/** The AWS implementation of every port. */
import type { Environment } from "../../contract/environment";
import type { CredentialsWords } from "../../contract/sources";
import { systemClock } from "../../core/run/clock";
import { makeHttpClient } from "../../core/sources/http-client";
import type { Ports } from "../../core/run/ports";
import { makeGlueCatalog } from "./glue-catalog";
import { makeClients } from "./clients";
import { makeSecrets } from "./stack-secret";
import { makeBucketStore } from "./bucket-store";

/** What every function needs, and what only Ingest needs. */
export type PortVariables = Environment<"convert"> &
  Partial<Pick<Environment<"ingest">, "CREDENTIALS_SECRET_ARN">>;

/** The ports that all events of a cold start share; each event gets its log. `credentials`: those that its source reads. */
export function makeAwsPorts(
  env: PortVariables,
  credentials: CredentialsWords | undefined,
): Omit<Ports, "log"> {
  const { s3, glue, secrets } = makeClients();
  return {
    store: makeBucketStore(s3, env.LAKE_BUCKET, systemClock),
    catalog: makeGlueCatalog(glue, env.LAKE_DATABASE, env.LAKE_BUCKET),
    secrets: makeSecrets(secrets, env.CREDENTIALS_SECRET_ARN, systemClock, credentials),
    clock: systemClock,
    fetch: makeHttpClient(),
  };
}
