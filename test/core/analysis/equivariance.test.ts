import fc from "fast-check";
import { posterior } from "../../../core/analysis/posterior";
import type { NormalInverseGamma } from "../../../core/analysis/prior";
import { quantities, type Quantities } from "../../../core/analysis/quantities";
import { sufficient } from "../../../core/analysis/sufficient";
import { close } from "./returns";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const returns = fc.array(between(-0.1, 0.1), { minLength: 30, maxLength: 60 });
const priors: fc.Arbitrary<NormalInverseGamma> = fc.record({
  mean: between(-0.01, 0.01),
  kappa: between(0.01, 10),
  alpha: between(0.5, 5),
  beta: between(1e-5, 1e-3),
});

const of = (prior: NormalInverseGamma, values: readonly number[]) =>
  quantities(posterior(prior, sufficient(values)), "seed");

/** All numbers of the log returns' unit or without one, in one order. */
const numbers = ({
  mean,
  scale,
  annualVolatility,
  positiveMonth,
  valueAtRisk,
  expectedShortfall,
}: Quantities) => ({
  location: [mean.lower, mean.median, mean.upper],
  loss: [valueAtRisk, expectedShortfall].flatMap((risk) => [
    risk.predictive,
    risk.lower,
    risk.median,
    risk.upper,
  ]),
  spread: [scale.lower, scale.median, scale.upper, annualVolatility.median],
  chance: [positiveMonth.predictive, positiveMonth.lower, positiveMonth.median, positiveMonth.upper],
});

const same = (found: number[], wanted: number[], change: (value: number) => number) =>
  found.forEach((value, index) => close(value, change(wanted[index]!), 1e-9));

describe("equivariance of the analysis", () => {
  it("scales with the returns, if the prior does", () => {
    fc.assert(
      fc.property(priors, returns, between(0.1, 5), (prior, values, factor) => {
        const scaled = { ...prior, mean: prior.mean * factor, beta: prior.beta * factor ** 2 };
        const plain = numbers(of(prior, values));
        const found = numbers(
          of(
            scaled,
            values.map((value) => value * factor),
          ),
        );
        for (const kind of ["location", "loss", "spread"] as const)
          same(found[kind], plain[kind], (value) => value * factor);
        same(found.chance, plain.chance, (value) => value);
      }),
      { numRuns: 20 },
    );
  });

  it("moves with the returns, if the prior does", () => {
    fc.assert(
      fc.property(priors, returns, between(-0.1, 0.1), (prior, values, shift) => {
        const plain = numbers(of(prior, values));
        const found = numbers(
          of(
            { ...prior, mean: prior.mean + shift },
            values.map((value) => value + shift),
          ),
        );
        same(found.location, plain.location, (value) => value + shift);
        same(found.loss, plain.loss, (value) => value - shift);
        same(found.spread, plain.spread, (value) => value);
      }),
      { numRuns: 20 },
    );
  });

  it("does not see the order of the returns", () => {
    const shuffled = returns.chain((values) =>
      fc.tuple(
        fc.constant(values),
        fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
      ),
    );
    fc.assert(
      fc.property(priors, shuffled, (prior, [values, other]) => {
        const [plain, found] = [numbers(of(prior, values)), numbers(of(prior, other))];
        for (const kind of ["location", "loss", "spread", "chance"] as const)
          same(found[kind], plain[kind], (value) => value);
      }),
      { numRuns: 20 },
    );
  });

  it("is the same in one step and in two", () => {
    fc.assert(
      fc.property(priors, returns, fc.nat(30), (prior, values, cut) => {
        const once = posterior(prior, sufficient(values));
        const first = posterior(prior, sufficient(values.slice(0, cut)));
        const twice = posterior(first, sufficient(values.slice(cut)));
        for (const name of ["mean", "kappa", "alpha", "beta"] as const) close(twice[name], once[name], 1e-12);
      }),
    );
  });
});
