import { estimate, type Estimate } from "./estimate";
import { gammaQuantile } from "./gamma";
import type { NormalInverseGamma } from "./prior";
import { quantile, type StudentT } from "./student-t";
import type { Sufficient } from "./sufficient";

/**
 * The posterior after the data: again normal-inverse-gamma. Source: K. P. Murphy, Conjugate Bayesian analysis of the Gaussian
 * distribution (2007), sections 3 and 6; Gelman and others, Bayesian Data Analysis (2013), section 3.3.
 */
export function posterior(prior: NormalInverseGamma, { n, mean, squares }: Sufficient): NormalInverseGamma {
  const kappa = prior.kappa + n;
  const surprise = mean - prior.mean;
  return {
    // Starts from the prior's mean, so that an empty window leaves it unchanged.
    mean: prior.mean + (n / kappa) * surprise,
    kappa,
    alpha: prior.alpha + n / 2,
    beta: prior.beta + squares / 2 + (prior.kappa * n * surprise * surprise) / (2 * kappa),
  };
}

/** The distribution of the mean, log return a day, whatever the scale. */
export function distributionOfMean({ mean, kappa, alpha, beta }: NormalInverseGamma): StudentT {
  return { location: mean, scale: Math.sqrt(beta / (alpha * kappa)), degreesOfFreedom: 2 * alpha };
}

/** The mean, log return a day. */
export function meanEstimate(of: NormalInverseGamma): Estimate {
  const distribution = distributionOfMean(of);
  return estimate((p) => quantile(distribution, p));
}

/** The scale: the standard deviation of a day's log return. Its square is inverse gamma. */
export function scaleEstimate({ alpha, beta }: NormalInverseGamma): Estimate {
  return estimate((p) => Math.sqrt(beta / gammaQuantile(1 - p, alpha)));
}

/**
 * The predictive distribution of the log return over the coming `days`: one Student t. Its scale also has a term in the square of
 * the days, because the unknown mean is the same on each of them: the days are not independent once you integrate it out.
 */
export function predictive({ mean, kappa, alpha, beta }: NormalInverseGamma, days: number): StudentT {
  return {
    location: days * mean,
    scale: Math.sqrt((beta / alpha) * (days + (days * days) / kappa)),
    degreesOfFreedom: 2 * alpha,
  };
}
