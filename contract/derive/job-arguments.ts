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

/**
 * What glue/analyze.py takes of a run of the table that it makes, as keys below the store's root; `dataset` is the one whose returns
 * are analysed. Its model is no object of a run: whoever starts it says where it lies.
 */
export const analysisArguments = (dataset: string, run: string) => ({
  plan: planKey(posteriorName(dataset), run),
  output: above(processedPrefix(posteriorName(dataset), run, "-"), 2),
  report: analysisReports(posteriorName(dataset), run),
  root: "",
});
