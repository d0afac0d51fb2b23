import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import assert from "node:assert/strict";
import { drawnEstimate, draws } from "../../../core/analysis/draws";
import type { Estimate } from "../../../core/analysis/estimate";
import { meanEstimate, predictive, scaleEstimate } from "../../../core/analysis/posterior";
import type { NormalInverseGamma } from "../../../core/analysis/prior";
import { positive, valueAtRisk } from "../../../core/analysis/student-t";

const count = 100_000;

// One where the tails are heavy, and one of 250 days of a usual share.
const posteriors: Record<string, NormalInverseGamma> = {
  "few days": { mean: 0.004, kappa: 2, alpha: 2.5, beta: 0.0006 },
  "250 days": { mean: 0.0006, kappa: 250.1, alpha: 125.5, beta: 0.028 },
};

/** That the mean of the values is the wanted one, within 4.5 standard errors: chance breaks that once in 150,000. */
function averages(values: Float64Array, wanted: number): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const error = Math.sqrt(variance / values.length);
  assert.ok(Math.abs(mean - wanted) <= 4.5 * error, `${mean} is not ${wanted}; standard error ${error}`);
}

const shares = ({ lower, median, upper }: Estimate) =>
  [
    [0.025, lower],
    [0.5, median],
    [0.975, upper],
  ] as const;

describe("posterior draws", () => {
  for (const [name, of] of Object.entries(posteriors))
    describe(`of ${name}, beside the closed form`, () => {
      const drawn = draws(of, count, name);
      const each = (quantity: (mean: number, scale: number) => number) =>
        drawn.mean.map((mean, index) => quantity(mean, drawn.scale[index]!));

      it("lie below the mean's quantiles as often as these say", () => {
        for (const [p, bound] of shares(meanEstimate(of)))
          averages(
            each((mean) => Number(mean < bound)),
            p,
          );
      });

      it("lie below the scale's quantiles as often as these say", () => {
        for (const [p, bound] of shares(scaleEstimate(of)))
          averages(
            each((_, scale) => Number(scale < bound)),
            p,
          );
      });

      it("move the mean by chance that has nothing to do with the scale's", () => {
        averages(
          each((mean, scale) => ((mean - of.mean) / scale) * (1 / scale - 1 / scaleEstimate(of).median)),
          0,
        );
      });

      it("give on average the predictive chance of a positive month", () => {
        averages(
          each((mean, scale) => normalCdf((Math.sqrt(21) * mean) / scale, 0, 1)),
          positive(predictive(of, 21)),
        );
      });

      it("exceed the predictive value at risk with 5 %", () => {
        const risk = valueAtRisk(predictive(of, 1), 0.05);
        averages(
          each((mean, scale) => normalCdf((-risk - mean) / scale, 0, 1)),
          0.05,
        );
      });
    });

  it("are the same for a seed, and others for another", () => {
    const of = posteriors["250 days"]!;
    assert.deepEqual(draws(of, 100, "AAPL 60"), draws(of, 100, "AAPL 60"));
    for (const other of ["AAPL 250", "AAPK 60", "LPAA 60", ""])
      assert.notEqual(draws(of, 1, "AAPL 60").scale[0], draws(of, 1, other).scale[0]);
  });

  it("stay what they were when this was written: a change of them changes published numbers", () => {
    const { mean, scale } = draws(posteriors["250 days"]!, 2, "AAPL 60");
    assert.deepEqual(
      [...mean, ...scale].map((value) => value.toPrecision(12)),
      ["0.000209803060592", "0.000740948798685", "0.0136500261687", "0.0141829197272"],
    );
  });

  it("tell their Monte Carlo error as other seeds show it", () => {
    const of = posteriors["250 days"]!;
    const runs = Array.from({ length: 200 }, (_, seed) =>
      drawnEstimate(draws(of, 2000, `${seed}`), (mean, scale) => 1.645 * scale - mean),
    );
    const spread = (values: number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    const shown = spread(runs.map(({ estimate: { lower } }) => lower));
    const told = runs.map(({ estimate: { lower, upper }, error }) => error * (upper - lower));
    const ratio = told.reduce((sum, value) => sum + value, 0) / told.length / shown;
    // The larger error of two bounds is told, so a little more than that of one.
    assert.ok(ratio > 0.9 && ratio < 1.5, `${ratio}`);
  });
});
