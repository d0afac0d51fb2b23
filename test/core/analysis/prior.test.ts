import assert from "node:assert/strict";
import { scaleEstimate } from "../../../core/analysis/posterior";
import { checkPrior, weakPrior } from "../../../core/analysis/prior";
import { close } from "./returns";

describe("prior", () => {
  it("is weak as it says: its scale", () => {
    const { lower, median, upper } = scaleEstimate(weakPrior);
    close(median, 0.015, 0.0005);
    close(lower, 0.0045, 0.0001);
    close(upper, 0.32, 0.005);
  });

  it("that is weak passes", () => checkPrior(weakPrior));

  it("that is none is refused with all faults", () => {
    assert.throws(() => checkPrior({ mean: NaN, kappa: 0, alpha: -1, beta: Infinity }), {
      name: "PriorInvalid",
      message:
        /^prior\.mean.*\nprior\.kappa: 0 is .*\nprior\.alpha: -1 is .*\nprior\.beta: Infinity is [^\n]*$/,
    });
  });
});
