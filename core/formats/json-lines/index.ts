/** JSON lines. */
import type { JsonLinesFiles, JsonLinesLayout } from "../../../contract/formats";
import type { FormatReader, SliceInput, SliceReader } from "../format";
import { damaged } from "../raw-file";
import { jsonLinesFile } from "./file";
import { makeKernelReader } from "./kernel-reader";
import { makeLines } from "./lines";
import { openLines } from "./open";
import { makeRecords } from "./records";

/** Bytes that are read at once where the store reads into memory of ours. */
const readBytes = 512 * 1024;

function read({ store, layout, file, slice, sink }: SliceInput<JsonLinesLayout>): SliceReader {
  const { start, end } = slice;
  const records = makeRecords(layout, file.file, sink);
  const lines = makeLines(start, makeKernelReader(layout, file.file, sink, records) ?? records.take);
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
      if (next) lines.feed(next);
      else lines.finish();
    },
  };
}

/** JSON lines. */
export const jsonLines: FormatReader<JsonLinesLayout, JsonLinesFiles> = {
  open: openLines,
  read,
  unread: (file) => jsonLinesFile(file).unread ?? [],
};
