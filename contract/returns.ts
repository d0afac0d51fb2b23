/** The contract of an analysis of returns. */

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

/** Which columns hold the daily log returns, and the prior for them (docs/analysis.md). */
export interface ReturnsAnalysis<TableName extends string = string> {
  /** A string that identifies the series. Together with `date` it is the table's key. */
  readonly series: TableName;
  /** A date. */
  readonly date: TableName;
  /** A double: log return since the series' previous day; null on the first day. */
  readonly returns: TableName;
  readonly prior: NormalInverseGamma;
  /**
   * `normal`: closed forms and exact draws, in a function. `pymc`: a job samples the model in `datasets/<name>.model.py`.
   * @default "normal"
   */
  readonly engine?: AnalysisEngine;
}

/** Who computes an analysis. */
export type AnalysisEngine = "normal" | "pymc";
