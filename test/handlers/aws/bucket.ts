/** Buckets of the emulated cloud. */
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { makeClients } from "./clients";
import { makeBucketStore } from "../../../handlers/aws/bucket-store";
import type { Clock, ObjectStore } from "../../../core/run/ports";

/** A clock that stands, and whose waits take no time. */
export const stillClock: Clock = {
  now: () => new Date("2026-03-01T08:00:00Z"),
  sleep: () => Promise.resolve(),
  random: () => 0.5,
};

let buckets = 0;

/** A new bucket of the emulated cloud. */
export async function newBucket(): Promise<{ readonly name: string; readonly store: ObjectStore }> {
  const { s3 } = makeClients();
  const name = `bucket-${process.pid}-${++buckets}`;
  await s3.send(
    new CreateBucketCommand({
      Bucket: name,
      CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
    }),
  );
  return { name, store: makeBucketStore(s3, name, stillClock) };
}
