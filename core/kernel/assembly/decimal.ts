// Reads decimals of a fixed scale.
import { doubtful, minus, plus, point } from "./bytes";
import { digitsOf, noDigits } from "./digits";

/** Ten to the powers 0 to 18. */
const powers: usize = memory.data(19 * 8, 8);

function makePowers(): void {
  let power: u64 = 1;
  for (let at: usize = 0; at < 19; at++, power *= 10) store<u64>(powers + (at << 3), power);
}
makePowers();

/**
 * Reads the spans that `locate` found as unscaled values of 16 bytes. Takes up to 16 digits, and values below ten to the 18; any
 * other is doubtful.
 */
export function readDecimals(
  spans: usize,
  rows: u32,
  out: usize,
  doubts: usize,
  precision: u32,
  scale: u32,
): void {
  const limit = load<u64>(powers + ((<usize>min<u32>(precision, 18)) << 3));
  for (let row: u32 = 0; row < rows; row++, spans += 8, out += 16) {
    let from: usize = load<u32>(spans);
    let value: i64 = 0;
    if (from != 0) {
      const sign = <u32>load<u8>(from);
      if (sign == minus || sign == plus) from++;
      const length = load<u32>(spans, 4) - <u32>from;
      let size: u64 = noDigits;
      if (length - 1 < 16) {
        const points =
          (<u32>i8x16.bitmask(i8x16.eq(v128.load(from), i8x16.splat(<i8>point)))) | ((<u32>1) << length);
        const place = <u32>ctz(points);
        const places = place < length ? length - 1 - place : 0;
        if (places <= scale && scale - places <= 18 && (place == length || length > 1)) {
          size = digitsOf(from, length, place < length ? place : 16);
          const factor = load<u64>(powers + ((<usize>(scale - places)) << 3));
          size = size < limit / factor + <u64>(limit % factor != 0) ? size * factor : noDigits;
        }
      }
      if (size >= limit) store<u8>(doubts + row, doubtful);
      else value = sign == minus ? -(<i64>size) : <i64>size;
    }
    store<i64>(out, value);
    store<i64>(out, value >> 63, 8);
  }
}
