import { makeSplitter } from "../../../../core/formats/csv/fields";
import { makeScanner, type ScanOptions } from "../../../../core/formats/csv/scanner";

/** A record as a test compares it. */
export interface ScannedRecord {
  readonly start: number;
  readonly textEnd: number;
  readonly end: number;
  readonly text: string;
  readonly unclosed: boolean;
  readonly tooLong: boolean;
  readonly bareCr: boolean;
}

export const csvOptions: ScanOptions = { delimiter: 44, quoting: "rfc4180", blankLines: "skip" };

/** All records of the chunks; texts are read as Latin-1, which keeps every byte. */
export function scanAll(chunks: readonly Buffer[], options: ScanOptions = csvOptions): ScannedRecord[] {
  const scanner = makeScanner(options);
  const records: ScannedRecord[] = [];
  const take = () => {
    while (scanner.next()) {
      const { start, textEnd, end, unclosed, tooLong, bareCr, bytes, from, to } = scanner.record;
      const text = bytes.toString("latin1", from, to);
      // Of broken quoting a CR says no more.
      records.push({ start, textEnd, end, unclosed, tooLong, bareCr: bareCr && !unclosed, text });
    }
  };
  for (const chunk of chunks) {
    // A copy that is spoilt afterwards: a scanner that still looks at it is found out.
    const copy = Buffer.from(chunk);
    scanner.feed(copy);
    take();
    copy.fill(0);
  }
  scanner.finish();
  take();
  return records;
}

/** The fields of every record, as UTF-8. */
export function readFields(bytes: Buffer, options: ScanOptions = csvOptions): string[][] {
  const scanner = makeScanner(options);
  const split = makeSplitter(options.delimiter, 1000);
  const records: string[][] = [];
  scanner.feed(bytes);
  scanner.finish();
  while (scanner.next()) {
    const { bytes: text, count, starts, ends } = split(scanner.record);
    records.push(
      Array.from({ length: count }, (_, field) => text.toString("utf8", starts[field], ends[field])),
    );
  }
  return records;
}

/** Cuts bytes at the given places. */
export function chunked(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}
