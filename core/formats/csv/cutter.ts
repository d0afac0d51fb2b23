/** Cuts a file into slices at record boundaries while it streams. */
import type { Slice } from "../../run/documents";
import type { FoundLayout } from "./layout";
import { makeScanner } from "./scanner";

/**
 * Makes the cutter of a file: feed it every stored byte, then call `finish`. A slice ends with the record that makes it at least
 * `partBytes` long. Bytes after the last record are in no slice.
 */
export function makeCutter(found: FoundLayout, partBytes: number) {
  const scanner = makeScanner({ ...found.scan, base: found.dataStart });
  const slices: Omit<Slice, "file">[] = [];
  let storedSize = 0;
  let start = found.dataStart;
  let end = start;
  let firstRow = 0;
  let records = 0;
  const cut = () => {
    if (records > firstRow) slices.push({ start, end, firstRow, records: records - firstRow });
    start = end;
    firstRow = records;
  };
  const count = () => {
    while (scanner.next()) {
      records++;
      end = scanner.record.end;
      if (end - start >= partBytes) cut();
    }
  };
  return {
    feed(chunk: Buffer) {
      const skip = Math.min(Math.max(found.dataStart - storedSize, 0), chunk.length);
      storedSize += chunk.length;
      if (skip === chunk.length) return;
      scanner.feed(skip > 0 ? chunk.subarray(skip) : chunk);
      count();
    },
    finish() {
      scanner.finish();
      count();
      cut();
      return { storedSize, records, slices };
    },
  };
}
