import {
  analysisReportKey,
  basePrefix,
  manifestKey,
  partReportKey,
  planKey,
  processedPrefix,
  stageKey,
  transformReportKey,
} from "../keys";

const above = (key: string, levels: number) => `${key.split("/").slice(0, -levels).join("/")}/`;

/** What glue/transform.py takes of a run, as keys below the store's root; prefixes end in a slash. */
export const transformArguments = (dataset: string, run: string) => ({
  plan: planKey(dataset, run),
  // An attempt adds its own folder to the prefixes that it writes below.
  stage: above(stageKey(dataset, run, "-", 0), 2),
  parts: above(partReportKey(dataset, run, 0), 1),
  merged: above(basePrefix(dataset, run, "-"), 2),
  output: above(processedPrefix(dataset, run, "-"), 2),
  report: above(transformReportKey(dataset, run, "-"), 1),
});

/** What glue/convert.py takes of a run, as keys below the store's root; `root` is the root itself. */
export const convertArguments = (dataset: string, run: string) => ({
  plan: planKey(dataset, run),
  manifest: manifestKey(dataset, run),
  root: "",
});

/** What glue/analyze.py takes of a run of an analysis' table, as keys below the store's root; prefixes end in a slash. */
export const analysisArguments = (table: string, run: string) => ({
  plan: planKey(table, run),
  output: above(processedPrefix(table, run, "-"), 2),
  report: above(analysisReportKey(table, run, "-"), 1),
  root: "",
});
