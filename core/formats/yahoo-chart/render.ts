import { chartFields } from "../../../contract/formats";
import { failure } from "../../run/failure";
import { barsOf, type Bars, type Fetched } from "./bars";
import { chartIn, parsed } from "./document";

/** The largest document: it is read whole, and a century of days takes about 3 MB. */
export const maxDocumentBytes = 8 * 1024 * 1024;

/** A document as records for the CSV reader, in UTF-8; faults by the record's number. */
export interface Rendered extends Bars {
  readonly records: Buffer;
}

/**
 * Renders a chart document: one record per bar, with the fields of `chartFields`. If it cannot read the document, it returns a
 * sentence without its subject.
 */
export function rendered(document: Buffer, fetched: Fetched): Rendered | string {
  const answer = parsed(document.toString("utf8"));
  if (answer === undefined) return "is no JSON";
  const chart = chartIn(answer);
  if (typeof chart === "string") return chart;
  const bars = barsOf(chart, fetched);
  const lines = bars.bars.map((bar) => `${chartFields.map((name) => field(bar[name])).join(",")}\n`);
  return { ...bars, records: Buffer.from(lines.join("")) };
}

function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  // JSON.stringify writes a number so that it reads back as the same number.
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** All bytes. Fails with `RawTooLarge` once there are more than a document may have. */
export async function documentOf(path: string, bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxDocumentBytes)
      throw failure(
        "RawTooLarge",
        `${path} has more than ${maxDocumentBytes} bytes, too many for one chart document: request fewer days.`,
      );
    // Copied, because a source may reuse a chunk's memory.
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
