import assert from "node:assert/strict";
import { sufficient } from "../../../core/analysis/sufficient";
import { close } from "./returns";

describe("sufficient statistics", () => {
  it("are count, mean and sum of squared deviations", () => {
    assert.deepEqual(sufficient([1, 2, 3, 6]), { n: 4, mean: 3, squares: 14 });
  });

  it("do not cancel where the mean is large beside the spread", () => {
    const { mean, squares } = sufficient([1e8 + 1, 1e8 + 2, 1e8 + 3]);
    assert.equal(mean, 1e8 + 2);
    close(squares, 2, 1e-12);
  });

  it("are 0 of nothing, and have no spread of one", () => {
    assert.deepEqual(sufficient([]), { n: 0, mean: 0, squares: 0 });
    assert.deepEqual(sufficient([0.1]), { n: 1, mean: 0.1, squares: 0 });
  });
});
