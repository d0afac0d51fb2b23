/** Chart documents, which are rendered as CSV records and read as such. */
import {
  chartFields,
  type ChartField,
  type ChartFiles,
  type ChartLayout,
  type SeriesSample,
} from "../../../contract/formats";
import { scanOptions } from "../csv/dialect";
import { makeRecords } from "../csv/records";
import { makeScanner } from "../csv/scanner";
import type { FormatReader, SliceInput, SliceReader } from "../format";
import { damaged } from "../raw-file";
import { chartFile } from "./file";
import { openDocument } from "./raw";
import { documentOf, rendered, type Rendered } from "./render";
import { seriesArchive } from "./sample";

/** Reads a whole document; offsets count in its records. */
function read({ store, layout, file, sink }: SliceInput<ChartLayout>): SliceReader {
  const own = chartFile(file);
  const records = makeRecords(layout, { file: file.file, fields: layout.fields, columns: own.columns }, sink);
  const scanner = makeScanner(scanOptions(layout, layout.fields));
  let faults: Rendered["faults"] = new Map();
  let number = 0;
  async function* pieces() {
    const document = await documentOf(file.key, store.get(file.key));
    const found = rendered(document, { ...own, fetchedAt: file.fetchedAt });
    if (typeof found === "string") throw damaged(file, `it ${found}`);
    faults = found.faults;
    scanner.feed(found.records);
    scanner.finish();
    yield found.records.length;
  }
  const columnOf = (fault: ChartField) =>
    layout.columns.find(({ from }) => "field" in from && from.field === chartFields.indexOf(fault))?.name;
  return {
    pieces,
    read() {
      while (scanner.next()) {
        const fault = faults.get(number++);
        records.take(
          scanner.record,
          fault && { reason: fault.reason, column: columnOf(fault.column) ?? null },
        );
      }
    },
  };
}

/** Chart documents. */
export const yahooChart: FormatReader<ChartLayout, ChartFiles, SeriesSample> = {
  open: openDocument,
  read,
  // The same bytes may give one more day tomorrow: one that is not over yet, or not wanted yet.
  taken(file) {
    const { taken, leftOut } = chartFile(file);
    return [file.records, taken, leftOut];
  },
  leftOut: (file) => chartFile(file).leftOut,
  sample: (name, sample, _layout, rows) => seriesArchive(name, sample, rows),
};
