/** Divides the records of a file into slices, for the cutters of all formats whose records stand one after the other. */
import type { Slice } from "../run/documents";

/** Makes the slices of a file. A slice ends with the record that makes it at least `partBytes` long. */
export function makeSlicer(dataStart: number, partBytes: number) {
  const slices: Omit<Slice, "file">[] = [];
  let start = dataStart;
  let end = start;
  let firstRow = 0;
  let records = 0;
  const cut = () => {
    if (records > firstRow) slices.push({ start, end, firstRow, records: records - firstRow });
    start = end;
    firstRow = records;
  };
  /** True if the open slice is long enough when it ends at an offset. */
  const isEnough = (recordEnd: number) => recordEnd - start >= partBytes;
  return {
    isEnough,
    /** Counts records of which the last one ends at an offset. */
    count(more: number, recordEnd: number) {
      records += more;
      end = recordEnd;
      if (isEnough(end)) cut();
    },
    finish() {
      cut();
      return { records, slices };
    },
  };
}
