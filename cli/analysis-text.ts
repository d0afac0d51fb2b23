/** Describes an analysis: which data it is of, its rows, and how to read them. */
import type { AnalysisDocument } from "../local/analysis-document";
import { analysisTable, by } from "./analysis-table";
import { wrapped } from "./terminal";

/** The text for a screen of that width; it ends with a line break. */
export function analysisText({ dataset, date, generated, rows }: AnalysisDocument, screen: number): string {
  const of = `${dataset} of ${date}${generated ? ", GENERATED data of the real shape" : ""}`;
  if (rows.length === 0) return `${of}: the table has no rows.\n`;
  const about = `${of}.\nLog return over the coming year (252 days), median and 95 % interval${by(rows)}:`;
  const reading =
    "n: number of returns in the window. In parentheses: 95 % intervals. Value at risk: the loss that the coming day exceeds with a " +
    "probability of 5 %. Value at risk and volatility are in hundredths of log return.\nFor what these numbers mean, see docs/analysis.md. For all numbers, add --json.";
  const line = Math.min(96, screen);
  return `${wrapped(about, line)}\n\n${analysisTable(rows, screen)}\n\n${wrapped(reading, line)}\n`;
}
