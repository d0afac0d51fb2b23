// The numbers of dictionary entries in Parquet's hybrid of runs and packed bits.
import { bitWidth, varint } from "./bits";

/** Most groups of eight packed numbers in a run: its header is one byte. */
const mostGroups: u32 = 63;

/** Stores the width of the numbers and the numbers, which are below `entries`. Returns the bytes stored. */
export function writeIndexes(numbers: usize, count: u32, entries: u32, out: usize): u32 {
  const width = bitWidth(entries);
  const first = out;
  store<u8>(out, <u8>width);
  out++;
  // The run of packed groups that is not complete: where its header is, and how many it has.
  let header: usize = 0;
  let groups: u32 = 0;
  for (let at: u32 = 0; at < count;) {
    const from = numbers + ((<usize>at) << 1);
    const eight = v128.load(from);
    const value = load<u16>(from);
    const alike = i16x8.splat(<i16>value);
    if (count - at >= 8 && i16x8.all_true(i16x8.eq(eight, alike))) {
      let end = at + 8;
      while (end + 8 <= count && i16x8.all_true(i16x8.eq(v128.load(numbers + ((<usize>end) << 1)), alike)))
        end += 8;
      while (end < count && load<u16>(numbers + ((<usize>end) << 1)) == value) end++;
      out = varint(out, (end - at) << 1);
      store<u16>(out, value);
      out += (width + 7) >> 3;
      at = end;
      groups = 0;
      continue;
    }
    if (groups == 0 || groups == mostGroups) {
      header = out++;
      groups = 0;
    }
    groups++;
    store<u8>(header, <u8>((groups << 1) | 1));
    pack(from, min<u32>(count - at, 8), width, out);
    out += width;
    at += 8;
  }
  return <u32>(out - first);
}

/** Packs up to eight numbers, and zeros for the others, into `width` bytes. */
function pack(numbers: usize, count: u32, width: u32, out: usize): void {
  let bits: u64 = 0;
  let used: u32 = 0;
  for (let at: u32 = 0; at < 8; at++, numbers += 2) {
    if (at < count) bits |= (<u64>load<u16>(numbers)) << used;
    used += width;
    if (used >= 32) {
      store<u32>(out, <u32>bits);
      out += 4;
      bits >>= 32;
      used -= 32;
    }
  }
  for (; used >= 8; used -= 8, out++, bits >>= 8) store<u8>(out, <u8>bits);
}
