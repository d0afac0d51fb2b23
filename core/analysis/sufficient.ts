/** Everything that a normal model takes from its data. */
export interface Sufficient {
  /** How many values. */
  readonly n: number;
  /** Their mean; 0 if there are none. */
  readonly mean: number;
  /** Sum of their squared deviations from that mean. */
  readonly squares: number;
}

/** The statistics in two passes: sums of raw squares would cancel if the mean is large compared with the spread. */
export function sufficient(values: readonly number[]): Sufficient {
  const n = values.length;
  if (n === 0) return { n, mean: 0, squares: 0 };
  const rough = values.reduce((sum, value) => sum + value, 0) / n;
  let rest = 0;
  let squares = 0;
  for (const value of values) {
    rest += value - rough;
    squares += (value - rough) ** 2;
  }
  // Corrects both for the rounding of the first pass.
  return { n, mean: rough + rest / n, squares: Math.max(0, squares - (rest * rest) / n) };
}
