// Integers of 8 bytes as differences: Parquet's DELTA_BINARY_PACKED.
import { varint } from "./bits";

const blockValues: u32 = 128;
const miniblockValues: u32 = 32;
const miniblocks: u32 = 4;

function signed(out: usize, value: i64): usize {
  let bits = <u64>((value << 1) ^ (value >> 63));
  for (; bits > 127; bits >>= 7, out++) store<u8>(out, <u8>(bits | 128));
  store<u8>(out, <u8>bits);
  return out + 1;
}

/** Stores integers, at least one; returns the end. Writes up to 16 bytes beyond it. */
export function writeDeltas(values: usize, count: u32, out: usize): usize {
  out = varint(out, blockValues);
  out = varint(out, miniblocks);
  out = varint(out, count);
  let last = load<i64>(values);
  out = signed(out, last);
  for (let at: u32 = 1; at < count; at += blockValues) {
    const size = min<u32>(blockValues, count - at);
    const from = values + ((<usize>at) << 3);
    let least = load<i64>(from) - last;
    let before = last;
    for (let each: u32 = 0; each < size; each++) {
      const value = load<i64>(from + ((<usize>each) << 3));
      least = min<i64>(least, value - before);
      before = value;
    }
    out = signed(out, least);
    let widths = out;
    store<u32>(widths, 0);
    out += miniblocks;
    for (let start: u32 = 0; start < size; start += miniblockValues, widths++) {
      const end = min<u32>(start + miniblockValues, size);
      let all: u64 = 0;
      before = last;
      for (let each = start; each < end; each++) {
        const value = load<i64>(from + ((<usize>each) << 3));
        all |= <u64>(value - before - least);
        before = value;
      }
      const width = 64 - <u32>clz(all);
      store<u8>(widths, <u8>width);
      memory.fill(out, 0, 4 * width + 16);
      let bit: u32 = 0;
      for (let each = start; each < end; each++, bit += width) {
        const value = load<i64>(from + ((<usize>each) << 3));
        const delta = <u64>(value - last - least);
        last = value;
        const place = out + <usize>(bit >> 3);
        const shift = <u64>(bit & 7);
        store<u64>(place, load<u64>(place) | (delta << shift));
        if (shift + width > 64) store<u8>(place, <u8>(delta >> (64 - shift)), 8);
      }
      out += 4 * width;
    }
  }
  return out;
}
