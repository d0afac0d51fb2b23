/** The object store in an S3 bucket. */
import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { failure } from "../../core/run/failure";
import type { Clock, ObjectStore } from "../../core/run/ports";
import { type RetryPolicy, backOff } from "../../core/run/retry";
import { attemptsOf, explained, isDenied, s3, statusOf } from "./aws-failures";
import { type Bucket, mayBeThere, noSuchKey, read, uri } from "./bucket-read";
import { write } from "./bucket-write";
import { systemClock } from "../../core/run/clock";
import { clientConfig, type ClientOptions } from "./clients";

/** How many keys one call of DeleteObjects takes: S3's limit. */
const deleteBatch = 1_000;

/** How often to retry a conditional write that met another one. */
const conflicts: RetryPolicy = { attempts: 8, firstWait: 100, longestWait: 2_000 };

/**
 * The store of a bucket. Besides the failures of the port, each call fails with `AccessDenied`, `StoreUnavailable` (throttled or
 * down after the client's tries) or `StoreFailed`. The message names the action and the key.
 */
export function makeBucketStore(client: S3Client, name: string, clock: Clock): ObjectStore {
  const bucket: Bucket = { client, name, clock };

  async function head(key: string) {
    try {
      const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: name, Key: key }));
      return { size: ContentLength ?? 0 };
    } catch (error) {
      if (statusOf(error) === 404 || (isDenied(error) && !(await mayBeThere(bucket, key)))) return undefined;
      throw explained(s3, "s3:GetObject", uri(bucket, key), error);
    }
  }

  return {
    head,

    async *get(key, range) {
      // S3 does not support an empty range.
      if (!range || range.end > range.start) yield* read(bucket, key, range);
      else if (!(await head(key))) throw noSuchKey(bucket, key);
    },

    put: (key, bytes) => write(bucket, key, bytes),

    async stated(key) {
      const found = await client
        .send(new HeadObjectCommand({ Bucket: name, Key: key, ChecksumMode: "ENABLED" }))
        .catch((error: unknown) => {
          throw explained(s3, "s3:GetObject", uri(bucket, key), error);
        });
      return statedChecksums(found);
    },

    async create(key, bytes) {
      for (let tries = 1; ; tries++) {
        try {
          await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: bytes, IfNoneMatch: "*" }));
          return true;
        } catch (error) {
          if (statusOf(error) === 412) {
            // The object can only be this call's if an earlier try sent it and its answer was lost.
            const sentBefore = tries > 1 || attemptsOf(error) > 1;
            return sentBefore && (await holds(bucket, key, bytes));
          }
          if (statusOf(error) !== 409) throw explained(s3, "s3:PutObject", uri(bucket, key), error);
          if (tries >= conflicts.attempts) throw contended(uri(bucket, key), error);
          await backOff(clock, tries, conflicts);
        }
      }
    },

    async *list(prefix) {
      try {
        for await (const { Contents } of paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix }))
          for (const { Key, Size } of Contents ?? [])
            if (Key !== undefined) yield { key: Key, size: Size ?? 0 };
      } catch (error) {
        throw explained(s3, "s3:ListBucket", uri(bucket, prefix), error);
      }
    },

    async *names(prefix) {
      const question = { Bucket: name, Prefix: prefix, Delimiter: "/" };
      try {
        for await (const { Contents, CommonPrefixes } of paginateListObjectsV2({ client }, question)) {
          const keys = [
            ...(Contents ?? []).map(({ Key }) => Key),
            ...(CommonPrefixes ?? []).map((each) => each.Prefix),
          ];
          const names = keys.flatMap((key) => (key === undefined ? [] : [key.slice(prefix.length)]));
          yield* names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        }
      } catch (error) {
        throw explained(s3, "s3:ListBucket", uri(bucket, prefix), error);
      }
    },

    async delete(keys) {
      for (let first = 0; first < keys.length; first += deleteBatch)
        await deleteKeys(bucket, keys.slice(first, first + deleteBatch));
    },
  };
}

/** Checksums of the whole object. An object that was assembled from parts with separate checksums has none. */
function statedChecksums(found: HeadObjectCommandOutput): string[] {
  if ((found.ChecksumType ?? "FULL_OBJECT") !== "FULL_OBJECT") return [];
  const kinds = [
    ["crc32", found.ChecksumCRC32],
    ["crc64nvme", found.ChecksumCRC64NVME],
  ] as const;
  return kinds.flatMap(([kind, text]) =>
    // A checksum of checksums ends in the number of parts.
    text === undefined || text.includes("-")
      ? []
      : [`${kind}:${Buffer.from(text, "base64").toString("hex")}`],
  );
}

async function holds(bucket: Bucket, key: string, bytes: Uint8Array): Promise<boolean> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of read(bucket, key)) chunks.push(chunk);
  return Buffer.concat(chunks).equals(bytes);
}

const contended = (key: string, cause: unknown) =>
  failure(
    "StoreUnavailable",
    `${key}: another writer was at work on it each of ${conflicts.attempts} times; try again later.`,
    cause,
  );

/** One call of DeleteObjects, which returns status 200 even if it did not delete every key. */
async function deleteKeys(bucket: Bucket, keys: readonly string[]): Promise<void> {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const { Errors = [] } = await bucket.client
    .send(new DeleteObjectsCommand({ Bucket: bucket.name, Delete }))
    .catch((error: unknown) => {
      throw explained(s3, "s3:DeleteObject", uri(bucket, keys[0]!), error);
    });
  const [refused, ...more] = Errors.filter(({ Code }) => Code !== "NoSuchKey");
  if (!refused) return;
  const status =
    refused.Code === "AccessDenied"
      ? 403
      : /^(Internal|SlowDown|Service)/.test(refused.Code ?? "")
        ? 503
        : 400;
  const told = `${refused.Message ?? ""}${more.length > 0 ? ` And so ${more.length} more keys of ${keys.length}.` : ""}`;
  throw explained(s3, "s3:DeleteObject", uri(bucket, refused.Key ?? ""), {
    name: refused.Code,
    message: told,
    $metadata: { httpStatusCode: status },
  });
}

/** Makes the client of S3. If the address is an IP, it uses paths instead of host names. */
export const makeS3 = (options?: ClientOptions): S3Client =>
  new S3Client({
    ...clientConfig(options),
    requestChecksumCalculation: "WHEN_SUPPORTED",
    responseChecksumValidation: "WHEN_SUPPORTED",
  });

/** The store of a bucket, with the caller's credentials. */
export const openBucket = (name: string): ObjectStore => makeBucketStore(makeS3(), name, systemClock);
