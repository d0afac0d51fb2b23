import type { AnalysisEngine } from "../../contract/returns";
import { posterior } from "./posterior";
import { checkPrior, weakPrior, type NormalInverseGamma } from "./prior";
import { quantities, type Quantities } from "./quantities";
import { statusOf, type Status } from "./status";
import { sufficient } from "./sufficient";

/** A trading day of a symbol. */
export interface DailyReturn {
  /** yyyy-mm-dd. */
  readonly date: string;
  /** Log of the adjusted close over the previous one; null on the first day. */
  readonly logReturn: number | null;
}

/** The windows by name: how many of the last returns each takes. */
export const windows = { "60": 60, "250": 250, all: Infinity } as const;

/** A window's name. */
export type WindowName = keyof typeof windows;

/**
 * A row of the result, with the columns of contract/derive/posterior-table.ts. Its quantities are null unless `status` is "ok", and
 * never NaN or infinite.
 */
export interface PosteriorRow extends Readonly<Record<QuantityColumn, number | null>> {
  readonly symbol: string;
  readonly window_name: WindowName;
  readonly status: Status;
  readonly engine: AnalysisEngine;
  /** Date of the window's first return, yyyy-mm-dd; null if it has none. */
  readonly first_date: string | null;
  /** Date of its last return. */
  readonly last_date: string | null;
  /** How many returns the window holds; fewer than its name says if the symbol has no more. */
  readonly returns: number;
  /** Largest r-hat and smallest effective sample size of sampled chains; null if nothing is sampled. */
  readonly r_hat: number | null;
  readonly effective_sample_size: number | null;
}

type Estimated = "mean" | "scale" | "annual_return" | "annual_volatility" | Risk;
type Risk = "positive_month" | "value_at_risk" | "expected_shortfall";

/**
 * The columns that hold numbers, by the units of Quantities: `<name>_median`, `_lower`, `_upper`, and for a probability or risk
 * `<name>_predictive`.
 */
export type QuantityColumn =
  `${Estimated}_${"median" | "lower" | "upper"}` | `${Risk}_predictive` | "draws" | "monte_carlo_error";

/**
 * One row for each window of a symbol, in the order of `windows`. Symbol and window seed the draws, so the same returns give the
 * same rows. Throws PriorInvalid.
 */
export function analyze(
  symbol: string,
  days: readonly DailyReturn[],
  prior: NormalInverseGamma = weakPrior,
): PosteriorRow[] {
  checkPrior(prior);
  const returned = days
    .flatMap(({ date, logReturn }) => (logReturn === null ? [] : [{ date, value: logReturn }]))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return (Object.keys(windows) as WindowName[]).map((window) => {
    const last = returned.slice(-windows[window]);
    const values = last.map(({ value }) => value);
    const status = statusOf(values);
    return {
      symbol,
      window_name: window,
      status,
      engine: "normal",
      first_date: last[0]?.date ?? null,
      last_date: last.at(-1)?.date ?? null,
      returns: last.length,
      ...columns(
        status === "ok" ? quantities(posterior(prior, sufficient(values)), `${symbol} ${window}`) : undefined,
      ),
      r_hat: null,
      effective_sample_size: null,
    };
  });
}

/** The quantities as columns, or every column null. */
function columns(of: Quantities | undefined): Record<QuantityColumn, number | null> {
  return {
    mean_median: of?.mean.median ?? null,
    mean_lower: of?.mean.lower ?? null,
    mean_upper: of?.mean.upper ?? null,
    scale_median: of?.scale.median ?? null,
    scale_lower: of?.scale.lower ?? null,
    scale_upper: of?.scale.upper ?? null,
    annual_return_median: of?.annualReturn.median ?? null,
    annual_return_lower: of?.annualReturn.lower ?? null,
    annual_return_upper: of?.annualReturn.upper ?? null,
    annual_volatility_median: of?.annualVolatility.median ?? null,
    annual_volatility_lower: of?.annualVolatility.lower ?? null,
    annual_volatility_upper: of?.annualVolatility.upper ?? null,
    positive_month_predictive: of?.positiveMonth.predictive ?? null,
    positive_month_median: of?.positiveMonth.median ?? null,
    positive_month_lower: of?.positiveMonth.lower ?? null,
    positive_month_upper: of?.positiveMonth.upper ?? null,
    value_at_risk_predictive: of?.valueAtRisk.predictive ?? null,
    value_at_risk_median: of?.valueAtRisk.median ?? null,
    value_at_risk_lower: of?.valueAtRisk.lower ?? null,
    value_at_risk_upper: of?.valueAtRisk.upper ?? null,
    expected_shortfall_predictive: of?.expectedShortfall.predictive ?? null,
    expected_shortfall_median: of?.expectedShortfall.median ?? null,
    expected_shortfall_lower: of?.expectedShortfall.lower ?? null,
    expected_shortfall_upper: of?.expectedShortfall.upper ?? null,
    draws: of?.draws ?? null,
    monte_carlo_error: of?.monteCarloError ?? null,
  };
}
