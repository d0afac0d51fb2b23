/** The generated sample: a file of a data set's real shape, the same bytes on every machine. */
import { createHash } from "node:crypto";
import type { Dataset, Sample } from "../contract/dataset";
import { sampleOf } from "../core/formats";
import { failure } from "../core/run/failure";
import type { Source } from "../core/sources/source";

/** What to do where a data set has no sample. */
export const noSample = (name: string): string =>
  `${name} has no sample to generate: read a file with --archive FILE, or fetch from its source with --live.`;

function wordsOf({ name, sample }: Dataset): Sample {
  if (sample) return sample;
  throw failure("SampleMissing", noSample(name));
}

/**
 * A source of the generated sample. `rows` without the header, by default the contract's. Fails with
 * `SampleRows` when `rows` is not a whole number from 0, with `SampleMissing` where the data set has no sample.
 */
export function makeSampleSource(dataset: Dataset, rows: number = wordsOf(dataset).rows): Source {
  if (!Number.isSafeInteger(rows) || rows < 0) {
    throw failure("SampleRows", `Cannot generate a sample of ${rows} rows: give a whole number from 0.`);
  }
  const { name } = dataset;
  const words = wordsOf(dataset);
  const sample = sampleOf(dataset, rows);
  if (!sample) throw failure("SampleMissing", noSample(name));
  const description = JSON.stringify([name, { ...words, rows }, sample.dependsOn]);
  const hash = createHash("sha256").update(description).digest("hex").slice(0, 16);
  return {
    origin: "generated sample",
    generated: true,
    // The number before the rows is this generator's: it changes when the same description gives other bytes.
    version: () => Promise.resolve(`sample-1:${rows}:${hash}`),
    open: () => Promise.resolve({ name: words.file, bytes: sample.bytes() }),
  };
}
