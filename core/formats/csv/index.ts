/** Delimited text. */
import type { ColumnSample, CsvFiles, CsvLayout } from "../../../contract/formats";
import type { FormatReader, SliceInput, SliceReader } from "../format";
import { damaged } from "../raw-file";
import { csvFile } from "./file";
import { openRaw } from "./raw";
import { makeRecords } from "./records";
import { sampleFile } from "./sample";

function read({ store, layout, file, slice, columns }: SliceInput<CsvLayout>): SliceReader {
  const { start, end } = slice;
  const { feed, finish, ...records } = makeRecords(
    layout,
    { file: file.file, ...csvFile(file) },
    start,
    columns,
  );
  async function* pieces() {
    let size = 0;
    for await (const chunk of store.get(file.key, { start, end })) {
      size += chunk.length;
      feed(chunk);
      yield chunk.length;
    }
    if (size !== end - start)
      throw damaged(file, `bytes ${start} to ${end} were asked for and ${size} bytes came`);
    finish();
    yield 0;
  }
  return { ...records, pieces };
}

/** Delimited text. */
export const csv: FormatReader<CsvLayout, CsvFiles, ColumnSample> = {
  open: ({ path, bytes }, layouts, partBytes) => openRaw(path, bytes, layouts, partBytes),
  read,
  sample: sampleFile,
  sampleDependsOn: ({ delimiter }) => delimiter,
};
