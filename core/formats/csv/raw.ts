/** Ingest's work on one member of an archive: recognise, transcode, hash and cut it while it streams. */
import { createHash } from "node:crypto";
import { encodingName } from "../../../contract/formats/encoding";
import { failure } from "../../run/failure";
import { makeCutter, type LeftOut } from "./cutter";
import type { RecordLayout } from "./dialect";
import { makeTranscoder, markedEncoding, type Transcoder } from "./encoding";
import type { FittingFile, RawResult, SkippedFile } from "../format";
import type { CsvFile } from "./file";
import type { Misfit } from "./head";
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
  layouts: readonly RecordLayout[],
  partBytes: number,
): Promise<SkippedFile | FittingFile<CsvFile>> {
  const fetched = { size: 0, hash: createHash("sha256") };
  const { encoding, ambiguous } = statedEncoding(path, layouts);
  const stream = utf8(bytes, encoding, fetched);
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
  const refused = ambiguous ?? (stream.encoding().startsWith("utf-32") ? isUtf32 : undefined);
  const found = refused === undefined ? findLayout(path, first, complete, layouts) : undefined;
  if (!found) {
    const size = async () => {
      for await (const _ of stream.chunks);
      return fetched.size;
    };
    const reasons = misfits(path, first, complete, layouts, refused);
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
  let early: Error | undefined;
  async function* stored() {
    if (first.length > 0) {
      cutter.feed(first);
      yield first;
    }
    for await (const chunk of stream.chunks) {
      cutter.feed(chunk);
      yield chunk;
    }
    const { layout, fields, columns, scan, header, names, unread } = found!;
    const { lineEnd } = scan;
    const { size } = fetched;
    const { footer, ...cut } = cutter.finish();
    early = earlyFooter(path, footer, cut.records, found!.footer);
    const own: CsvFile = {
      encoding: stream.encoding(),
      fields,
      columns,
      ...(lineEnd ? { lineEnd } : {}),
      ...(header === undefined ? {} : { header }),
      ...(names === undefined ? {} : { names }),
      ...(unread.length > 0 ? { unread } : {}),
      ...(footer.records > 0 ? { footer: footer.records } : {}),
    };
    result = { size, sha256: fetched.hash.digest("hex"), layout, own, ...cut };
  }
  return {
    kind: "fitting",
    stored: stored(),
    result() {
      if (early) throw early;
      if (result) return result;
      throw failure("RawUnread", `${path}: the result was requested before all bytes were read`);
    },
  };
}

/** More records at the end of a file are no footer that a pattern may leave out. */
const longestFooter = 100;

/** The error for a footer that a record in the middle of the data begins, so that data would be lost; `before`: records before it. */
function earlyFooter(
  path: string,
  { records, match }: LeftOut,
  before: number,
  footer: number | string | undefined,
): Error | undefined {
  if (match === undefined || records <= longestFooter) return undefined;
  const amount = (count: number) => count.toLocaleString("en-US");
  return failure(
    "FooterTooEarly",
    `${path}: record ${amount(before + 1)}, ${JSON.stringify(match)}, matches the layout's footer ${JSON.stringify(footer)}, and ` +
      `${amount(records - 1)} records follow, which would be left out. A pattern leaves out at most ${longestFooter} records. Write one ` +
      `that matches only the first line of the footer, with what follows the word ("^Total;" instead of "^Total"), ` +
      `or, where the footer is as long as that, give the number of its lines.`,
  );
}

const isUtf32: Misfit = {
  why: "it begins with the byte order mark of UTF-32, which is not supported; save the file as UTF-8",
  unreadable: true,
};

/** The encoding that a path's layout states; `ambiguous` if another layout is also meant for the path. */
function statedEncoding(
  path: string,
  layouts: readonly RecordLayout[],
): { readonly encoding?: string | undefined; readonly ambiguous?: Misfit } {
  const meant = layouts.filter(({ files }) => new RegExp(files).test(path));
  const stated = meant.find(({ encoding }) => encoding !== undefined);
  if (!stated) return {};
  const other = meant.find((each) => each !== stated);
  if (!other) return { encoding: encodingName(stated.encoding!) };
  const why =
    `its path matches the layouts ${other.name} and ${stated.name}, and ${stated.name} has an encoding, so that it is chosen by the ` +
    `path alone; narrow "files" of the two so that each file matches one`;
  return { ambiguous: { why, unreadable: false } };
}

/**
 * The bytes as UTF-8, counted and hashed as they were fetched. `stated`: their encoding if no byte order mark says another. The bytes
 * of an encoding that is not supported pass through.
 */
function utf8(
  bytes: AsyncIterable<Uint8Array>,
  stated: string | undefined,
  fetched: { size: number; hash: ReturnType<typeof createHash> },
) {
  let encoding: string | undefined;
  let transcoder: Transcoder | undefined;
  const begin = (held: Uint8Array): Transcoder => {
    encoding = markedEncoding(held) ?? stated ?? "utf-8";
    return (transcoder = makeTranscoder(encoding.startsWith("utf-32") ? "utf-8" : encoding));
  };
  async function* chunks(): AsyncGenerator<Buffer, void> {
    let held: Buffer = Buffer.alloc(0);
    for await (const chunk of bytes) {
      fetched.size += chunk.length;
      fetched.hash.update(chunk);
      let buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      if (!transcoder) {
        // Four bytes show the encoding; they may arrive one by one.
        held = buffer = held.length > 0 ? Buffer.concat([held, buffer]) : buffer;
        if (held.length < 4) continue;
        begin(held);
      }
      const out = transcoder!.feed(buffer);
      if (out.length > 0) yield out;
    }
    if (transcoder) held = Buffer.alloc(0);
    const last = transcoder ?? begin(held);
    const rest = Buffer.concat([last.feed(held), last.finish()]);
    if (rest.length > 0) yield rest;
  }
  return { chunks: chunks(), encoding: () => encoding ?? "utf-8" };
}
