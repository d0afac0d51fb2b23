/** What the measurements should show. */
import type { ComparisonName, Finding } from "./comparisons";
import { median, type Measured } from "./measure";

/** The measurements by the comparison's name. */
export type Findings = Readonly<Partial<Record<ComparisonName, Finding>>>;

/** A figure that must not be exceeded. */
export interface Goal {
  readonly what: string;
  readonly must: number;
  readonly aim: number | undefined;
  /** The measured figure; undefined if it was not measured. */
  readonly measured: (findings: Findings) => number | undefined;
}

/** Median of the pairs' ratios to a side. */
const ratio =
  (comparison: ComparisonName, side: string, kind: "cpuRatios" | "wallRatios" = "cpuRatios") =>
  (findings: Findings): number | undefined => {
    const other = findings[comparison]?.others.find(({ name }) => name === side);
    return other && !other.failed ? median(other[kind]) : undefined;
  };

/** Median peak memory in MB. */
export const peak = ({ runs }: Measured): number => median(runs.map((run) => run.peak)) / 1e6;

/** Every goal, in the order in which the results show them. */
export const goals: readonly Goal[] = [
  { what: "mHealth, zstd, ours / polars", must: 0.8, aim: 0.65, measured: ratio("mhealth", "polars") },
  { what: "mHealth, zstd, ours / duckdb", must: 0.7, aim: 0.55, measured: ratio("mhealth", "duckdb") },
  { what: "mHealth, zstd, ours / pandas", must: 0.55, aim: 0.45, measured: ratio("mhealth", "pandas") },
  { what: "text, ours / duckdb", must: 1, aim: 0.7, measured: ratio("text", "duckdb") },
  { what: "text, ours / polars", must: 1, aim: 0.7, measured: ratio("text", "polars") },
  { what: "JSON lines, ours / duckdb", must: 1, aim: 0.8, measured: ratio("json-lines", "duckdb") },
  { what: "JSON lines, ours / polars", must: 1, aim: 0.8, measured: ratio("json-lines", "polars") },
  {
    what: "peak memory, 1 GB of JSON lines / a tenth (flat)",
    must: 1.2,
    aim: 1,
    measured: (findings) => {
      const found = findings["json-lines"];
      const tenth = found?.others.find(({ name }) => name === "ours, a tenth");
      return found && tenth && peak(found.base) / peak(tenth);
    },
  },
  {
    what: "peak memory of one converter at ten times the file, MB",
    must: 130,
    aim: 90,
    measured: ({ ten }) => ten && peak(ten.base),
  },
  {
    what: "the same, ten / one (flat)",
    must: 1.1,
    aim: 1,
    measured: ({ ten }) => {
      const once = ten?.others.find(({ name }) => name === "ours, once");
      return ten && once && peak(ten.base) / peak(once);
    },
  },
  {
    what: "cold start to the converted rows of a small file as a Lambda function / pandas' import and read",
    must: 0.25,
    aim: 0.12,
    measured: ratio("cold", "pandas"),
  },
  {
    what: "the same from a folder, as pandas reads it",
    must: 0.25,
    aim: 0.12,
    measured: ratio("cold-folder", "pandas"),
  },
  {
    what: "whole run of the archive, ours / the script",
    must: 1,
    aim: 0.7,
    measured: ratio("whole", "script"),
  },
  {
    what: "the same by the clock",
    must: 0.8,
    aim: 0.5,
    measured: ratio("whole", "script", "wallRatios"),
  },
  { what: "ten times the rows, ten / one", must: 10.3, aim: 10, measured: ratio("ten", "ours, once") },
  { what: "1 % bad records, with / without", must: 1.3, aim: undefined, measured: ratio("bad", "none") },
];
