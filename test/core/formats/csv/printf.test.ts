import assert from "node:assert/strict";
import fc from "fast-check";
import { formatG } from "../../../../core/formats/csv/printf";

/** `%.<digits>g` by exact integer arithmetic on the bits of the double: slow, and with nothing of JavaScript's printing. */
function reference(value: number, digits: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const sign = bits >> 63n ? "-" : "";
  const power = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  if (power === 0 && fraction === 0n) return `${sign}0`;
  const mantissa = power === 0 ? fraction : fraction | (1n << 52n);
  const shift = Math.max(power, 1) - 1075;
  let top = shift > 0 ? mantissa << BigInt(shift) : mantissa;
  let bottom = shift < 0 ? 1n << BigInt(-shift) : 1n;
  let exponent = 0;
  while (top >= bottom * 10n) {
    bottom *= 10n;
    exponent += 1;
  }
  while (top < bottom) {
    top *= 10n;
    exponent -= 1;
  }
  top *= 10n ** BigInt(digits - 1);
  let figures = top / bottom;
  const rest = (top % bottom) * 2n;
  if (rest > bottom || (rest === bottom && figures % 2n === 1n)) figures += 1n;
  if (figures === 10n ** BigInt(digits)) {
    figures /= 10n;
    exponent += 1;
  }
  const text = String(figures);
  const trim = (number: string) =>
    number.includes(".") ? number.replace(/0+$/, "").replace(/\.$/, "") : number;
  if (exponent < -4 || exponent >= digits) {
    const short = trim(`${text[0]}.${text.slice(1)}`);
    return `${sign}${short}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return sign + trim(`0.${"0".repeat(-exponent - 1)}${text}`);
  return sign + trim(`${text.slice(0, exponent + 1)}.${text.slice(exponent + 1)}`);
}

describe("formatG", () => {
  const known: readonly (readonly [number, number, string])[] = [
    [0, 5, "0"],
    [-0, 5, "-0"],
    [1, 5, "1"],
    [100, 5, "100"],
    [99999, 5, "99999"],
    [99999.5, 5, "1e+05"],
    [123456, 5, "1.2346e+05"],
    [0.0001, 5, "0.0001"],
    [0.00001234567, 5, "1.2346e-05"],
    [-9.8184, 5, "-9.8184"],
    [0.1 + 0.2, 5, "0.3"],
    [1e-300, 5, "1e-300"],
    [12344.5, 5, "12344"],
    [12345.5, 5, "12346"],
    [2.5, 1, "2"],
    [0.15, 1, "0.1"],
    [1e22, 17, "1e+22"],
  ];
  for (const [value, digits, text] of known) {
    it(`prints ${Object.is(value, -0) ? "-0" : value} with ${digits} digits as C does`, () => {
      assert.equal(formatG(value, digits), text);
    });
  }

  it("agrees with exact arithmetic for any double", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, fc.integer({ min: 1, max: 17 }), (value, digits) => {
        assert.equal(formatG(value, digits), reference(value, digits));
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with exact arithmetic where the value lies exactly between two texts", () => {
    const halves = fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: -30, max: 5 }));
    fc.assert(
      fc.property(halves, fc.integer({ min: 1, max: 12 }), ([whole, power], digits) => {
        const value = (whole + 0.5) * 2 ** power;
        assert.equal(formatG(value, digits), reference(value, digits));
      }),
      { numRuns: 2000 },
    );
  });
});
