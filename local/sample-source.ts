/** The generated sample: a file with a data set's real layout, the same bytes on every machine. */
import { createHash } from "node:crypto";
import type { Dataset, Sample } from "../contract/dataset";
import { sampleOf } from "../core/formats";
import { failure } from "../core/run/failure";
import type { Source } from "../core/sources/source";

/** Advice for a data set without a sample. */
export const noSample = (name: string): string =>
  `${name} has no sample to generate: read a file with --archive FILE, or fetch from its source with --live.`;

function wordsOf({ name, sample }: Dataset): Sample {
  if (sample) return sample;
  throw failure("SampleMissing", noSample(name));
}

/**
 * A source of the generated sample. `rows`: without the header; by default the contract's number. Fails with
 * `SampleRows` if `rows` is not an integer of at least 0, with `SampleMissing` if the data set has no sample.
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
    // The number before the rows is the generator's version: raise it if the same description gives different bytes.
    version: () => Promise.resolve(`sample-1:${rows}:${hash}`),
    open: () => Promise.resolve({ name: words.file, bytes: sample.bytes() }),
  };
}
