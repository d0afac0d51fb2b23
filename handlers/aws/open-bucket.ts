import { systemClock } from "../../core/run/clock";
import type { ObjectStore } from "../../core/run/ports";
import { makeClients } from "./clients";
import { makeBucketStore } from "./bucket-store";

/** The store of a bucket, with the credentials of whoever calls. */
export const openBucket = (name: string): ObjectStore => makeBucketStore(makeClients().s3, name, systemClock);
