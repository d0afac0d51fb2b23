/** AWS's side of every port. */
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Ports } from "../ports";
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
    fetch: globalThis.fetch,
  };
}

/** The machine's own time and chance. */
const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
  random: () => randomInt(2 ** 32) / 2 ** 32,
};
