/** Reads CSV records into rows one by one, exactly: for every format that renders its records as CSV. */
import type { BadRecord, RecordSink } from "../format";
import { makeTake } from "../take";
import { makeRecordReader, type RecordFile } from "./record";
import { scanOptions, type RecordLayout } from "./dialect";
import { makeScanner, type RawRecord } from "./scanner";
import { cutText, escapeBytes } from "./text";
import type { ByteReader } from "../stored-slice";

type Fault = Pick<BadRecord, "reason" | "column">;

/** Reads scanned records. */
export interface Records {
  /** Reads a record into a row; returns what is wrong with it, or undefined. */
  read(record: RawRecord, row: number): BadRecord | undefined;
  /** Reads a record and sends it to the sink. A fault known before counts instead of those of its values. */
  take(record: RawRecord, known?: Fault): void;
}

/** Makes the reader of a file's records. */
export function makeRecords(
  layout: RecordLayout,
  file: Omit<RecordFile, "lineEnd">,
  sink: RecordSink,
): Records {
  const { stage } = sink;
  const reader = makeRecordReader(layout, file, stage.columns);
  const take = makeTake(sink);
  const bad = (record: RawRecord, { reason, column }: Fault): BadRecord => ({
    start: record.start,
    reason,
    column,
    text: () => (reason === "encoding" ? escapeBytes(cutText(record)) : cutText(record)),
  });
  const read = (record: RawRecord, row: number) => {
    const reason = reader.read(record, row);
    return reason === undefined ? undefined : bad(record, { reason, column: reader.column });
  };
  return {
    read,
    take(record, known) {
      const { group } = stage;
      const { heapEnd } = group;
      const found = known ? bad(record, known) : read(record, stage.row);
      // Nothing but bad records for a long time would fill the memory with their strings.
      if (found) group.heapEnd = heapEnd;
      take(record.start, found);
    },
  };
}

/** Makes the reader of a file that reads every record exactly. `base`: offset in the file of the first byte. */
export function makeExactReader(
  layout: RecordLayout,
  file: RecordFile,
  base: number,
  sink: RecordSink,
): ByteReader {
  const scanner = makeScanner({ ...scanOptions(layout, file.fields, file.lineEnd), base });
  const records = makeRecords(layout, file, sink);
  const take = () => {
    while (scanner.next()) records.take(scanner.record);
  };
  return {
    feed(bytes) {
      scanner.feed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      take();
    },
    finish() {
      scanner.finish();
      take();
    },
  };
}
