/** Parses numbers from bytes: an optional sign, digits with an optional point, an optional exponent. */

const zero = 48;
const plus = 43;
const minus = 45;
const point = 46;
// Every power of ten that a double holds exactly.
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Writes the double nearest to a decimal string into `target[index]`: returning it would cost an object. NaN means that the string
 * is not a number, an infinity that it is too large for a double. With up to 15 digits and an exponent up to 22, both mantissa and
 * power are exact, so the one rounding of their product or quotient is right. Everything else goes through `Number`.
 */
export function parseDouble(
  bytes: Buffer,
  from: number,
  to: number,
  target: Float64Array,
  index: number,
): void {
  target[index] = NaN;
  let at = from;
  const negative = bytes[at] === minus;
  if (at < to && (negative || bytes[at] === plus)) at++;
  let mantissa = 0;
  let digits = 0;
  let significant = 0;
  let scale = 0;
  let seenPoint = false;
  for (; at < to; at++) {
    const digit = bytes[at]! - zero;
    if (digit >= 0 && digit <= 9) {
      digits++;
      if (digit > 0 || significant > 0) significant++;
      mantissa = mantissa * 10 + digit;
      if (seenPoint) scale++;
    } else if (digit === point - zero && !seenPoint) seenPoint = true;
    else break;
  }
  if (digits === 0) return;
  let exponent = 0;
  if (at < to) {
    if ((bytes[at]! | 32) !== 101) return;
    at++;
    const down = bytes[at] === minus;
    if (at < to && (down || bytes[at] === plus)) at++;
    if (at === to) return;
    for (; at < to; at++) {
      const digit = bytes[at]! - zero;
      if (!(digit >= 0 && digit <= 9)) return;
      exponent = exponent * 10 + digit;
    }
    if (down) exponent = -exponent;
  }
  exponent -= scale;
  if (significant <= 15 && exponent >= -22 && exponent <= 22) {
    const value = exponent < 0 ? mantissa / powers[-exponent]! : mantissa * powers[exponent]!;
    target[index] = negative ? -value : value;
  } else target[index] = Number(bytes.toString("latin1", from, to));
}

/**
 * An integer of an optional sign and digits that a double holds exactly (up to 15 significant digits). NaN means that the string is
 * not an integer, an infinity that it has more digits: read it with `parseBigInt`.
 */
export function parseInteger(bytes: Buffer, from: number, to: number): number {
  let at = from;
  const negative = bytes[at] === minus;
  if (at < to && (negative || bytes[at] === plus)) at++;
  if (at === to) return NaN;
  let value = 0;
  let significant = 0;
  for (; at < to; at++) {
    const digit = bytes[at]! - zero;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    if (digit > 0 || significant > 0) significant++;
    value = value * 10 + digit;
  }
  if (significant > 15) return negative ? -Infinity : Infinity;
  // Avoid `-0`, which is not an integer.
  return negative && value > 0 ? -value : value;
}

/** The integer of a string that `parseInteger` accepted. */
export function parseBigInt(bytes: Buffer, from: number, to: number): bigint {
  const signed = bytes[from] === minus || bytes[from] === plus;
  const value = BigInt(bytes.toString("latin1", signed ? from + 1 : from, to));
  return bytes[from] === minus ? -value : value;
}

/**
 * The value of a number string times ten to the `scale`, exactly: "1.5" at scale 2 is 150. Undefined if the string is not a number;
 * `out_of_range` if it has more digits than `precision` and `scale` hold, without zeros that change nothing.
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
  // A loop instead of a regular expression: /0+$/ starts again at every zero, which takes minutes for a record of zeros.
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
