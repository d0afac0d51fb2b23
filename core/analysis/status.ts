/** Whether a window's returns could be analysed, and if not, why. */
export type Status = "ok" | "too few" | "constant" | "implausible";

/** Windows with fewer returns than this are not analysed. */
export const fewestReturns = 30;

/**
 * A log return beyond this is an error in the data: the price rose to five times its level, or fell to a fifth, in a day. A price
 * in hundredths (a factor of 100) and an unadjusted split of 10 to 1 lie beyond.
 */
export const largestReturn = Math.log(5);

/** Returns that differ by less are equal: rounding causes such differences in a price that does not move, or moves by a fixed share. */
export const smallestRange = 1e-12;

/** The first that holds: too few, implausible (also if not a number), constant; otherwise ok. */
export function statusOf(returns: readonly number[]): Status {
  if (returns.length < fewestReturns) return "too few";
  // Written so that NaN counts as implausible, too.
  if (!returns.every((value) => Math.abs(value) <= largestReturn)) return "implausible";
  const least = returns.reduce((low, value) => Math.min(low, value));
  const most = returns.reduce((high, value) => Math.max(high, value));
  return most - least < smallestRange ? "constant" : "ok";
}
