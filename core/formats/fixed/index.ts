/** Lines whose fields stand at fixed positions: read as delimited text, but for where a line is split. */
import type { CsvColumn, FixedLayout } from "../../../contract/formats";
import { readRecords } from "../csv";
import { fileOf, leftOutOf } from "../csv/file";
import { openRaw } from "../csv/raw";
import type { FormatReader } from "../format";
import type { RecordLayout } from "../csv/dialect";

/** The layout with the number of each column's field for its position. */
function asRecords(layout: FixedLayout): RecordLayout {
  const positions: (readonly [start: number, end: number])[] = [];
  const columns = layout.columns.map((column): CsvColumn => ({
    ...column,
    from:
      "start" in column.from
        ? { field: positions.push([column.from.start, column.from.end]) - 1 }
        : column.from,
  }));
  return {
    ...layout,
    delimiter: "",
    quoting: "none",
    header: false,
    fields: positions.length,
    columns,
    positions,
  };
}

/** Lines whose fields stand at fixed positions. */
export const fixed: FormatReader<FixedLayout> = {
  open: ({ path, bytes }, layouts, partBytes) => openRaw(path, bytes, layouts.map(asRecords), partBytes),
  read: (input) => readRecords(input, asRecords(input.layout), fileOf(input.file, "fixed")),
  leftOut: (file) => leftOutOf(fileOf(file, "fixed")),
};
