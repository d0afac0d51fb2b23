/** JSON lines. */
import type { JsonLinesFiles, JsonLinesLayout } from "../../../contract/formats";
import type { FormatReader, SliceInput, SliceReader } from "../format";
import { readStored } from "../stored-slice";
import { jsonLinesFile } from "./file";
import { makeKernelReader } from "./kernel-reader";
import { makeLines } from "./lines";
import { openLines } from "./open";
import { makeRecords } from "./records";

function read(input: SliceInput<JsonLinesLayout>): SliceReader {
  const { layout, file, slice, sink } = input;
  const records = makeRecords(layout, file.file, sink);
  const take = makeKernelReader(layout, file.file, sink, records) ?? records.take;
  return readStored(input, makeLines(slice.start, take));
}

/** JSON lines. */
export const jsonLines: FormatReader<JsonLinesLayout, JsonLinesFiles> = {
  open: openLines,
  read,
  unread: (file) => jsonLinesFile(file).unread ?? [],
};
