/** A distribution in three numbers of one unit: its median and the bounds of its central 95 % interval. */
export interface Estimate {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** The estimate of a distribution from its quantile function. */
export function estimate(quantile: (p: number) => number): Estimate {
  return { median: quantile(0.5), lower: quantile(0.025), upper: quantile(0.975) };
}

/** The estimate of an increasing function of the quantity. */
export function mapped({ median, lower, upper }: Estimate, increasing: (value: number) => number): Estimate {
  return { median: increasing(median), lower: increasing(lower), upper: increasing(upper) };
}
