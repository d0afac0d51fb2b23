/** Whether a window's returns could be analysed, and if not, why. */
export type Status = "ok" | "too few" | "constant" | "implausible";

/** Fewer returns than this are not analysed. */
export const fewestReturns = 30;

/**
 * A log return beyond this is an error of the data and no return: a price five times as high, or down to a fifth, in a day. A
 * price in hundredths (100 times), or a split of 10 to 1 that was not adjusted for, lies beyond.
 */
export const largestReturn = Math.log(5);

/** Returns that differ by less are equal: what rounding leaves of a price that does not move, or moves by a fixed share. */
export const smallestRange = 1e-12;

/** The first that holds: too few, implausible (also not a number), constant; otherwise ok. */
export function statusOf(returns: readonly number[]): Status {
  if (returns.length < fewestReturns) return "too few";
  // So written, NaN is implausible, too.
  if (!returns.every((value) => Math.abs(value) <= largestReturn)) return "implausible";
  const least = returns.reduce((low, value) => Math.min(low, value));
  const most = returns.reduce((high, value) => Math.max(high, value));
  return most - least < smallestRange ? "constant" : "ok";
}
