/** Decimals that are hard to round, read by the kernel. */
import assert from "node:assert/strict";
import { makeRandom } from "../../../core/formats/random";
import { makeKernel } from "../../../core/kernel";

const batch = 1000;
const [spansAt, outAt, doubtsAt, textAt] = [100_000, 120_000, 140_000, 150_000];

/** Decimals of up to 19 digits, many of them close to the middle of two doubles. */
export function* hardDecimals(seed: number, count: number): Generator<string> {
  const random = makeRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const words = new Uint32Array(2);
  const double = new Float64Array(words.buffer);
  for (let made = 0; made < count; made++) {
    const sign = random() < 0.5 ? "-" : "";
    if (made % 4 === 0) {
      const digits = Array.from({ length: 1 + below(19) }, () => below(10)).join("");
      const point = below(digits.length + 1);
      yield `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
      continue;
    }
    words[0] = random() * 2 ** 32;
    // Exponents from about 1e-50 to 1e50.
    words[1] = ((1023 - 166 + below(332)) << 20) | below(2 ** 20);
    const middle = middleAbove(double[0]!);
    const digits = middle.digits.slice(0, 17 + below(3));
    const nudged = String(BigInt(digits) + BigInt(below(3) - 1));
    yield `${sign}${nudged}e${middle.exponent - digits.length}`;
  }
}

/** The middle of a positive double and the next one: its digits, exactly, as a fraction below one, and the power of ten. */
function middleAbove(value: number): { readonly digits: string; readonly exponent: number } {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  const mantissa = 2n * ((bits & 0xf_ffff_ffff_ffffn) | 0x10_0000_0000_0000n) + 1n;
  const power = Number(bits >> 52n) - 1075 - 1;
  if (power >= 0) {
    const digits = String(mantissa << BigInt(power));
    return { digits, exponent: digits.length };
  }
  // A negative power of two is a power of five over one of ten.
  const digits = String(mantissa * 5n ** BigInt(-power));
  return { digits, exponent: digits.length + power };
}

/** Asserts that the kernel reads each decimal as `Number` does, or leaves it to the exact readers; returns how many it left. */
export function readAll(decimals: Iterable<string>): { readonly read: number; readonly left: number } {
  const kernel = makeKernel(textAt + batch * 64);
  const bytes = Buffer.from(kernel.memory.buffer);
  let [read, left] = [0, 0];
  const flush = (texts: readonly string[]) => {
    let at = textAt;
    texts.forEach((text, row) => {
      bytes.writeUInt32LE(at, spansAt + 8 * row);
      at += bytes.write(text, at);
      bytes.writeUInt32LE(at, spansAt + 8 * row + 4);
      at += 1;
    });
    bytes.fill(0, doubtsAt, doubtsAt + texts.length);
    kernel.readDoubles(spansAt, texts.length, outAt, doubtsAt, 0, 0);
    texts.forEach((text, row) => {
      if (bytes[doubtsAt + row] === 1) return left++;
      read++;
      const found = bytes.readDoubleLE(outAt + 8 * row);
      assert.ok(Object.is(found, Number(text)), `${text} became ${found}`);
    });
  };
  let texts: string[] = [];
  for (const text of decimals) {
    texts.push(text);
    if (texts.length < batch) continue;
    flush(texts);
    texts = [];
  }
  flush(texts);
  return { read, left };
}
