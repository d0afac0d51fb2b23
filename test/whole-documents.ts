/** Documents of which a test cares for some members, whole enough to be read. */
import { weakPrior } from "../core/analysis/prior";
import type { AnalysisPlan } from "../contract/analysis-plan";
import type { Plan } from "../contract/plan";
import type { Manifest, TransformReport } from "../core/run/documents";

/** A plan with these members. */
export const wholePlan = ({
  transform,
  ...plan
}: Omit<Partial<Plan>, "transform"> & { readonly transform?: Partial<Plan["transform"]> }): Plan => ({
  version: 1,
  dataset: "a",
  convert: "lambda",
  layouts: [],
  catalog: { name: "a", description: "", columns: [], parameters: {} },
  limits: { maxBadRatio: 0, maxMembers: 10, maxUnpackedBytes: 1e9, maxParts: 10, partBytes: 1e6 },
  retentionDays: 30,
  ...plan,
  transform: { sql: "", stage: [], columns: [], key: [], mode: "replace", rules: [], ...transform },
});

/** An analysis' plan with these members. */
export const wholeAnalysisPlan = (plan: Partial<AnalysisPlan>): AnalysisPlan => ({
  version: 1,
  dataset: "a_posterior",
  engine: "normal",
  base: 0,
  source: {
    dataset: "a",
    number: 1,
    date: "2026-01-01",
    content: "",
    files: [],
    series: "a",
    day: "b",
    returns: "c",
  },
  prior: weakPrior,
  windows: [],
  limits: { fewestReturns: 1, largestReturn: 1, smallestRange: 1 },
  horizon: { year: 252, month: 21, tail: 0.05 },
  table: { columns: [], key: [], compression: "zstd" },
  catalog: { name: "a_posterior", description: "", columns: [], parameters: {} },
  fingerprint: "",
  retentionDays: 30,
  ...plan,
});

/** A manifest with these members. */
export const wholeManifest = (manifest: Partial<Manifest>): Manifest => ({
  version: 1,
  dataset: "a",
  run: "r",
  date: "2026-01-01",
  base: 0,
  fingerprint: "",
  content: "",
  source: { origin: "a test", generated: true, name: "a.csv", size: 0, sha256: "" },
  fetchedAt: "2026-01-01T00:00:00.000Z",
  files: [],
  skipped: [],
  parts: [],
  records: 0,
  ...manifest,
});

/** A report of a transform with these members. */
export const wholeTransformReport = (report: Partial<TransformReport>): TransformReport => ({
  version: 1,
  dataset: "a",
  run: "r",
  attempt: "a",
  engine: "duckdb",
  seconds: 0,
  rows: { in: 0, base: 0, merged: 0, out: 0, dropped: {} },
  rules: [],
  columns: {},
  files: [],
  merged: [],
  ...report,
});
