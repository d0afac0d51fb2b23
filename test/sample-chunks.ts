import type { ColumnSample, CsvFiles, Dataset } from "../contract/dataset";
import { sampleChunks as chunksOf } from "../core/formats/csv/sample";

/** The generated CSV file of a data set, in chunks. */
export function sampleChunks({ name, sample, layouts }: Dataset, rows: number, size?: number) {
  const layout = layouts.find((each) => each.name === sample?.layout);
  return chunksOf(name, sample as ColumnSample, layout as CsvFiles, rows, size);
}
