import {
  analysisReports,
  basePrefix,
  manifestKey,
  partReportKey,
  planKey,
  processedPrefix,
  stageKey,
  transformReportKey,
} from "../keys";
import { posteriorName } from "./posterior-table";

const above = (key: string, levels: number) => `${key.split("/").slice(0, -levels).join("/")}/`;

/** The arguments of glue/transform.py for a run, as keys below the store's root. Prefixes end in a slash. */
export const transformArguments = (dataset: string, run: string) => ({
  plan: planKey(dataset, run),
  // Each attempt adds a folder to the prefixes that it writes below.
  stage: above(stageKey(dataset, run, "-", 0), 2),
  parts: above(partReportKey(dataset, run, 0), 1),
  merged: above(basePrefix(dataset, run, "-"), 2),
  output: above(processedPrefix(dataset, run, "-"), 2),
  report: above(transformReportKey(dataset, run, "-"), 1),
});

/** The arguments of glue/convert.py for a run, as keys below the store's root; `root` is the root itself. */
export const convertArguments = (dataset: string, run: string) => ({
  plan: planKey(dataset, run),
  manifest: manifestKey(dataset, run),
  root: "",
});

/**
 * The arguments of glue/analyze.py for a run of the table that it makes, as keys below the store's root. `dataset` is the data set
 * whose returns are analysed. The model is not stored with a run: the caller adds its location.
 */
export const analysisArguments = (dataset: string, run: string) => ({
  plan: planKey(posteriorName(dataset), run),
  output: above(processedPrefix(posteriorName(dataset), run, "-"), 2),
  report: analysisReports(posteriorName(dataset), run),
  root: "",
});
