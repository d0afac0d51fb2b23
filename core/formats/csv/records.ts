/** Bytes of CSV records into rows, for every format whose records are such. */
import type { CsvLayout } from "../../../contract/formats";
import type { Column } from "../../parquet/columns";
import type { ReadRecord, SliceReader } from "../format";
import { scanOptions } from "./layout";
import { makeRecordReader, type RecordFile } from "./record";
import { makeScanner } from "./scanner";
import { cutText, escapeBytes } from "./text";

/** A slice reader that is fed. */
export interface Records extends Omit<SliceReader, "pieces"> {
  /** The bytes must stay as they are until `next` says false. */
  readonly feed: (bytes: Uint8Array) => void;
  /** Says that no byte follows. */
  readonly finish: () => void;
}

/** Makes the reader of records whose first byte stands at `base` in their file. `columns`: those of the stage. */
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
