/** Motion recordings: twelve doubles of five digits and two integers a row, without quotes or nulls. */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { ColumnSample, CsvFiles } from "../../contract/formats";
import { sampleChunks } from "../../core/formats/csv/sample";
import { mhealth } from "../../datasets/mhealth";
import type { Workload } from "./workload";

/** Rows of the real file. */
export const mhealthRows = 1_215_745;

/** The real CSV file at a path. */
export const recordedMhealth = (path: string): Workload => ({
  name: "mhealth",
  dataset: mhealth,
  file: basename(path),
  bytes: () => createReadStream(path, { highWaterMark: 1 << 20 }),
});

/** A generated file of the real shape. Its doubles repeat less often than recorded ones, so its Parquet is larger. */
export const generatedMhealth = (rows = mhealthRows): Workload => {
  const sample = mhealth.sample as ColumnSample;
  const layout = mhealth.layouts[0] as CsvFiles;
  return {
    name: "mhealth",
    dataset: mhealth,
    file: sample.file,
    bytes: () => sampleChunks(mhealth.name, sample, layout, rows),
  };
};
