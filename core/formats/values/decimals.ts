/** Exact decimals. */

/**
 * The value of a number text times ten to the `scale`, exactly: "1.5" at scale 2 is 150. Nothing: the text is no
 * number. `out_of_range`: more digits than `precision` and `scale` hold; zeros that change nothing do not count.
 */
export function parseDecimal(
  text: string,
  precision: number,
  scale: number,
): bigint | "out_of_range" | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole.length + fraction.length === 0) return undefined;
  const all = whole + fraction;
  let first = 0;
  while (all[first] === "0") first++;
  // Walked and not matched: /0+$/ tries again at every zero, which takes minutes for a record of zeros.
  let last = all.length;
  while (last > first && all[last - 1] === "0") last--;
  const digits = all.slice(first);
  const significant = all.slice(first, last);
  if (significant === "") return 0n;
  // The power of ten of the last significant digit, in units of the scale.
  const shift = Number(exponent) - fraction.length + (digits.length - significant.length) + scale;
  if (shift < 0 || significant.length + shift > precision) return "out_of_range";
  const value = BigInt(significant) * 10n ** BigInt(shift);
  return sign === "-" ? -value : value;
}
