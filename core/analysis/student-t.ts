import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tPdf from "@stdlib/stats-base-dists-t-pdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

/** A Student t distribution moved to `location` and stretched by `scale`, both log returns. */
export interface StudentT {
  readonly location: number;
  readonly scale: number;
  readonly degreesOfFreedom: number;
}

/** Log return below which the share `p` of the distribution lies. */
export function quantile({ location, scale, degreesOfFreedom }: StudentT, p: number): number {
  return location + scale * tQuantile(p, degreesOfFreedom);
}

/** Probability of a log return above 0. */
export function positive({ location, scale, degreesOfFreedom }: StudentT): number {
  return tCdf(location / scale, degreesOfFreedom);
}

/** Value at risk: the loss, as a positive log return, that is exceeded with probability `tail`. */
export function valueAtRisk(t: StudentT, tail: number): number {
  return -quantile(t, tail);
}

/**
 * Expected shortfall: the mean loss, as a positive log return, on the share `tail` of the worst days. Finite above one degree
 * of freedom. Source: McNeil, Frey, Embrechts, Quantitative Risk Management (2005), page 45.
 */
export function expectedShortfall({ location, scale, degreesOfFreedom: v }: StudentT, tail: number): number {
  const x = tQuantile(tail, v);
  return (scale * tPdf(x, v) * (v + x * x)) / ((v - 1) * tail) - location;
}
