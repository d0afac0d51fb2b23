/** Ingest's work on a file of JSON lines: recognise, hash and cut it while it streams. */
import { createHash } from "node:crypto";
import { isUtf8 } from "node:buffer";
import type { JsonLinesLayout } from "../../../contract/formats";
import { jsonSteps } from "../../../contract/formats/json-path";
import type { Slice } from "../../run/documents";
import { failure } from "../../run/failure";
import { firstLine } from "../csv/layout";
import type { FittingFile, Member, RawResult, SkippedFile } from "../format";
import type { JsonLinesFile } from "./file";
import { givenOf } from "./given";
import { isBlank, makeLines, maxLineBytes, textEnd } from "./lines";
import { lineReasons, type Reason } from "./reasons";
import { makeScanner } from "./scanner";
import { makeTree, pathsOf } from "./tree";

/** Enough for a first line of the greatest length, its end and a byte order mark. */
const peekBytes = maxLineBytes + 16;
/** Lines that are looked at before the file is stored. */
const firstLines = 200;
/** Keys that the manifest names at most. */
const mostUnread = 100;

/**
 * Opens a member with the first layout that is meant for its path. It is JSON lines if at least half of its first lines are JSON
 * objects, so that a line that was cut does not decide. A slice ends with the line that makes it at least `partBytes` long. Errors of
 * `bytes` pass through.
 */
export async function openLines(
  { path, bytes }: Member,
  layouts: readonly JsonLinesLayout[],
  partBytes: number,
): Promise<SkippedFile | FittingFile<JsonLinesFile>> {
  const stream = bytes[Symbol.asyncIterator]();
  const hash = createHash("sha256");
  let size = 0;
  const next = async () => {
    const { done, value } = await stream.next();
    if (done) return undefined;
    hash.update(value);
    size += value.length;
    return value;
  };
  const parts: Uint8Array[] = [];
  for (let chunk = await next(); chunk; chunk = size < peekBytes ? await next() : undefined)
    // Copied, because a source may reuse a chunk's memory.
    parts.push(Buffer.from(chunk));
  const head = Buffer.concat(parts);
  const layout = layouts.find(({ files }) => new RegExp(files).test(path));
  const found = layout && look(path, head, head.length < peekBytes, layout);
  if (found?.kind !== "fit")
    return {
      kind: "skipped",
      firstLine: firstLine(head),
      misfits: found ? [`layout ${layout!.name} is meant for its path, but ${found.why}`] : [],
      unreadable: found?.unreadable ?? false,
      async size() {
        while (await next());
        return size;
      },
    };
  const { dataStart, unread } = found;
  const cutter = makeCutter(dataStart, partBytes);
  let result: RawResult<JsonLinesFile> | undefined;
  async function* stored() {
    for (let chunk: Uint8Array | undefined = head; chunk; chunk = await next()) {
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

/** How a file is read, or why it is not. */
type Look =
  | { readonly kind: "fit"; readonly dataStart: number; readonly unread: readonly string[] }
  | { readonly kind: "misfit"; readonly why: string; readonly unreadable: boolean };

/** Looks at a file's beginning. `complete`: true if these are all bytes. */
function look(path: string, head: Buffer, complete: boolean, layout: JsonLinesLayout): Look {
  const misfit = (why: string, unreadable = false): Look => ({ kind: "misfit", why, unreadable });
  const encoding = otherEncoding(head);
  if (encoding) return misfit(`it is ${encoding}; save the file as UTF-8`, true);
  const groups = new RegExp(layout.files).exec(path)?.groups ?? {};
  for (const column of layout.columns) {
    const given = givenOf(column, groups);
    if (typeof given === "string") return misfit(given);
  }
  const dataStart = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const lines = linesOf(head.subarray(dataStart), complete);
  const scanner = makeScanner(makeTree([]), 0);
  const read = new Set(layout.columns.flatMap(pathsOf).map((each) => jsonSteps(each)[0]));
  const unread = new Set<string>();
  const faults: { readonly reason: Reason; readonly text: Buffer; readonly number: number }[] = [];
  for (const { text, number } of lines) {
    const reason = faultOf(text);
    if (reason) faults.push({ reason, text, number });
    else
      for (const key of Object.keys(JSON.parse(text.toString("utf8")) as object))
        if (!read.has(key) && unread.size < mostUnread) unread.add(key);
  }

  function faultOf(text: Buffer): Reason | undefined {
    if (text.length > maxLineBytes) return "too_long";
    if (!isUtf8(text)) return "encoding";
    return scanner.scan(Buffer.concat([text, Buffer.from("\n")]), 0);
  }

  if (lines.length === 0)
    return misfit(head.length === 0 ? "the file is empty" : "it holds empty lines alone", true);
  if (2 * faults.length <= lines.length) return { kind: "fit", dataStart, unread: [...unread] };
  const [{ reason, text, number }] = faults as [(typeof faults)[number]];
  const array =
    text[0] === 91 ? ". An array of objects is one JSON document: write each object on its own line" : "";
  const count = `${faults.length} of its first ${lines.length} lines are not JSON objects`;
  const why = `${lines.length === 1 ? "its only line is not a JSON object" : count}; line ${number} (${reason}): ${lineReasons[reason as keyof typeof lineReasons]}${array}`;
  return misfit(why, reason === "encoding");
}

/** The first lines that are not blank, without their ends. A last line that may go on counts only if there is no other. */
function linesOf(head: Buffer, complete: boolean) {
  const lines: { readonly text: Buffer; readonly number: number }[] = [];
  let from = 0;
  for (let number = 1; from < head.length && lines.length < firstLines; number++) {
    const found = head.indexOf(10, from);
    if (found < 0 && !complete && lines.length > 0) break;
    const end = found < 0 ? head.length : found;
    const to = textEnd(head, from, end);
    if (!isBlank(head, from, to)) lines.push({ text: head.subarray(from, to), number });
    from = end + 1;
  }
  return lines;
}

/** The encoding of a file that is not UTF-8, by its byte order mark or by the zeros beside its first byte, which is ASCII. */
function otherEncoding(head: Buffer): string | undefined {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe)
    return c === 0 && d === 0 ? "UTF-32 (little endian)" : "UTF-16 (little endian)";
  if (a === 0xfe && b === 0xff) return "UTF-16 (big endian)";
  if (a === 0 && b === 0) return "UTF-32 (big endian)";
  if (a === 0 && b !== undefined) return "UTF-16 (big endian)";
  if (a !== undefined && b === 0)
    return c === 0 && d === 0 ? "UTF-32 (little endian)" : "UTF-16 (little endian)";
  return undefined;
}

/** Cuts a file into slices at line ends. Bytes after the last line that is not blank are in no slice. */
function makeCutter(dataStart: number, partBytes: number) {
  const slices: Omit<Slice, "file">[] = [];
  let skipped = 0;
  let start = dataStart;
  let end = start;
  let firstRow = 0;
  let records = 0;
  const cut = () => {
    if (records > firstRow) slices.push({ start, end, firstRow, records: records - firstRow });
    start = end;
    firstRow = records;
  };
  const lines = makeLines(dataStart, (bytes, from, to, offset, next) => {
    for (let at = from; at < to;) {
      const found = bytes.indexOf(10, at);
      const blank = bytes[at]! <= 32 && isBlank(bytes, at, textEnd(bytes, at, found));
      at = found + 1;
      if (blank) continue;
      records++;
      end = at === to ? next : offset + at - from;
      if (end - start >= partBytes) cut();
    }
  });
  return {
    feed(chunk: Uint8Array) {
      const skip = Math.min(dataStart - skipped, chunk.length);
      skipped += skip;
      if (skip < chunk.length) lines.feed(chunk.subarray(skip));
    },
    finish() {
      lines.finish();
      cut();
      return { records, slices };
    },
  };
}
