/** Random numbers that are the same on every machine and engine: plain arithmetic without `Math` functions that may differ. */

/** Numbers in [0, 1) from a 32-bit seed: mulberry32. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A nearly normal number of mean 0 and variance 1, within ±6: the sum of twelve uniform ones (Irwin and Hall). */
export function nearlyNormal(random: () => number): number {
  let sum = -6;
  for (let each = 0; each < 12; each += 1) sum += random();
  return sum;
}

/** The exponential of a number between -1 and 1, by its series. */
export function exponential(x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 20; n += 1) {
    term *= x / n;
    sum += term;
  }
  return sum;
}
