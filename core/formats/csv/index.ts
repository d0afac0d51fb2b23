/** Delimited text. */
import type { ColumnSample, CsvFiles, CsvLayout } from "../../../contract/formats";
import type { FormatReader, SliceInput, SliceReader } from "../format";
import { readStored } from "../stored-slice";
import type { RecordLayout } from "./dialect";
import { csvFile, leftOutOf, type CsvFile } from "./file";
import { withNames } from "./header";
import { openRaw } from "./raw";
import { makeKernelReader } from "./kernel-reader";
import type { RecordFile } from "./record";
import { makeExactReader } from "./records";
import { sampleFile } from "./sample";

/** Reads a slice of a file of records. `kept`: what the manifest keeps of the file. */
export function readRecords(
  input: Omit<SliceInput, "layout">,
  planned: RecordLayout,
  kept: CsvFile,
): SliceReader {
  const { file, slice, sink } = input;
  const { start } = slice;
  const own: RecordFile = { file: file.file, ...kept };
  const layout = withNames(planned, kept);
  const reader = makeKernelReader(layout, own, start, sink) ?? makeExactReader(layout, own, start, sink);
  return readStored(input, reader);
}

/** Delimited text. */
export const csv: FormatReader<CsvLayout, CsvFiles, ColumnSample> = {
  open: ({ path, bytes }, layouts, partBytes) => openRaw(path, bytes, layouts, partBytes),
  read: (input) => readRecords(input, input.layout, csvFile(input.file)),
  leftOut: (file) => leftOutOf(csvFile(file)),
  unread: (file) => csvFile(file).unread ?? [],
  sample: sampleFile,
  sampleDependsOn: ({ delimiter }) => delimiter,
};
