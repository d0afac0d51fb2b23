import gamma from "@stdlib/random-base-gamma";
import normal from "@stdlib/random-base-normal";
import assert from "node:assert/strict";
import type { DailyReturn } from "../../../core/analysis/windows";

/** So many returns of known mean and scale. */
export function drawnReturns(count: number, mean: number, scale: number, seed: number): number[] {
  const draw = normal.factory(0, 1, { seed });
  return Array.from({ length: count }, () => mean + scale * draw());
}

/** Variance drawn from the inverse gamma distribution, for a truth that comes from a prior. */
export function drawnVariance(alpha: number, beta: number, seed: number): number {
  return beta / gamma.factory(alpha, 1, { seed })();
}

/** The returns on days that follow each other, after a first day that has none. */
export function daily(returns: readonly (number | null)[]): DailyReturn[] {
  return [null, ...returns].map((logReturn, index) => ({
    date: new Date(Date.UTC(2001, 0, 1 + index)).toISOString().slice(0, 10),
    logReturn,
  }));
}

/** That two numbers differ by no more than `by`. */
export function close(found: number, wanted: number, by: number, what = ""): void {
  assert.ok(Math.abs(found - wanted) <= by, `${what} ${found} is not ${wanted}, by ${found - wanted}`);
}
