/** Numbers as C prints them. */

/**
 * A finite number as C's `%.<digits>g`: that many significant digits, without trailing zeros. The exponent has at least two digits
 * and appears if it is below -4 or at least `digits`. Ties of the exact value go to the even digit.
 * @param digits 1 to 17
 */
export function formatG(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "", power = ""] = rounded(value, digits).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${trimZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  const sign = mantissa.startsWith("-") ? "-" : "";
  const figures = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return sign + trimZeros(`0.${"0".repeat(-exponent - 1)}${figures}`);
  return sign + trimZeros(`${figures.slice(0, exponent + 1)}.${figures.slice(exponent + 1)}`);
}

/** `d.ddde±x` with `digits` significant digits. */
function rounded(value: number, digits: number): string {
  const longer = value.toExponential(digits);
  // Only a value that ends exactly in a 5 one place later can be a tie; JavaScript rounds those up, C to even.
  const tie = longer.includes("5e") && Number(longer) === value && isExact(value, longer, digits);
  const up = value.toExponential(digits - 1);
  if (!tie) return up;
  const kept = longer.replace(/\.?5e/, "e");
  const [mantissa = ""] = kept.split("e");
  return Number(mantissa.at(-1)) % 2 === 0 ? kept : up;
}

/** True if a decimal string is the number's exact value. 100 digits are enough, because doubles lie much further apart. */
function isExact(value: number, text: string, digits: number): boolean {
  const [mantissa = "", power = ""] = text.split("e");
  return value.toExponential(100) === `${mantissa}${"0".repeat(100 - digits)}e${power}`;
}

const trimZeros = (text: string) => (text.includes(".") ? text.replace(/\.?0*$/, "") : text);
