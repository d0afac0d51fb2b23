/** Ingest's work on a file of JSON lines: recognise, hash and cut it while it streams. */
import { createHash } from "node:crypto";
import type { JsonLinesLayout } from "../../../contract/formats";
import { failure } from "../../run/failure";
import { firstLine } from "../csv/layout";
import type { FittingFile, Member, RawResult, SkippedFile } from "../format";
import { makeCutter } from "./cutter";
import type { JsonLinesFile } from "./file";
import { maxLineBytes } from "./lines";
import { recognise } from "./recognise";

/** Enough for a first line of the greatest length, its end and a byte order mark. */
const peekBytes = maxLineBytes + 16;

/**
 * Opens a member with the first layout that is meant for its path. A slice ends with the line that makes it at least `partBytes` long.
 * Errors of `bytes` pass through.
 */
export async function openLines(
  { path, bytes }: Member,
  layouts: readonly JsonLinesLayout[],
  partBytes: number,
): Promise<SkippedFile | FittingFile<JsonLinesFile>> {
  const hash = createHash("sha256");
  let size = 0;
  async function* counted() {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const stream = counted();
  const parts: Buffer[] = [];
  while (size < peekBytes) {
    const next = await stream.next();
    if (next.done) break;
    // Copied, because a source may reuse a chunk's memory.
    parts.push(Buffer.from(next.value));
  }
  const head = Buffer.concat(parts);
  const layout = layouts.find(({ files }) => new RegExp(files).test(path));
  const found = layout && recognise(path, head, head.length < peekBytes, layout);
  if (found?.kind !== "fit")
    return {
      kind: "skipped",
      firstLine: firstLine(head),
      misfits: found ? [`layout ${layout.name} is meant for its path, but ${found.why}`] : [],
      unreadable: found?.unreadable ?? false,
      async size() {
        for await (const _ of stream);
        return size;
      },
    };
  const { dataStart, unread } = found;
  const cutter = makeCutter(dataStart, partBytes);
  let result: RawResult<JsonLinesFile> | undefined;
  async function* stored() {
    cutter.feed(head);
    yield head;
    for await (const chunk of stream) {
      cutter.feed(chunk);
      yield chunk;
    }
    const own = unread.length > 0 ? { unread } : {};
    result = {
      size,
      sha256: hash.digest("hex"),
      storedSize: size,
      layout: layout!.name,
      own,
      ...cutter.finish(),
    };
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
