/** AWS's side of every port. */
import { systemClock } from "../../core/run/clock";
import { makeHttpClient } from "../../core/sources/http-client";
import type { Ports } from "../../core/run/ports";
import { makeGlueCatalog } from "./catalog";
import { makeClients } from "./clients";
import type { Settings } from "./environment";
import { makeSecrets } from "./secrets";
import { makeBucketStore } from "./store";

/** The ports that all events of a cold start share; each event has a log of its own. */
export function makeAwsPorts({ bucket, database, secretArn }: Settings): Omit<Ports, "log"> {
  const { s3, glue, secrets } = makeClients();
  return {
    store: makeBucketStore(s3, bucket, systemClock),
    catalog: makeGlueCatalog(glue, database, bucket),
    secrets: makeSecrets(secrets, secretArn, systemClock),
    clock: systemClock,
    fetch: makeHttpClient(),
  };
}
