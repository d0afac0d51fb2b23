/** Cuts a file into slices at line ends while it streams. */
import type { Slice } from "../../run/documents";
import { isBlank, lineFeed, makeLines } from "./lines";

/**
 * Makes the cutter of a file: feed it every byte, then call `finish`. A slice ends with the line that makes it at least `partBytes` long.
 * Bytes after the last line that is not blank are in no slice.
 */
export function makeCutter(dataStart: number, partBytes: number) {
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
      const found = bytes.indexOf(lineFeed, at);
      const blank = isBlank(bytes, at, found);
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
