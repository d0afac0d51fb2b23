/** Reads CSV records into rows, for every format that renders its records as CSV. */
import type { CsvLayout } from "../../../contract/formats";
import type { Column } from "../../parquet/columns";
import type { ReadRecord, SliceReader } from "../format";
import { scanOptions } from "./layout";
import { makeRecordReader, type RecordFile } from "./record";
import { makeScanner } from "./scanner";
import { cutText, escapeBytes } from "./text";

/** A slice reader that you feed. */
export interface Records extends Omit<SliceReader, "pieces"> {
  /** The bytes must not change until `next` returns false. */
  readonly feed: (bytes: Uint8Array) => void;
  /** Ends the input. */
  readonly finish: () => void;
}

/** Makes the reader of records. `base`: offset in their file of the first byte. `columns`: those of the stage. */
export function makeRecords(
  layout: CsvLayout,
  file: RecordFile,
  base: number,
  columns: readonly Column[],
): Records {
  const scanner = makeScanner({ ...scanOptions(layout, file.fields, file.lineEnd), base });
  const reader = makeRecordReader(layout, file, columns);
  const record: ReadRecord = { start: base, reason: undefined, column: null };
  return {
    record,
    feed: (bytes) => scanner.feed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
    finish: () => scanner.finish(),
    next(row) {
      if (!scanner.next()) return false;
      record.reason = reader.read(scanner.record, row);
      record.start = scanner.record.start;
      record.column = reader.column;
      return true;
    },
    text() {
      const text = cutText(scanner.record);
      return record.reason === "encoding" ? escapeBytes(text) : text;
    },
  };
}
