// Reads integers.
import { doubtful, minus, plus } from "./bytes";
import { digitsOf, noDigits } from "./digits";

/** The absolute value of up to 18 digits; `noDigits` for anything else. */
function absolute(from: usize, length: u32): u64 {
  if (length - 1 < 16) return digitsOf(from, length, 16);
  if (length != 17 && length != 18) return noDigits;
  const high = digitsOf(from, length - 16, 16);
  const low = digitsOf(from + (length - 16), 16, 16);
  return high == noDigits || low == noDigits ? noDigits : high * 10_000_000_000_000_000 + low;
}

/** Reads the spans that `locate` found as integers of 4 bytes. */
export function readInts(spans: usize, rows: u32, out: usize, doubts: usize): void {
  for (let row: u32 = 0; row < rows; row++, spans += 8, out += 4) {
    let from: usize = load<u32>(spans);
    if (from == 0) {
      store<i32>(out, 0);
      continue;
    }
    const sign = <u32>load<u8>(from);
    if (sign == minus || sign == plus) from++;
    const value = absolute(from, load<u32>(spans, 4) - <u32>from);
    const limit: u64 = sign == minus ? 2_147_483_648 : 2_147_483_647;
    if (value > limit) store<u8>(doubts + row, doubtful);
    else store<i32>(out, sign == minus ? <i32>(0 - value) : <i32>value);
  }
}

/** Reads the spans that `locate` found as integers of 8 bytes. */
export function readBigints(spans: usize, rows: u32, out: usize, doubts: usize): void {
  for (let row: u32 = 0; row < rows; row++, spans += 8, out += 8) {
    let from: usize = load<u32>(spans);
    if (from == 0) {
      store<i64>(out, 0);
      continue;
    }
    const sign = <u32>load<u8>(from);
    if (sign == minus || sign == plus) from++;
    const length = load<u32>(spans, 4) - <u32>from;
    let value = absolute(from, length);
    if (length == 19) {
      const last = <u64>load<u8>(from, 18) - 48;
      const rest = absolute(from, 18);
      // Nineteen digits may exceed 63 bits, and never 64.
      value = last > 9 || rest == noDigits ? noDigits : rest * 10 + last;
    }
    const limit: u64 = sign == minus ? 0x8000_0000_0000_0000 : 0x7fff_ffff_ffff_ffff;
    if (value > limit) store<u8>(doubts + row, doubtful);
    else store<i64>(out, sign == minus ? <i64>(0 - value) : <i64>value);
  }
}
