/** What a data set says of the analysis of its returns. */

/**
 * A normal-inverse-gamma distribution of the mean and the variance of daily log returns, as prior or posterior: the variance is
 * inverse gamma (alpha, beta); the mean, given the variance, is normal about `mean` with the variance divided by `kappa`.
 */
export interface NormalInverseGamma {
  /** Centre of the mean, log return a day; from -1 to 1. */
  readonly mean: number;
  /** How many days the centre is worth; above 0. */
  readonly kappa: number;
  /** Shape of the variance, half its degrees of freedom; above 0. */
  readonly alpha: number;
  /** Rate of the precision, half a sum of squares, in squared log returns; above 0. */
  readonly beta: number;
}

/** Where the table holds daily log returns, and what is taken for known of them before (docs/analysis.md). */
export interface ReturnsAnalysis<TableName extends string = string> {
  /** A string that tells one series from the others. Together with `date` it is the table's key. */
  readonly series: TableName;
  /** A date. */
  readonly date: TableName;
  /** A double: log return since the series' previous day; null on the first. */
  readonly returns: TableName;
  readonly prior: NormalInverseGamma;
  /**
   * `normal`: closed forms and exact draws, in a function. `pymc`: the model of `datasets/<name>.model.py`, sampled by a job.
   * @default "normal"
   */
  readonly engine?: AnalysisEngine;
}

/** Who computes an analysis. */
export type AnalysisEngine = "normal" | "pymc";
