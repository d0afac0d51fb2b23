import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { meanEstimate, posterior, predictive, scaleEstimate } from "../../../core/analysis/posterior";
import { weakPrior, type NormalInverseGamma } from "../../../core/analysis/prior";
import { expectedShortfall, positive, quantile, valueAtRisk } from "../../../core/analysis/student-t";
import { sufficient } from "../../../core/analysis/sufficient";
import { expectation, type Expectation } from "./quadrature";
import { close, drawnReturns } from "./returns";

const cases: Record<string, { prior: NormalInverseGamma; returns: number[] }> = {
  "the weak prior and 30 returns": { prior: weakPrior, returns: drawnReturns(30, 0.001, 0.02, 11) },
  "a strong prior that the returns contradict": {
    prior: { mean: 0.01, kappa: 5, alpha: 4, beta: 0.004 },
    returns: drawnReturns(10, -0.02, 0.01, 12),
  },
};

describe("closed form", () => {
  for (const [name, { prior, returns }] of Object.entries(cases))
    describe(`with ${name}, beside numerical integration`, () => {
      const after = posterior(prior, sufficient(returns));
      let expected: Expectation;
      before(() => (expected = expectation(prior, returns)));

      it("has the quantiles of the mean", () => {
        const { lower, median, upper } = meanEstimate(after);
        close(
          expected(() => 1, { mean: lower }),
          0.025,
          1e-9,
        );
        close(
          expected(() => 1, { mean: median }),
          0.5,
          1e-9,
        );
        close(
          expected(() => 1, { mean: upper }),
          0.975,
          1e-9,
        );
      });

      it("has the quantiles of the scale", () => {
        const { lower, median, upper } = scaleEstimate(after);
        close(
          expected(() => 1, { scale: lower }),
          0.025,
          1e-9,
        );
        close(
          expected(() => 1, { scale: median }),
          0.5,
          1e-9,
        );
        close(
          expected(() => 1, { scale: upper }),
          0.975,
          1e-9,
        );
      });

      for (const days of [1, 21, 252])
        it(`has the quantiles of the return over ${days} days`, () => {
          const root = Math.sqrt(days);
          for (const p of [0.025, 0.5, 0.975]) {
            const x = quantile(predictive(after, days), p);
            close(
              expected((mu, sigma) => normalCdf((x - days * mu) / (sigma * root), 0, 1)),
              p,
              1e-9,
            );
          }
        });

      it("has the chance of a positive month", () => {
        const chance = expected((mu, sigma) => normalCdf((Math.sqrt(21) * mu) / sigma, 0, 1));
        close(positive(predictive(after, 21)), chance, 1e-9);
      });

      it("has value at risk and expected shortfall", () => {
        const day = predictive(after, 1);
        const risk = valueAtRisk(day, 0.05);
        const depth = (mu: number, sigma: number) => (-risk - mu) / sigma;
        close(
          expected((mu, sigma) => normalCdf(depth(mu, sigma), 0, 1)),
          0.05,
          1e-9,
        );
        const lost = expected((mu, sigma) => {
          const z = depth(mu, sigma);
          return (sigma * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI) - mu * normalCdf(z, 0, 1);
        });
        close(expectedShortfall(day, 0.05), lost / 0.05, 1e-9);
      });
    });
});
