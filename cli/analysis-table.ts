/** The analysis of returns as a table for people: one line per series and window. */
import { fewestReturns, type PosteriorRow } from "../local/analysis-document";
import { makePlot } from "./interval-plot";
import { clipped, oneLine, padded, width } from "./terminal";
import { amount } from "./words";

const heads = [
  ["year's", "positive", "value at"],
  ["volatility", "month", "risk, day"],
  ["%", "%", "%"],
] as const;

const longestName = 12;
const narrowestPlot = 14;

/**
 * The rows as a table at most `width` characters wide, up to 100: a plot of the log return over the coming year, the
 * volatility of a year (median), chance of a positive month and value at risk (predictive), each with its 95 %
 * interval. A narrow screen shows only the first columns.
 */
export function analysisTable(rows: readonly PosteriorRow[], screen: number): string {
  const cells = rows.map((row) =>
    row.status === "ok"
      ? [
          percent(row.annual_volatility_median, row.annual_volatility_lower, row.annual_volatility_upper, 0),
          percent(row.positive_month_predictive, row.positive_month_lower, row.positive_month_upper, 0),
          percent(row.value_at_risk_predictive, row.value_at_risk_lower, row.value_at_risk_upper, 1),
        ]
      : [],
  );
  const widths = heads[0].map((_, index) =>
    Math.max(...[...heads, ...cells].map((line) => line[index]?.length ?? 0)),
  );
  const names = rows.map(({ symbol }) => clipped(oneLine(symbol), longestName));
  const counts = rows.map(({ returns }) => amount(returns));
  const left = [
    Math.max(...names.map(width)),
    Math.max(...rows.map(({ window_name }) => window_name.length)),
    Math.max("n".length, ...counts.map(({ length }) => length)),
  ] as const;
  const room = Math.min(100, screen) - 4 - left.reduce((sum, each) => sum + each + 1, 0);
  const shown = fittingIn(room - narrowestPlot, widths);
  const plot = makePlot(
    rows.flatMap((row) => (row.status === "ok" ? [annualReturn(row)] : [])),
    Math.max(narrowestPlot, room - shown.reduce((sum, each) => sum + each + 2, 0)),
  );
  const line = (name: string, window: string, count: string, drawn: string, others: readonly string[]) =>
    [
      ` ${padded(name, left[0])} ${window.padStart(left[1])} ${count.padStart(left[2])}`,
      drawn.padEnd(plot.axis[0].length),
      ...others.slice(0, shown.length).map((cell, index) => cell.padEnd(shown[index]!)),
    ]
      .join("  ")
      .trimEnd();
  return [
    line("", "", "", "", heads[0]),
    line("", "", "", plot.axis[0], heads[1]),
    line("", "", "n", plot.axis[1], heads[2]),
    ...rows.map((row, index) =>
      line(
        rows[index - 1]?.symbol === row.symbol ? "" : (names[index] ?? ""),
        row.window_name,
        counts[index] ?? "",
        row.status === "ok" ? plot.draw(annualReturn(row)) : clipped(inWords(row), room),
        cells[index] ?? [],
      ),
    ),
  ].join("\n");
}

/** The engine that made the analysis, if it is not the default one. */
export const by = ([row]: readonly PosteriorRow[]) => (row?.engine === "pymc" ? ", by PyMC" : "");

/** Why a window has no numbers. */
function inWords({ status, returns }: PosteriorRow): string {
  switch (status) {
    case "too few":
      return `too few returns (${returns} of ${fewestReturns})`;
    case "implausible":
      return "implausible: a price changes more than 5-fold in a day";
    case "constant":
      return "constant: the price never changes";
    case "ok":
      return "";
  }
}

const annualReturn = (row: PosteriorRow) => ({
  lower: row.annual_return_lower ?? 0,
  median: row.annual_return_median ?? 0,
  upper: row.annual_return_upper ?? 0,
});

/** `13 (11–16)`. */
function percent(value: number | null, lower: number | null, upper: number | null, digits: number): string {
  const [middle, from, to] = [value, lower, upper].map((each) => ((each ?? 0) * 100).toFixed(digits));
  return `${middle} (${from}–${to})`;
}

/** The first columns that fit, with two blanks before each. */
function fittingIn(room: number, widths: readonly number[]): readonly number[] {
  let used = 0;
  const count = widths.findIndex((each) => (used += each + 2) > room);
  return count < 0 ? widths : widths.slice(0, count);
}
