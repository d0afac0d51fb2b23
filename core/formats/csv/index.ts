/** Delimited text. */
import type { ColumnSample, CsvFiles, CsvLayout } from "../../../contract/formats";
import type { FormatReader, SliceInput, SliceReader } from "../format";
import { damaged } from "../raw-file";
import type { RecordLayout } from "./dialect";
import { csvFile, leftOutOf, type CsvFile } from "./file";
import { withNames } from "./header";
import { openRaw } from "./raw";
import { makeKernelReader } from "./kernel-reader";
import type { RecordFile } from "./record";
import { makeExactReader } from "./records";
import { sampleFile } from "./sample";

/** Bytes that are read at once where the store reads into memory of ours. */
const readBytes = 512 * 1024;

/** Reads a slice of a file of records. `kept`: what the manifest keeps of the file. */
export function readRecords(
  { store, file, slice, sink }: Omit<SliceInput, "layout">,
  planned: RecordLayout,
  kept: CsvFile,
): SliceReader {
  const { start, end } = slice;
  const own: RecordFile = { file: file.file, ...kept };
  const layout = withNames(planned, kept);
  const reader = makeKernelReader(layout, own, start, sink) ?? makeExactReader(layout, own, start, sink);
  let next: Uint8Array | undefined;
  async function* pieces() {
    let size = 0;
    const room = Buffer.allocUnsafeSlow(Math.min(readBytes, end - start));
    for await (const chunk of store.get(file.key, { start, end }, room)) {
      size += chunk.length;
      next = chunk;
      yield chunk.length;
    }
    if (size !== end - start)
      throw damaged(file, `bytes ${start} to ${end} were asked for and ${size} bytes came`);
    next = undefined;
    yield 0;
  }
  return {
    pieces,
    read() {
      if (next) reader.feed(next);
      else reader.finish();
    },
  };
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
