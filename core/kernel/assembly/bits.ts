// Bits and numbers of variable length.

/** Stores a number in groups of seven bits, low ones first; returns the address after it. */
export function varint(out: usize, value: u32): usize {
  for (; value > 127; value >>= 7, out++) store<u8>(out, <u8>(value | 128));
  store<u8>(out, <u8>value);
  return out + 1;
}

/** The bits that numbers below `count` need. */
export function bitWidth(count: u32): u32 {
  return count < 2 ? 0 : 32 - <u32>clz(count - 1);
}

/** Stores a bit for each byte that is 0 or 1; returns the bytes stored. May read and write 16 bytes beyond. */
export function packBits(bytes: usize, count: u32, out: usize): u32 {
  for (let at: u32 = 0; at < count; at += 16) {
    let bits = <u32>i8x16.bitmask(i8x16.ne(v128.load(bytes + at), i8x16.splat(0)));
    if (count - at < 16) bits &= (1 << (count - at)) - 1;
    store<u16>(out + (at >> 3), <u16>bits);
  }
  return (count + 7) >> 3;
}
