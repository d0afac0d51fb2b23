import { systemClock } from "../clock";
import type { ObjectStore } from "../ports";
import { makeClients } from "./clients";
import { makeBucketStore } from "./store";

/** The store of a bucket, with the credentials of whoever calls. */
export const openBucket = (name: string): ObjectStore => makeBucketStore(makeClients().s3, name, systemClock);
