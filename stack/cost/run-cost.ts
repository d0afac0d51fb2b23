/** What one run costs, computed from the size of its raw data and from measurements. */
import { sum, type Cost } from "./floor";
import { prices } from "./price-list";

/** The properties of a data set that determine its cost. Sizes are of the unpacked raw text. */
export interface DatasetUse {
  readonly name: string;
  /** Raw bytes of one run that finds new data. */
  readonly rawBytes: number;
  readonly converter: "lambda" | "spark";
  /** G.1X workers of a Glue job, including the driver; at least 2. */
  readonly workers: number;
  /** Memory of the ingest and the convert function, in GB. @default 1 */
  readonly memory?: number;
  /** Units of the warehouse that its tables are loaded into. @default none, they are not loaded */
  readonly warehouse?: number;
  /** The engine that analyses its table into another. @default no analysis */
  readonly analysis?: "normal" | "pymc";
}

const gigabyte = 1e9;

/** Processor seconds per gigabyte of raw CSV; docs/spark.md and bench/README.md describe the measurements. */
export const measured = {
  ingest: 2.9,
  convertLambda: 7,
  convertSpark: 9,
  transform: 92,
  /** Seconds until Spark begins with the data. */
  sparkStart: 15,
  /** Size of the table's Parquet, as a share of the raw CSV. */
  tableShare: 0.89,
} as const;

/** Conservative assumptions that were not measured. */
export const assumed = {
  /** Bytes of raw text per second that one function fetches and stores. */
  fetchRate: 40e6,
  /** Seconds for a function's start and its small reads and writes. */
  callOverhead: 2,
  /** Bytes of logs per state transition, including execution data. */
  logBytes: 5_000,
  /** Parts of an upload. */
  uploadBytes: 8e6,
  /** Seconds of a function that computes the analysis itself. */
  analysis: 10,
  /** Processor seconds of a job that samples a model, including the installation of its packages. */
  sample: 600,
} as const;

/** GB of memory at which a function gets a whole processor. */
const memoryOfProcessor = 1.769;
/** Bytes of a part, and the maximum number of parts in a run. */
export const partBytes = 128 * 2 ** 20;
export const mostParts = 1000;
/** Seconds after which Lambda ends a function. */
export const longestCall = 900;

/** Parts of a run. */
export const partsOf = (rawBytes: number): number => Math.max(1, Math.ceil(rawBytes / partBytes));

/** Seconds of Ingest, which runs in a single function. */
export const ingestSeconds = (rawBytes: number): number =>
  assumed.callOverhead + rawBytes / assumed.fetchRate;

/** Seconds of a Glue job for that many processor seconds; the driver converts nothing. */
export const jobSeconds = (processorSeconds: number, workers: number): number =>
  Math.max(60, measured.sparkStart + processorSeconds / (4 * (Math.max(2, workers) - 1)));

/** A run whose source is unchanged: Ingest asks for its version; Publish and the following steps converge. */
export function unchangedRun(use?: DatasetUse): Cost {
  const after = use ? following(use, false) : nothing;
  return sum([
    ...functionCalls(2 + after.calls, 2 * assumed.callOverhead + after.gigabyteSeconds),
    ...machine(6 + after.transitions),
    ...requests(5, 20),
    { what: "Redshift", usd: after.warehouse },
    { what: "secret, key and trace", usd: small() },
  ]);
}

/** A run that fetches, converts, transforms and publishes. */
export function changedRun(use: DatasetUse): Cost {
  const { rawBytes, converter, workers, memory = 1 } = use;
  const size = rawBytes / gigabyte;
  const parts = partsOf(rawBytes);
  const lambda = converter === "lambda";
  const convertSeconds = lambda
    ? parts * assumed.callOverhead * memory + size * measured.convertLambda * memoryOfProcessor
    : 0;
  const jobs = [
    jobSeconds(size * measured.transform, workers),
    ...(lambda ? [] : [jobSeconds(size * measured.convertSpark, workers)]),
  ];
  const after = following(use, true);
  const jobHours = [...jobs, ...after.jobs].reduce((all, each) => all + each, 0) / 3600;
  // Raw, stage and table are each written once and read once.
  const uploads = (3 * rawBytes) / assumed.uploadBytes;
  return sum([
    ...functionCalls(
      2 + (lambda ? parts : 0) + after.calls,
      ingestSeconds(rawBytes) * memory + convertSeconds + assumed.callOverhead + after.gigabyteSeconds,
    ),
    { what: "Glue", usd: jobHours * Math.max(2, workers) * prices.glue.usd },
    ...machine(10 + (lambda ? 2 * parts : 1) + after.transitions),
    ...requests(uploads + 4 * parts + 20, uploads + 10 * parts + 50),
    { what: "Redshift", usd: after.warehouse },
    { what: "secret, key and trace", usd: small() },
  ]);
}

/** The minimum that Redshift bills for a query: one minute of all base units. */
export const wakeUp = (units: number): number => (units * 60 * prices.warehouse.usd) / 3600;

const nothing = { calls: 0, gigabyteSeconds: 0, transitions: 0, warehouse: 0, jobs: [] as readonly number[] };

/** The steps after Publish: loading, which queries the warehouse on every path, and analysing, if the table changed. */
function following(
  { warehouse, analysis, memory = 1, workers }: DatasetUse,
  changed: boolean,
): typeof nothing {
  const tables = warehouse === undefined ? 0 : analysis ? 2 : 1;
  const sampled = changed && analysis === "pymc";
  // The load function is called twice: once to send its statements, once to ask for their outcome.
  const calls = 2 * tables + (analysis ? 1 : 0) + (sampled ? 1 : 0);
  return {
    calls,
    gigabyteSeconds:
      (calls * assumed.callOverhead + (changed && analysis === "normal" ? assumed.analysis : 0)) * memory,
    transitions: 6 * tables + (analysis ? 1 : 0) + (analysis === "pymc" ? (changed ? 3 : 1) : 0),
    // Loading both tables within the same minute would cost one minute: assume two, to be conservative.
    warehouse: tables * wakeUp(warehouse ?? 0),
    jobs: sampled ? [jobSeconds(assumed.sample, workers)] : [],
  };
}

/** A query over all rows and columns of the table. */
export const fullScan = (rawBytes: number): number =>
  (Math.max(10e6, rawBytes * measured.tableShare) / 1e12) * prices.athena.usd;

const functionCalls = (calls: number, gigabyteSeconds: number) => [
  {
    what: "Lambda",
    usd: calls * prices.lambdaRequest.usd + gigabyteSeconds * prices.lambdaCompute.usd,
  },
];

const machine = (transitions: number) => [
  { what: "Step Functions", usd: transitions * prices.transition.usd },
  {
    what: "logs",
    usd: ((transitions * assumed.logBytes) / gigabyte) * (prices.logIngest.usd + prices.logStorage.usd),
  },
];

const requests = (writes: number, reads: number) => [
  { what: "S3 requests", usd: writes * prices.s3Write.usd + reads * prices.s3Read.usd },
];

const small = () =>
  prices.secretRequest.usd + 10 * prices.keyRequest.usd + prices.trace.usd + prices.schedule.usd;
