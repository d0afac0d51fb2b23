import libraryQuantile from "@stdlib/stats-base-dists-gamma-quantile";

// Up to this shape no central quantile comes near 1,000, where the library's asymptotic series begins.
const exactUpTo = 500;

/**
 * Quantile of the gamma distribution with that shape and rate 1; `p` from 0.001 to 0.999. Beyond 1,000 the library's value (0.2.3)
 * is off by up to 3e-4 of its size, because it uses its series for large arguments near the shape, where the series does not hold.
 * There its value is only the start of Newton's method, which doubles the right digits in each step.
 */
export function gammaQuantile(p: number, shape: number): number {
  let x = libraryQuantile(p, shape, 1);
  if (shape <= exactUpTo) return x;
  for (let step = 0; step < 4; step++) {
    const { below, density } = largeGamma(x, shape);
    x -= (below - p) / density;
  }
  return x;
}

/** Probability below x, and density at x, for a large shape: a power series with only positive terms. */
function largeGamma(x: number, shape: number): { readonly below: number; readonly density: number } {
  const offset = (x - shape) / shape;
  // Stirling's series of the gamma function. From shape 500 on the first omitted term is below 1e-16.
  const stirling = 1 / (12 * shape) - 1 / (360 * shape ** 3);
  const front = Math.exp(shape * (Math.log1p(offset) - offset) - stirling) / Math.sqrt(2 * Math.PI * shape);
  let term = 1;
  let sum = 0;
  for (let k = 1; term > sum * 1e-17; k++) {
    sum += term;
    term *= x / (shape + k);
  }
  return { below: front * sum, density: (front * shape) / x };
}
