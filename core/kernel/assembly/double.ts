// Reads doubles, correctly rounded.
import { doubtful, minus, plus, point } from "./bytes";
import { digitsOf, noDigits } from "./digits";

/** Every power of ten that a double holds exactly: 0 to 22. */
const powers: usize = memory.data(23 * 8, 8);

function makePowers(): void {
  let power: f64 = 1;
  for (let at: usize = 0; at < 23; at++, power *= 10) store<f64>(powers + (at << 3), power);
}
makePowers();

/**
 * Reads the spans that `locate` found as doubles. With up to 15 digits and an exponent up to 22, mantissa and power are both exact,
 * so the one rounding of their product or quotient is right; and so is that of an integer of 16 digits. `nonFinite`: texts with
 * their doubles, each its length in a word, its 8 bytes and its text.
 */
export function readDoubles(
  spans: usize,
  rows: u32,
  out: usize,
  doubts: usize,
  nonFinite: usize,
  nonFiniteCount: u32,
): void {
  const points = i8x16.splat(<i8>point);
  for (let row: u32 = 0; row < rows; row++, spans += 8, out += 8) {
    let from: usize = load<u32>(spans);
    const to: usize = load<u32>(spans, 4);
    if (from == 0) {
      store<f64>(out, 0);
      continue;
    }
    const negative = <u32>(load<u8>(from) == minus);
    from += negative;
    const length = <u32>(to - from);
    if (length - 1 < 16) {
      const place: u32 = min<u32>(
        <u32>ctz((<u32>i8x16.bitmask(i8x16.eq(v128.load(from), points))) | 0x10000),
        length,
      );
      const hasPoint = <u32>(place < length);
      const digits: u32 = length - hasPoint;
      const value = digitsOf(from, length, hasPoint ? place : 16);
      if (value != noDigits && digits != 0) {
        const scale: u32 = hasPoint ? digits - place : 0;
        const power = load<f64>(powers + ((<usize>scale) << 3));
        store<u64>(out, reinterpret<u64>(<f64>(<i64>value) / power) | ((<u64>negative) << 63));
        continue;
      }
    }
    const value = general(from, to);
    if (value == value) {
      store<u64>(out, reinterpret<u64>(value) | ((<u64>negative) << 63));
      continue;
    }
    store<f64>(out, 0);
    if (!isNonFinite(from - negative, to, nonFinite, nonFiniteCount, out)) store<u8>(doubts + row, doubtful);
  }
}

/** The double of digits with an optional point and exponent; NaN if it cannot be read exactly here. */
function general(at: usize, to: usize): f64 {
  // `-+5` is not a number; a single plus is rare.
  let mantissa: u64 = 0;
  let digits: u32 = 0;
  let significant: u32 = 0;
  let scale: i32 = 0;
  let seenPoint = false;
  for (; at < to; at++) {
    const byte = <u32>load<u8>(at);
    const digit = byte - 48;
    if (digit < 10) {
      digits++;
      significant += <u32>((digit | significant) != 0);
      if (significant > 19) return NaN;
      mantissa = mantissa * 10 + digit;
      scale += <i32>seenPoint;
    } else if (byte == point && !seenPoint) seenPoint = true;
    else break;
  }
  if (digits == 0) return NaN;
  let exponent: i32 = 0;
  if (at < to) {
    if ((load<u8>(at) | 32) != 101) return NaN;
    at++;
    const sign = <u32>load<u8>(at);
    if (at < to && (sign == minus || sign == plus)) at++;
    if (at == to || to - at > 5) return NaN;
    for (; at < to; at++) {
      const digit = <u32>load<u8>(at) - 48;
      if (digit > 9) return NaN;
      exponent = exponent * 10 + <i32>digit;
    }
    if (sign == minus) exponent = -exponent;
  }
  exponent -= scale;
  if (significant > 15 || exponent < -22 || exponent > 22) return rounded(mantissa, exponent);
  const value = <f64>(<i64>mantissa);
  return exponent < 0
    ? value / load<f64>(powers + ((<usize>-exponent) << 3))
    : value * load<f64>(powers + ((<usize>exponent) << 3));
}

/** For the powers -64 to 64: see ../powers-of-five.ts, which fills this. */
const fives: usize = memory.data(129 * 16, 16);

/** Where the table of powers of five belongs. */
export function fivesAddress(): usize {
  return fives;
}

/**
 * The double nearest to a decimal; NaN if 128 bits do not decide, or if it is subnormal, infinite or beyond the table. Daniel
 * Lemire, "Number Parsing at a Gigabyte per Second", 2021.
 */
function rounded(decimal: u64, exponent: i32): f64 {
  if (decimal == 0) return 0;
  if (exponent < -64 || exponent > 64) return NaN;
  const five = fives + ((<usize>(exponent + 64)) << 4);
  const zeros = <i32>clz(decimal);
  const shifted = decimal << zeros;
  multiply(shifted, load<u64>(five));
  let high = productHigh;
  let low = productLow;
  if ((high & 0x1ff) == 0x1ff) {
    // The lower half of the power may carry over.
    multiply(shifted, load<u64>(five, 8));
    low += productHigh;
    if (low < productHigh) high++;
    if (low == 0xffff_ffff_ffff_ffff && (exponent < -27 || exponent > 55)) return NaN;
  }
  const top = <i32>(high >> 63);
  const shift = top + 9;
  let mantissa = high >> shift;
  // 217706 / 65536 is log2(10); 63 bits of the product lie behind its first, and 1023 is the bias of a double's exponent.
  let power = ((217706 * exponent) >> 16) + 63 + top - zeros + 1023;
  if (power <= 0) return NaN;
  // Exactly between two doubles: to the even one.
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1 && mantissa << shift == high)
    mantissa &= ~(<u64>1);
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= (<u64>1) << 53) {
    mantissa = (<u64>1) << 52;
    power++;
  }
  if (power >= 0x7ff) return NaN;
  return reinterpret<f64>((mantissa & 0xf_ffff_ffff_ffff) | ((<u64>power) << 52));
}

let productHigh: u64 = 0;
let productLow: u64 = 0;

/** Sets `productHigh` and `productLow` to the 128 bits of a product. */
function multiply(a: u64, b: u64): void {
  const a0 = a & 0xffff_ffff;
  const a1 = a >> 32;
  const b0 = b & 0xffff_ffff;
  const b1 = b >> 32;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >> 32);
  const other = a0 * b1 + (middle & 0xffff_ffff);
  productLow = (other << 32) | (low & 0xffff_ffff);
  productHigh = a1 * b1 + (middle >> 32) + (other >> 32);
}

function isNonFinite(from: usize, to: usize, texts: usize, count: u32, out: usize): bool {
  const length = <u32>(to - from);
  for (; count > 0; count--) {
    const own = load<u32>(texts);
    if (own == length && memory.compare(from, texts + 12, length) == 0) {
      store<u64>(out, load<u64>(texts, 4));
      return true;
    }
    texts += 12 + own;
  }
  return false;
}
