/** Writes to a bucket: a stream of any length becomes one complete object, or none. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { attemptsOf, explained, isCode, s3 } from "./aws-failures";
import { pieces } from "./pieces";
import { uri, type Bucket } from "./bucket-read";

/** Size of a part in bytes. S3 takes 10,000 parts, which makes 78 GiB. */
export const partBytes = 8 * 1024 * 1024;

/** Parts in flight at a time. Memory holds these, the part being filled, and the next one to leave. */
const inFlight = 2;

/**
 * Streams an object; one smaller than a part takes one request. The SDK's uploader does not fit: it goes on reading a source whose
 * upload has failed, and a failing abort hides the first error.
 */
export async function write(bucket: Bucket, key: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const parts = pieces(bytes, partBytes);
  const first = await parts.next();
  if (first.done) return writeWhole(bucket, key, Buffer.alloc(0));
  // A piece that is not full is the last one: the source has ended.
  if (first.value.length < partBytes) return writeWhole(bucket, key, first.value);
  try {
    return await writeParts(bucket, key, first.value, parts);
  } finally {
    await parts.return();
  }
}

async function writeWhole(bucket: Bucket, key: string, body: Buffer): Promise<number> {
  await asked(bucket, key, () =>
    bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body })),
  );
  return body.length;
}

async function writeParts(
  bucket: Bucket,
  key: string,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
): Promise<number> {
  const { client, name } = bucket;
  const target = { Bucket: name, Key: key };
  // One checksum over the whole object, which readers of the whole object check.
  const { UploadId } = await asked(bucket, key, () =>
    client.send(
      new CreateMultipartUploadCommand({
        ...target,
        ChecksumAlgorithm: "CRC32",
        ChecksumType: "FULL_OBJECT",
      }),
    ),
  );
  const stop = new AbortController();
  const sending = new Set<Promise<void>>();
  const sent: CompletedPart[] = [];
  let size = 0;
  let numbered = 0;
  const faults: unknown[] = [];

  const send = async (piece: Buffer, number: number) => {
    try {
      const part = {
        ...target,
        UploadId,
        PartNumber: number,
        Body: piece,
        ChecksumAlgorithm: "CRC32" as const,
      };
      const { ETag, ChecksumCRC32 } = await asked(bucket, key, () =>
        client.send(new UploadPartCommand(part), { abortSignal: stop.signal }),
      );
      sent[number - 1] = { PartNumber: number, ETag, ChecksumCRC32 };
    } catch (cause) {
      faults.push(cause);
    }
  };
  const begin = async (piece: Buffer) => {
    size += piece.length;
    const sendingOne: Promise<void> = send(piece, ++numbered).finally(() => sending.delete(sendingOne));
    sending.add(sendingOne);
    while (sending.size >= inFlight && faults.length === 0) await Promise.race(sending);
    if (faults.length > 0) throw faults[0];
  };

  try {
    await begin(first);
    for await (const piece of rest) await begin(piece);
    await Promise.all(sending);
    if (faults.length > 0) throw faults[0];
    await complete(bucket, key, UploadId, sent, size);
    return size;
  } catch (error) {
    stop.abort();
    await Promise.all(sending);
    // Ignore a failing abort, because it is not the first error. The bucket's lifecycle removes the upload.
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
    throw error;
  }
}

async function complete(
  bucket: Bucket,
  key: string,
  UploadId: string | undefined,
  Parts: CompletedPart[],
  size: number,
): Promise<void> {
  const { client, name } = bucket;
  const target = { Bucket: name, Key: key };
  try {
    await client.send(
      new CompleteMultipartUploadCommand({
        ...target,
        UploadId,
        MultipartUpload: { Parts },
        ChecksumType: "FULL_OBJECT",
        MpuObjectSize: size,
      }),
    );
  } catch (error) {
    // The upload is gone if an earlier try completed it and its answer was lost.
    if (isCode(error, "NoSuchUpload") && attemptsOf(error) > 1) {
      const found = await client.send(new HeadObjectCommand(target)).catch(() => undefined);
      if (found?.ContentLength === size && found.ETag?.includes(`-${Parts.length}`)) return;
    }
    throw explained(s3, "s3:PutObject", uri(bucket, key), error);
  }
}

// IAM has this one name for all calls of an upload except the abort: s3:AbortMultipartUpload.
async function asked<T>(bucket: Bucket, key: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw explained(s3, "s3:PutObject", uri(bucket, key), error);
  }
}
