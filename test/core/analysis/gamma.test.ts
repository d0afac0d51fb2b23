import { gammaQuantile } from "../../../core/analysis/gamma";
import { close } from "./returns";

// Computed with 25 digits: mpmath's quadrature of the density, inverted by Newton's method.
const references: readonly (readonly [shape: number, p: number, x: number])[] = [
  [1.5, 0.025, 0.10789764131194894],
  [1.5, 0.975, 4.6742018022480725],
  [16.5, 0.5, 16.167890439974222],
  [126, 0.975, 148.9318569469326],
  [1000, 0.025, 938.9730184076952],
  [1000, 0.975, 1062.9211512248878],
  [3210, 0.025, 3099.9047578849563],
  [3210, 0.5, 3209.666672820976],
  [3210, 0.975, 3321.98950556115],
  [10000, 0.5, 9999.666668642047],
  [10000, 0.975, 10196.941824999883],
];

describe("gamma quantile", () => {
  for (const [shape, p, x] of references)
    it(`is right to 12 digits at ${p} of shape ${shape}`, () => close(gammaQuantile(p, shape), x, 1e-12 * x));

  it("has no step where the library's value is left", () => {
    const at = (shape: number) => gammaQuantile(0.975, shape) - shape;
    close(at(500.5) - 2 * at(500) + at(499.5), 0, 1e-4);
  });
});
