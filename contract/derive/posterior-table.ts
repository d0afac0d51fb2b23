/** The table of a data set's analysis: one row per series and window (docs/analysis.md). */
import type { PublishedTable, TableColumn } from "../dataset";

const text = (description: string): TableColumn => ({ type: "string", description });
const number = (unit: string, description: string): TableColumn => ({
  type: "double",
  nullable: true,
  unit,
  description,
});
const day = (description: string): TableColumn => ({ type: "date", nullable: true, description });

/** Median and 95 % interval of a quantity. */
const estimated = <Name extends string>(name: Name, unit: string, what: string) =>
  ({
    [`${name}_median`]: number(unit, `${what}: median`),
    [`${name}_lower`]: number(unit, `${what}: 2.5 % quantile`),
    [`${name}_upper`]: number(unit, `${what}: 97.5 % quantile`),
  }) as Record<`${Name}_${"median" | "lower" | "upper"}`, TableColumn>;

/** The same for a probability or a risk, with its expectation. */
const predicted = <Name extends string>(name: Name, unit: string, what: string) =>
  ({
    [`${name}_predictive`]: number(unit, `${what}: of the predictive distribution, the number to act on`),
    ...estimated(name, unit, `${what}, were mean and scale known`),
  }) as Record<`${Name}_${"predictive" | "median" | "lower" | "upper"}`, TableColumn>;

/** The columns of every analysis. A quantity is null unless `status` is "ok". */
export const posteriorColumns = {
  symbol: text("Series that was analysed, as the source table spells it"),
  window_name: text("Returns that were looked at: the last 60, the last 250, or all"),
  status: text("ok; or why there are no quantities: too few, implausible, constant"),
  engine: text("Who computed it: normal (closed forms, exact draws) or pymc (a sampled model)"),
  first_date: day("Day of the window's first return; null if it has none"),
  last_date: day("Day of the window's last return; null if it has none"),
  returns: {
    type: "int",
    unit: "1",
    description: "Returns in the window; fewer than its name says where there are no more",
  },
  ...estimated("mean", "log return a day", "Mean of the daily log return"),
  ...estimated("scale", "log return", "Standard deviation of the daily log return"),
  ...estimated("annual_return", "log return", "Log return over the coming 252 days"),
  ...estimated("annual_volatility", "log return", "Standard deviation of a year's log return"),
  ...predicted("positive_month", "0 to 1", "Chance that the coming 21 days end higher"),
  ...predicted("value_at_risk", "log return, lost", "Loss that the coming day exceeds with a chance of 5 %"),
  ...predicted("expected_shortfall", "log return, lost", "Mean loss on the worst 5 % of days"),
  draws: number("1", "Draws of the posterior behind what has no closed form"),
  monte_carlo_error: number("1", "Largest error that the draws leave, as a share of an interval's width"),
  r_hat: number("1", "Largest r-hat of the model's chains, 1 when they agree; null where nothing is sampled"),
  effective_sample_size: number(
    "1",
    "Smallest effective sample size of the model's chains; null where nothing is sampled",
  ),
} as const satisfies Readonly<Record<string, TableColumn>>;

/** Name of the table that holds the analysis of a data set. */
export const posteriorName = (dataset: string) => `${dataset}_posterior`;

/** Name of the data set whose runs make a table; for an analysis, the data set that is analysed. */
export const tableSource = (table: string) => table.replace(/_posterior$/, "");

/** The table of a data set's analysis. */
export function posteriorTable(dataset: Omit<PublishedTable, "description" | "table">): PublishedTable {
  const { name, title, licence, citation, retention, warehouse = false } = dataset;
  return {
    name: posteriorName(name),
    title: `Posterior: ${title}`,
    description:
      `What the daily log returns of ${name} tell about their mean, their scale and the coming day, month and year, and how surely; ` +
      "a row for each series and window.",
    licence,
    citation,
    retention,
    warehouse,
    table: { columns: posteriorColumns, key: ["symbol", "window_name"] },
  };
}
