/** An analysis in words: what it is of, its rows, and how to read them. */
import type { AnalysisDocument } from "../local/analyze";
import { analysisTable, by } from "./analysis-table";

/** The text for a screen of so many characters; it ends with a line break. */
export function analysisText({ dataset, date, generated, rows }: AnalysisDocument, screen: number): string {
  const of = `${dataset} of ${date}${generated ? ", GENERATED data of the real shape" : ""}`;
  if (rows.length === 0) return `${of}: the table has no rows.\n`;
  return (
    `${of}.\nLog return over the coming year (252 days), median and 95 % interval${by(rows)}:\n\n` +
    `${analysisTable(rows, screen)}\n\n` +
    "n: returns in the window. In brackets: 95 % intervals. Value at risk: the loss that the coming\n" +
    "day exceeds with a chance of 5 %. It and the volatility: log return in hundredths.\n" +
    "What all this means, and what not: docs/analysis.md. All numbers: --json.\n"
  );
}
