/** Reads a bucket: objects as streams that resume after a broken connection. */
import { GetObjectCommand, ListObjectsV2Command, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { failure } from "../../core/run/failure";
import type { ByteRange, Clock } from "../../core/run/ports";
import { backOff, type RetryPolicy } from "../../core/run/retry";
import { explained, isCode, isDenied, s3, statusOf } from "./aws-failures";

/** A bucket and its client. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  readonly clock: Clock;
}

/** The address of a key, for people. */
export const uri = ({ name }: Bucket, key: string) => `s3://${name}/${key}`;

// Failures in a row, without a MiB read in between.
const resumes: RetryPolicy = { attempts: 6, firstWait: 500, longestWait: 10_000 };
const progress = 1 << 20;

/**
 * Streams an object or a range of it; an end behind the last byte means the last byte. Fails with `NoSuchKey`, `StoreDamaged` (a
 * whole object does not match its checksum; S3 states none for a range), `StoreChanged` (the object was replaced during the read),
 * or `StoreUnavailable` (the connection broke six times in a row).
 */
export async function* read(
  bucket: Bucket,
  key: string,
  range?: ByteRange,
): AsyncGenerator<Uint8Array, void> {
  let at = range?.start ?? 0;
  let end: number | undefined;
  let etag: string | undefined;
  let failures = 0;
  let resumedAt = at;
  for (;;) {
    const wanted = at > 0 || range ? `bytes=${at}-${range ? range.end - 1 : ""}` : undefined;
    const answer = await open(bucket, key, wanted, etag);
    if (!answer) return;
    etag ??= answer.ETag;
    if (answer.ContentLength !== undefined) end ??= at + answer.ContentLength;
    let cause: unknown;
    try {
      for await (const chunk of answer.Body as unknown as AsyncIterable<Uint8Array>) {
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (/checksum/i.test((error as Error).message)) throw damaged(bucket, key, error);
      cause = error;
    }
    if (at === end || (end === undefined && cause === undefined)) return;
    failures = at - resumedAt >= progress ? 1 : failures + 1;
    resumedAt = at;
    if (failures >= resumes.attempts) throw broken(bucket, key, at, end, cause);
    await backOff(bucket.clock, failures, resumes);
  }
}

/** The answer; undefined if the range begins behind the last byte. */
async function open(
  bucket: Bucket,
  key: string,
  range: string | undefined,
  etag: string | undefined,
): Promise<GetObjectCommandOutput | undefined> {
  const { client, name } = bucket;
  try {
    const more = { ...(range && { Range: range }), ...(etag && { IfMatch: etag }) };
    return await client.send(new GetObjectCommand({ Bucket: name, Key: key, ...more }));
  } catch (error) {
    if (statusOf(error) === 416) return undefined;
    if (statusOf(error) === 412)
      throw failure("StoreChanged", `${uri(bucket, key)} was replaced while it was read; try again.`, error);
    if (isCode(error, "NoSuchKey") || (isDenied(error) && !(await mayBeThere(bucket, key))))
      throw noSuchKey(bucket, key);
    throw explained(s3, "s3:GetObject", uri(bucket, key), error);
  }
}

/**
 * True if a key that S3 refused may exist. Without the right to list the whole bucket, S3 refuses a missing key like one that you
 * may not read. Listing that very key, which a right under a prefix allows, tells them apart.
 */
export async function mayBeThere({ client, name }: Bucket, key: string): Promise<boolean> {
  try {
    // The key itself is the first of all keys that begin with it.
    const { Contents } = await client.send(
      new ListObjectsV2Command({ Bucket: name, Prefix: key, MaxKeys: 1 }),
    );
    return Contents?.[0]?.Key === key;
  } catch {
    return true;
  }
}

export const noSuchKey = (bucket: Bucket, key: string) =>
  failure("NoSuchKey", `The object ${uri(bucket, key)} does not exist.`);

const damaged = (bucket: Bucket, key: string, cause: unknown) =>
  failure(
    "StoreDamaged",
    `${uri(bucket, key)}: the bytes received do not match the object's checksum; try again.`,
    cause,
  );

const broken = (bucket: Bucket, key: string, at: number, end: number | undefined, cause: unknown) =>
  failure(
    "StoreUnavailable",
    `${uri(bucket, key)}: the connection kept breaking, the last time after ${at} of ${end ?? "unknown"} bytes; try again later.`,
    cause,
  );
