/** Numerical integration of a posterior over mean and scale, from the returns themselves: it knows no conjugate update. */
import type { NormalInverseGamma } from "../../../core/analysis/prior";

/** Expectation of a function of mean and scale; of a part of the plane if bounds are given (then not divided by its share). */
export type Expectation = (
  of: (mean: number, scale: number) => number,
  bounds?: { readonly mean?: number; readonly scale?: number },
) => number;

/** The expectation under prior times likelihood, normalised by the same quadrature. */
export function expectation(prior: NormalInverseGamma, returns: readonly number[]): Expectation {
  const centre = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const spread = Math.sqrt(returns.reduce((sum, r) => sum + (r - centre) ** 2, 0) / returns.length);
  // With -u for every factor 1 / scale, u being the log of the scale; constants cancel.
  const logDensity = (mean: number, u: number) => {
    const precision = Math.exp(-2 * u);
    const ofVariance = -2 * (prior.alpha + 1) * u - prior.beta * precision;
    const ofMean = -u - (prior.kappa * (mean - prior.mean) ** 2 * precision) / 2;
    let ofReturns = 0;
    for (const r of returns) ofReturns += -u - ((r - mean) ** 2 * precision) / 2;
    // The variance is the variable of the prior's density, u that of the integral.
    return ofVariance + ofMean + ofReturns + 2 * u;
  };
  const top = logDensity(centre, Math.log(spread));
  const step = spread / Math.sqrt(returns.length);
  const integral: Expectation = (of, bounds = {}) => {
    const last = bounds.mean === undefined ? 9 : Math.asinh((bounds.mean - centre) / step);
    const most = bounds.scale === undefined ? Math.log(spread) + 8 : Math.log(bounds.scale);
    return integrate(-9, last, 0.4, (v) => {
      const mean = centre + step * Math.sinh(v);
      const inner = integrate(Math.log(spread) - 3, most, 0.2, (u) => {
        const density = Math.exp(logDensity(mean, u) - top);
        // Where it is left out it weighs less than rounding.
        return density < 1e-20 ? 0 : density * of(mean, Math.exp(u));
      });
      return inner * step * Math.cosh(v);
    });
  };
  const whole = integral(() => 1);
  return (of, bounds) => integral(of, bounds) / whole;
}

/** Gauss-Legendre quadrature on panels no wider than `panel`. */
function integrate(from: number, to: number, panel: number, f: (x: number) => number): number {
  const count = Math.ceil((to - from) / panel);
  const half = (to - from) / count / 2;
  let sum = 0;
  for (let index = 0; index < count; index++)
    for (const [node, weight] of rule) sum += weight * f(from + half * (2 * index + 1 + node));
  return sum * half;
}

/** Nodes and weights on -1 to 1: the roots of the Legendre polynomial of degree 12, by Newton's method. */
const rule: readonly (readonly [number, number])[] = Array.from({ length: 12 }, (_, index) => {
  let x = Math.cos((Math.PI * (index + 0.75)) / 12.5);
  let slope = 1;
  for (let step = 0; step < 8; step++) {
    let [before, value] = [1, x];
    for (let n = 2; n <= 12; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
    slope = (12 * (x * value - before)) / (x * x - 1);
    x -= value / slope;
  }
  return [x, 2 / ((1 - x * x) * slope * slope)] as const;
});
