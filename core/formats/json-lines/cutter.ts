/** Cuts a file into slices at line ends while it streams. */
import { makeSlicer } from "../slicer";
import { isBlank, lineFeed, makeLines } from "./lines";

/**
 * Makes the cutter of a file: feed it every byte, then call `finish`. A slice ends with the line that makes it at least `partBytes` long.
 * Bytes after the last line that is not blank are in no slice.
 */
export function makeCutter(dataStart: number, partBytes: number) {
  const slicer = makeSlicer(dataStart, partBytes);
  let skipped = 0;
  const lines = makeLines(dataStart, (bytes, from, to, offset, next) => {
    for (let at = from; at < to;) {
      const found = bytes.indexOf(lineFeed, at);
      const blank = isBlank(bytes, at, found);
      at = found + 1;
      if (!blank) slicer.count(1, at === to ? next : offset + at - from);
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
      return slicer.finish();
    },
  };
}
