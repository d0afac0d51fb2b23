/** Chart documents, which are rendered as CSV records and read as such. */
import { chartFields, type ChartFiles, type ChartLayout, type SeriesSample } from "../../../contract/formats";
import { makeRecords } from "../csv/records";
import type { FormatReader, SliceInput, SliceReader } from "../format";
import { damaged } from "../raw-file";
import { chartFile } from "./file";
import { openDocument } from "./raw";
import { documentOf, rendered, type Rendered } from "./render";
import { seriesArchive } from "./sample";

/** Reads a whole document; offsets count in its records. */
function read({ store, layout, file, columns }: SliceInput<ChartLayout>): SliceReader {
  const own = chartFile(file);
  const places = { file: file.file, fields: layout.fields, columns: own.columns };
  const { feed, finish, ...records } = makeRecords(layout, places, 0, columns);
  const { record } = records;
  let faults: Rendered["faults"] = new Map();
  let number = 0;
  async function* pieces() {
    const document = await documentOf(file.key, store.get(file.key));
    const found = rendered(document, { ...own, fetchedAt: file.fetchedAt });
    if (typeof found === "string") throw damaged(file, `it ${found}`);
    faults = found.faults;
    feed(found.records);
    yield found.records.length;
    finish();
    yield 0;
  }
  return {
    ...records,
    pieces,
    next(row) {
      if (!records.next(row)) return false;
      const fault = faults.get(number++);
      if (fault) {
        const field = chartFields.indexOf(fault.column);
        record.reason = fault.reason;
        record.column =
          layout.columns.find(({ from }) => "field" in from && from.field === field)?.name ?? null;
      }
      return true;
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
