import tCdf from "@stdlib/stats-base-dists-t-cdf";
import assert from "node:assert/strict";
import { posterior } from "../../../core/analysis/posterior";
import { weakPrior } from "../../../core/analysis/prior";
import { quantities } from "../../../core/analysis/quantities";
import { sufficient } from "../../../core/analysis/sufficient";
import { close, drawnReturns } from "./returns";

describe("quantities", () => {
  // After 60 days that went well.
  const after = { mean: 0.002, kappa: 60.1, alpha: 30.5, beta: 0.007 };
  const found = quantities(after, "AAPL 60");
  const { mean, kappa, alpha, beta } = after;

  it("take a month for one Student t", () => {
    const scale = Math.sqrt((beta / alpha) * (21 + 21 ** 2 / kappa));
    close(found.positiveMonth.predictive, tCdf((21 * mean) / scale, 2 * alpha), 1e-15);
  });

  it("do not take it for 21 independent days", () => {
    const scale = Math.sqrt(21 * (beta / alpha) * (1 + 1 / kappa));
    const independent = tCdf((21 * mean) / scale, 2 * alpha);
    assert.ok(Math.abs(found.positiveMonth.predictive - independent) > 0.01);
  });

  it("put the year's median at 252 times the mean's, and its interval around it evenly", () => {
    const { median, lower, upper } = found.annualReturn;
    close(median, 252 * found.mean.median, 1e-15);
    close(upper - median, median - lower, 1e-14);
  });

  it("have a year's interval wider than that of 252 times the mean: a year has chance of its own", () => {
    const ofMean = 252 * (found.mean.upper - found.mean.lower);
    assert.ok(found.annualReturn.upper - found.annualReturn.lower > 1.05 * ofMean);
  });

  it("scale the volatility by the root of 252", () => {
    close(found.annualVolatility.median, found.scale.median * Math.sqrt(252), 1e-15);
    close(found.annualVolatility.upper, found.scale.upper * Math.sqrt(252), 1e-15);
  });

  it("predict more risk than the median: not knowing the scale is a risk, too", () => {
    assert.ok(found.valueAtRisk.predictive > found.valueAtRisk.median);
    assert.ok(found.expectedShortfall.predictive > found.expectedShortfall.median);
    assert.ok(found.expectedShortfall.predictive > found.valueAtRisk.predictive);
  });

  it("hold near the known risks of many returns", () => {
    const { valueAtRisk, expectedShortfall } = quantities(
      posterior(weakPrior, sufficient(drawnReturns(20_000, 0.001, 0.01, 2))),
      "many",
    );
    for (const value of [valueAtRisk.predictive, valueAtRisk.median]) close(value, 0.01645 - 0.001, 3e-4);
    for (const value of [expectedShortfall.predictive, expectedShortfall.median])
      close(value, 0.02063 - 0.001, 4e-4);
  });

  it("state a Monte Carlo error below a hundredth of the interval", () => {
    assert.equal(found.draws, 20_000);
    assert.ok(found.monteCarloError > 0.003 && found.monteCarloError < 0.01, `${found.monteCarloError}`);
  });
});
