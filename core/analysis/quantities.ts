import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { drawnEstimate, draws } from "./draws";
import { estimate, mapped, type Estimate } from "./estimate";
import { meanEstimate, predictive, scaleEstimate } from "./posterior";
import type { NormalInverseGamma } from "./prior";
import { expectedShortfall, positive, quantile, valueAtRisk } from "./student-t";

/** Trading days of a year. */
export const yearDays = 252;
/** Trading days of a month. */
export const monthDays = 21;
/** The share of days that count as the worst: 95 % value at risk and expected shortfall. */
export const tail = 0.05;
/** Number of posterior draws. They leave a Monte Carlo error of about 0.006 of an interval's width. */
export const drawCount = 20_000;

// The same two for a normal day of mean 0 and scale 1: the quantile, and the density there over the tail.
const normalQuantile = 1.6448536269514722;
const normalShortfall = Math.exp(-(normalQuantile ** 2) / 2) / (Math.sqrt(2 * Math.PI) * tail);

/** A probability or a risk: its expectation, and how well it is known. */
export interface Predicted extends Estimate {
  /** From the predictive distribution, in closed form: one number that allows for not knowing mean and scale. */
  readonly predictive: number;
}

/** What follows from a posterior. */
export interface Quantities {
  /** Mean of the daily log return, log return a day. Closed form. */
  readonly mean: Estimate;
  /** Standard deviation of the daily log return. Closed form. */
  readonly scale: Estimate;
  /** Log return over the coming 252 days: predictive, so its interval includes the year's randomness. Closed form. */
  readonly annualReturn: Estimate;
  /** Standard deviation of a year's log return if the scale were known: the daily one times the root of 252. Closed form. */
  readonly annualVolatility: Estimate;
  /** Probability that the log return over the coming 21 days is above 0; 0 to 1. Median and interval from draws. */
  readonly positiveMonth: Predicted;
  /** Loss of a day, a positive log return, exceeded on 5 % of days. Median and interval from draws. */
  readonly valueAtRisk: Predicted;
  /** Mean loss on the worst 5 % of days, a positive log return. Median and interval from draws. */
  readonly expectedShortfall: Predicted;
  /** Number of posterior draws. */
  readonly draws: number;
  /** Largest Monte Carlo standard error of a median or bound from draws, as a share of its interval's width. */
  readonly monteCarloError: number;
}

/** The quantities of a posterior. The seed, a string, selects the draws. The mean of a price is left out because it is infinite here. */
export function quantities(of: NormalInverseGamma, seed: string): Quantities {
  const day = predictive(of, 1);
  const month = predictive(of, monthDays);
  const year = predictive(of, yearDays);
  const scale = scaleEstimate(of);
  const drawn = draws(of, drawCount, seed);
  // The probability of a good month rises with this ratio. Unlike the probability, it tells draws apart when that is all but
  // certain.
  const ratio = drawnEstimate(drawn, (mu, sigma) => mu / sigma);
  const risk = drawnEstimate(drawn, (mu, sigma) => normalQuantile * sigma - mu);
  const shortfall = drawnEstimate(drawn, (mu, sigma) => normalShortfall * sigma - mu);
  return {
    mean: meanEstimate(of),
    scale,
    annualReturn: estimate((p) => quantile(year, p)),
    annualVolatility: mapped(scale, (sigma) => sigma * Math.sqrt(yearDays)),
    positiveMonth: {
      predictive: positive(month),
      ...mapped(ratio.estimate, (share) => normalCdf(share * Math.sqrt(monthDays), 0, 1)),
    },
    valueAtRisk: { predictive: valueAtRisk(day, tail), ...risk.estimate },
    expectedShortfall: { predictive: expectedShortfall(day, tail), ...shortfall.estimate },
    draws: drawCount,
    monteCarloError: Math.max(ratio.error, risk.error, shortfall.error),
  };
}
