/** Ingest's work on one member of an archive: recognise, transcode, hash and cut it while it streams. */
import { createHash } from "node:crypto";
import type { CsvLayout } from "../../../contract/formats";
import { failure } from "../../run/failure";
import { makeCutter } from "./cutter";
import { detectEncoding, makeTranscoder, type Transcoder } from "./encoding";
import type { FittingFile, RawResult, SkippedFile } from "../format";
import type { CsvFile } from "./file";
import { findLayout, firstLine, misfits } from "./layout";
import { maxRecordBytes } from "./scan";

/** Enough for a first record of the greatest length, its terminator and a byte order mark. */
const peekBytes = maxRecordBytes + 16;

/**
 * Opens a member by its path and bytes. A slice ends with the record that makes it at least `partBytes` long. Stored bytes are
 * UTF-8. Errors of `bytes` pass through.
 */
export async function openRaw(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  layouts: readonly CsvLayout[],
  partBytes: number,
): Promise<SkippedFile | FittingFile<CsvFile>> {
  const fetched = { size: 0, hash: createHash("sha256") };
  const stream = utf8(bytes, fetched);
  const head: Buffer[] = [];
  let headSize = 0;
  let complete = false;
  while (headSize < peekBytes && !complete) {
    const next = await stream.chunks.next();
    if (next.done) complete = true;
    else {
      head.push(next.value);
      headSize += next.value.length;
    }
  }
  const first = Buffer.concat(head);
  const found = findLayout(path, first, complete, layouts);
  if (!found) {
    const size = async () => {
      for await (const _ of stream.chunks);
      return fetched.size;
    };
    const reasons = misfits(path, first, complete, layouts);
    return {
      kind: "skipped",
      firstLine: firstLine(first),
      misfits: reasons.map(({ why }) => why),
      unreadable: reasons.some(({ unreadable }) => unreadable),
      size,
    };
  }
  const cutter = makeCutter(found, partBytes);
  let result: RawResult<CsvFile> | undefined;
  async function* stored() {
    if (first.length > 0) {
      cutter.feed(first);
      yield first;
    }
    for await (const chunk of stream.chunks) {
      cutter.feed(chunk);
      yield chunk;
    }
    const { layout, fields, columns, scan, header } = found!;
    const { lineEnd } = scan;
    const { size } = fetched;
    const own: CsvFile = {
      encoding: stream.encoding(),
      fields,
      columns,
      ...(lineEnd ? { lineEnd } : {}),
      ...(header === undefined ? {} : { header }),
    };
    result = { size, sha256: fetched.hash.digest("hex"), layout, own, ...cutter.finish() };
  }
  return {
    kind: "fitting",
    stored: stored(),
    result() {
      if (result) return result;
      throw failure("RawUnread", `${path}: the result was requested before all bytes were read`);
    },
  };
}

/** The bytes as UTF-8, counted and hashed as they were fetched. */
function utf8(
  bytes: AsyncIterable<Uint8Array>,
  fetched: { size: number; hash: ReturnType<typeof createHash> },
) {
  let transcoder: Transcoder | undefined;
  async function* chunks(): AsyncGenerator<Buffer, void> {
    let held: Buffer = Buffer.alloc(0);
    for await (const chunk of bytes) {
      fetched.size += chunk.length;
      fetched.hash.update(chunk);
      let buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      if (!transcoder) {
        // Two bytes show the encoding; they may arrive one by one.
        held = buffer = held.length > 0 ? Buffer.concat([held, buffer]) : buffer;
        if (held.length < 2) continue;
        transcoder = makeTranscoder(detectEncoding(held));
      }
      const out = transcoder.feed(buffer);
      if (out.length > 0) yield out;
    }
    if (!transcoder) transcoder = makeTranscoder("utf-8");
    else held = Buffer.alloc(0);
    const rest = Buffer.concat([transcoder.feed(held), transcoder.finish()]);
    if (rest.length > 0) yield rest;
  }
  return { chunks: chunks(), encoding: () => transcoder?.encoding ?? "utf-8" };
}
