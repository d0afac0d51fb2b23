// Digits to integers, sixteen at a time.

/** For each length up to 16 and place of a point in it (16: none), the shuffle that drops the point and aligns digits right. */
const shuffles: usize = memory.data(17 * 17 * 16, 16);

function makeShuffles(): void {
  for (let length: i32 = 0; length <= 16; length++)
    for (let point: i32 = 0; point <= 16; point++) {
      const digits = point < length ? length - 1 : length;
      for (let out: i32 = 0; out < 16; out++) {
        const digit = out - (16 - digits);
        // An index of 0x80 gives a 0.
        let from: i32 = 0x80;
        if (digit >= 0) from = point < length && digit >= point ? digit + 1 : digit;
        store<u8>(shuffles + <usize>((length * 17 + point) * 16 + out), <u8>from);
      }
    }
}
makeShuffles();

/** Not a number of up to 16 digits. */
export const noDigits: u64 = 0xffff_ffff_ffff_ffff;

/** The number of up to 16 bytes, all digits but the one at `point` (16 or more: none); `noDigits` if one is not. */
export function digitsOf(from: usize, length: u32, point: u32): u64 {
  const bytes = i8x16.sub(v128.load(from), i8x16.splat(48));
  const place = min<u32>(point, 16);
  const digits = i8x16.swizzle(bytes, v128.load(shuffles + ((<usize>(length * 17 + place)) << 4)));
  if (i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9))) != 0) return noDigits;
  const pairs = i16x8.add(
    i16x8.mul(v128.and(digits, i16x8.splat(0xff)), i16x8.splat(10)),
    i16x8.shr_u(digits, 8),
  );
  const fours = i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const eights = i32x4.dot_i16x8_s(
    i16x8.narrow_i32x4_s(fours, fours),
    i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1),
  );
  return <u64>(<u32>i32x4.extract_lane(eights, 0)) * 100_000_000 + <u64>(<u32>i32x4.extract_lane(eights, 1));
}

/** The number that two digits make; at least 100 if they are not digits. */
export function twoDigits(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 48;
  const ones = <u32>load<u8>(at, 1) - 48;
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}
