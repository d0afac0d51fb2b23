/** Ingest's first look at a file: whether it is JSON lines, and which of its keys no column reads. */
import { isUtf8 } from "node:buffer";
import type { JsonLinesLayout } from "../../../contract/formats";
import { jsonSteps } from "../../../contract/formats/json-path";
import { givenOf } from "./given";
import { isBlank, lineFeed, maxLineBytes, textEnd } from "./lines";
import type { LineReason } from "./reasons";
import { makeScanner } from "./scanner";
import { makeTree, pathsOf } from "./tree";

/** Lines that are looked at. */
const firstLines = 200;
/** Keys that are named at most. */
const mostUnread = 100;
const openBracket = 91;

/** What is wrong with a line, in words that follow its name. */
const phrases: Readonly<Record<LineReason, string>> = {
  too_long: "is longer than 1 MiB",
  json_encoding: "is not UTF-8; save the file as UTF-8",
  json_syntax: "is not JSON",
  json_depth: "has more than 1,000 levels",
  json_type: "is JSON, but not an object",
};

/** How a file is read, or why it is not. */
export type Recognised =
  | { readonly kind: "fit"; readonly dataStart: number; readonly unread: readonly string[] }
  | { readonly kind: "misfit"; readonly why: string; readonly unreadable: boolean };

/**
 * Looks at a file's beginning, of which `head` has enough for a line of the greatest length. `complete`: true if these are all bytes.
 * A file is JSON lines if at least half of its first lines are JSON objects, so that a line that was cut does not decide.
 */
export function recognise(
  path: string,
  head: Buffer,
  complete: boolean,
  layout: JsonLinesLayout,
): Recognised {
  const misfit = (why: string, unreadable = false): Recognised => ({ kind: "misfit", why, unreadable });
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
  const faults: { readonly reason: LineReason; readonly text: Buffer; readonly number: number }[] = [];
  for (const { text, number } of lines) {
    const reason = faultOf(text);
    if (reason) faults.push({ reason, text, number });
    else
      for (const key of Object.keys(JSON.parse(text.toString("utf8")) as object))
        if (!read.has(key) && unread.size < mostUnread) unread.add(key);
  }

  function faultOf(text: Buffer): LineReason | undefined {
    if (text.length > maxLineBytes) return "too_long";
    if (!isUtf8(text)) return "json_encoding";
    return scanner.scan(Buffer.concat([text, Buffer.from("\n")]), 0);
  }

  if (lines.length === 0)
    return misfit(head.length === 0 ? "the file is empty" : "it holds empty lines alone", true);
  if (2 * faults.length <= lines.length) return { kind: "fit", dataStart, unread: [...unread] };
  const [{ reason, text, number }] = faults as [(typeof faults)[number]];
  const count =
    lines.length === 1
      ? "its only line"
      : `${faults.length} of its first ${lines.length} lines are not JSON objects: line ${number}`;
  const array =
    text[0] === openBracket
      ? ". An array of objects is one JSON document; write each object on its own line, without commas between"
      : "";
  return misfit(`${count} ${phrases[reason]}${array}`, reason === "json_encoding");
}

/** The first lines that are not blank, without their ends. A last line that may go on counts only if there is no other. */
function linesOf(head: Buffer, complete: boolean) {
  const lines: { readonly text: Buffer; readonly number: number }[] = [];
  let from = 0;
  for (let number = 1; from < head.length && lines.length < firstLines; number++) {
    const found = head.indexOf(lineFeed, from);
    if (found < 0 && !complete && lines.length > 0) break;
    const end = found < 0 ? head.length : found;
    if (!isBlank(head, from, end))
      lines.push({ text: head.subarray(from, textEnd(head, from, end)), number });
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
