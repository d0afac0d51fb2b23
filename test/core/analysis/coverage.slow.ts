import assert from "node:assert/strict";
import type { Estimate } from "../../../core/analysis/estimate";
import { meanEstimate, posterior, scaleEstimate } from "../../../core/analysis/posterior";
import { weakPrior } from "../../../core/analysis/prior";
import { sufficient } from "../../../core/analysis/sufficient";
import { drawnReturns, drawnVariance } from "./returns";

const seeds = 5000;

interface Truth {
  readonly mean: number;
  readonly scale: number;
}

/** Shares of the seeds whose 95 % intervals of mean and scale hold the truth, %. */
function coverage(returns: number, truthOf: (seed: number) => Truth): Truth {
  const hits = { mean: 0, scale: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const truth = truthOf(seed);
    const after = posterior(weakPrior, sufficient(drawnReturns(returns, truth.mean, truth.scale, seed)));
    if (holds(meanEstimate(after), truth.mean)) hits.mean++;
    if (holds(scaleEstimate(after), truth.scale)) hits.scale++;
  }
  return { mean: (100 * hits.mean) / seeds, scale: (100 * hits.scale) / seeds };
}

const holds = ({ lower, upper }: Estimate, value: number) => lower <= value && value <= upper;

/** Other seeds than those of the returns. */
function fromPrior(seed: number): Truth {
  const { mean, kappa, alpha, beta } = weakPrior;
  const scale = Math.sqrt(drawnVariance(alpha, beta, 1_000_000 + seed));
  return { mean: mean + (drawnReturns(1, 0, 1, 2_000_000 + seed)[0]! * scale) / Math.sqrt(kappa), scale };
}

describe("coverage of the 95 % intervals over 5,000 seeds", function () {
  const cases: [string, number, (seed: number) => Truth][] = [
    // Exactly 95 % in the long run, whatever the prior and the number of returns.
    ["30 returns, the truth drawn from the prior", 30, fromPrior],
    ["60 returns, the truth drawn from the prior", 60, fromPrior],
    // Nearly 95 %: the prior is weak beside the returns.
    ["60 returns of one truth", 60, () => ({ mean: 0.0005, scale: 0.015 })],
    ["250 returns of one truth", 250, () => ({ mean: 0.0005, scale: 0.02 })],
  ];
  for (const [name, returns, truthOf] of cases)
    it(`is 94.2 to 95.8 % with ${name}`, () => {
      const found = coverage(returns, truthOf);
      if (process.env.SHOW) console.log(found);
      for (const share of [found.mean, found.scale])
        assert.ok(share >= 94.2 && share <= 95.8, `${JSON.stringify(found)} is not 94.2 to 95.8 %`);
    });
});
