import gamma from "@stdlib/random-base-gamma";
import normal from "@stdlib/random-base-normal";
import { estimate, type Estimate } from "./estimate";
import type { NormalInverseGamma } from "./prior";

/** Independent exact draws of mean and scale together. There is no chain, so it needs no burn-in. */
export interface Draws {
  /** Log return a day. */
  readonly mean: Float64Array;
  /** Standard deviation of a day's log return. */
  readonly scale: Float64Array;
}

/** Draws mean and scale. The same seed, which may be any string, gives the same draws. */
export function draws(from: NormalInverseGamma, count: number, seed: string): Draws {
  // Any numbers seed a Mersenne Twister; the last number tells the two streams apart.
  const stream = (last: number) => ({
    seed: Uint32Array.from([...Array.from(seed, (character) => character.codePointAt(0) ?? 0), last]),
  });
  const precision = gamma.factory(from.alpha, 1, stream(1));
  const standard = normal.factory(0, 1, stream(2));
  const mean = new Float64Array(count);
  const scale = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const sigma = Math.sqrt(from.beta / precision());
    scale[index] = sigma;
    mean[index] = from.mean + (sigma * standard()) / Math.sqrt(from.kappa);
  }
  return { mean, scale };
}

/** An estimate from draws. */
export interface DrawnEstimate {
  readonly estimate: Estimate;
  /** Largest Monte Carlo standard error of the three numbers, as a share of the interval's width. */
  readonly error: number;
}

/** The estimate of a quantity computed from each draw, with its Monte Carlo error. */
export function drawnEstimate(
  { mean, scale }: Draws,
  quantity: (mean: number, scale: number) => number,
): DrawnEstimate {
  const sorted = mean.map((mu, index) => quantity(mu, scale[index]!)).sort();
  const found = estimate((p) => at(sorted, p));
  // A quantile's rank is binomial. Half the gap between the ranks one deviation up and down is its error, whatever the density.
  const errors = [0.025, 0.5, 0.975].map((p) => {
    const deviation = Math.sqrt((p * (1 - p)) / sorted.length);
    return (at(sorted, p + deviation) - at(sorted, p - deviation)) / 2;
  });
  return { estimate: found, error: Math.max(...errors) / (found.upper - found.lower) };
}

/** The quantile of sorted values, interpolated linearly between two of them and bounded by the first and the last. */
function at(sorted: Float64Array, p: number): number {
  const rank = Math.min(1, Math.max(0, p)) * (sorted.length - 1);
  const low = Math.floor(rank);
  const value = sorted[low]!;
  return value + (rank - low) * ((sorted[low + 1] ?? value) - value);
}
