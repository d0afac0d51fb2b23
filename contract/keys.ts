/** Where everything of a data set lies in the object store. The keys are the same in a bucket and in a directory. */

const part = (number: number) => `part-${String(number).padStart(5, "0")}`;

/** The store's zones; the first folder of every key. */
export const zones = ["raw", "stage", "quarantine", "base", "processed", "state"] as const;

/** The prefixes that hold the keys of one run, state last, so that you can repeat an interrupted sweep. */
export function runPrefixes(dataset: string, run: string): readonly string[] {
  return [
    ...zones.filter((zone) => zone !== "state").map((zone) => `${zone}/${dataset}/${run}/`),
    `${runs(dataset)}${run}/`,
  ];
}

/** Prefix of every run's state. */
export const runs = (dataset: string) => `state/${dataset}/runs/`;

/** First key of a run: what it is and when it began. */
export const startedKey = (dataset: string, run: string) => `${runs(dataset)}${run}/started.json`;
export const planKey = (dataset: string, run: string) => `${runs(dataset)}${run}/plan.json`;
/** Ingest writes it last: once it exists, the run's raw data is complete and never changes. */
export const manifestKey = (dataset: string, run: string) => `${runs(dataset)}${run}/manifest.json`;
/** Prefix of the reports of a run's parts. */
export const partReports = (dataset: string, run: string) => `${runs(dataset)}${run}/parts/`;
export const partReportKey = (dataset: string, run: string, number: number) =>
  `${partReports(dataset, run)}${String(number).padStart(5, "0")}.json`;
/** Prefix of the reports of a run's attempts to convert by Spark. */
export const convertReports = (dataset: string, run: string) => `${runs(dataset)}${run}/convert/`;
export const convertReportKey = (dataset: string, run: string, attempt: string) =>
  `${convertReports(dataset, run)}${attempt}.json`;
/** Prefix of the reports of a run's transform attempts. */
export const transformReports = (dataset: string, run: string) => `${runs(dataset)}${run}/transform/`;
export const transformReportKey = (dataset: string, run: string, attempt: string) =>
  `${transformReports(dataset, run)}${attempt}.json`;
/** Prefix of the reports of a run's attempts to analyse by a job. */
export const analysisReports = (dataset: string, run: string) => `${runs(dataset)}${run}/analysis/`;
export const analysisReportKey = (dataset: string, run: string, attempt: string) =>
  `${analysisReports(dataset, run)}${attempt}.json`;
/** Lists the files of a published attempt with their sizes, for the warehouse's COPY. */
export const loadManifestKey = (dataset: string, run: string, attempt: string) =>
  `${runs(dataset)}${run}/load/${attempt}.json`;
/** What Publish decided to publish of one attempt. */
export const publicationKey = (dataset: string, run: string, attempt: string) =>
  `${runs(dataset)}${run}/${attempt}.json`;

export const rawPrefix = (dataset: string, run: string) => `raw/${dataset}/${run}/`;
export const stageKey = (dataset: string, run: string, attempt: string, number: number) =>
  `stage/${dataset}/${run}/${attempt}/${part(number)}.parquet`;
export const quarantineKey = (dataset: string, run: string, attempt: string, number: number) =>
  `quarantine/${dataset}/${run}/${attempt}/${part(number)}.parquet`;
/** The merged rows of an `upsert`, with the columns of stage. The next run merges into them. */
export const basePrefix = (dataset: string, run: string, attempt: string) =>
  `base/${dataset}/${run}/${attempt}/`;
/** Placeholder for "no merged rows" in the state machine's data: job arguments must be strings. */
export const noBase = "none";
/** The published table's location: the files under this prefix are the whole table. */
export const processedPrefix = (dataset: string, run: string, attempt: string) =>
  `processed/${dataset}/${run}/${attempt}/`;

/** What a sweep has read of runs and pointers, so that the next sweep need not read it again. */
export const historyKey = (dataset: string) => `state/${dataset}/history.json`;

/** Prefix of the numbered pointers; the highest is the current one. */
export const published = (dataset: string) => `state/${dataset}/published/`;
export const pointerKey = (dataset: string, number: number) =>
  `${published(dataset)}${String(number).padStart(6, "0")}.json`;
