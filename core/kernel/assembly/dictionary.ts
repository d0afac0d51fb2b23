// Dictionaries: each distinct value once, and for each row the number of its value in 2 bytes.
import { bitWidth } from "./bits";

const mixer: u64 = 0x9e37_79b9_7f4a_7c15;

function mix(hash: u64): u64 {
  hash *= mixer;
  return hash ^ (hash >> 32);
}

/** True if a dictionary of so many bytes and the numbers of all rows are larger than `budget` bytes. */
function exceeds(bytes: u32, entries: u32, rows: u32, budget: u32): bool {
  return bytes + ((rows * bitWidth(entries)) >> 3) > budget;
}

/**
 * Stores the distinct values, in the order in which they first occur, and the number of each row that has a value. Compares bits: 0
 * and -0 differ, and a NaN equals itself. Returns how many are distinct, or 0 once they and the numbers would take more than `budget`
 * bytes, or once there are more than half of the slots. `width`: 4, 8 or 16 bytes. `slots`: room for `mask` + 1 words, a power of 2.
 */
export function makeDictionary(
  values: usize,
  width: u32,
  validity: usize,
  rows: u32,
  budget: u32,
  slots: usize,
  mask: u32,
  entries: usize,
  numbers: usize,
): u32 {
  memory.fill(slots, 0, (<usize>mask + 1) << 2);
  let count: u32 = 0;
  let lastLow: u64 = 0;
  let lastHigh: u64 = 0;
  let number: u32 = 0;
  for (let row: u32 = 0; row < rows; row++, values += width) {
    if (validity != 0 && load<u8>(validity + row) == 0) continue;
    const low = width == 4 ? <u64>load<u32>(values) : load<u64>(values);
    const high = width == 16 ? load<u64>(values, 8) : 0;
    if (low != lastLow || high != lastHigh || count == 0) {
      lastLow = low;
      lastHigh = high;
      for (let slot = (<u32>(mix(low ^ mix(high)) >> 20)) & mask; ; slot = (slot + 1) & mask) {
        const found = load<u32>(slots + ((<usize>slot) << 2));
        if (found == 0) {
          number = count++;
          if (exceeds(count * width, count, rows, budget) || count * 2 > mask) return 0;
          store<u32>(slots + ((<usize>slot) << 2), count);
          const entry = entries + <usize>(number * width);
          if (width == 4) store<u32>(entry, <u32>low);
          else store<u64>(entry, low);
          if (width == 16) store<u64>(entry, high, 8);
          break;
        }
        const entry = entries + <usize>((found - 1) * width);
        if (
          (width == 4 ? <u64>load<u32>(entry) : load<u64>(entry)) == low &&
          (width != 16 || load<u64>(entry, 8) == high)
        ) {
          number = found - 1;
          break;
        }
      }
    }
    store<u16>(numbers, <u16>number);
    numbers += 2;
  }
  return count;
}

function hashOf(at: usize, length: u32): u64 {
  let hash: u64 = length;
  for (; length >= 8; length -= 8, at += 8) hash = mix(hash ^ load<u64>(at));
  if (length > 0) hash = mix(hash ^ (load<u64>(at) & (~(<u64>0) >> (64 - 8 * <u64>length))));
  return mix(hash);
}

function isSame(a: usize, b: usize, length: u32): bool {
  for (; length >= 8; length -= 8, a += 8, b += 8) if (load<u64>(a) != load<u64>(b)) return false;
  if (length == 0) return true;
  return (load<u64>(a) ^ load<u64>(b)) << (64 - 8 * <u64>length) == 0;
}

/** As `makeDictionary` does, of strings. Stores the addresses and lengths of the distinct ones. */
export function makeTextDictionary(
  starts: usize,
  lengths: usize,
  validity: usize,
  rows: u32,
  budget: u32,
  slots: usize,
  mask: u32,
  entryStarts: usize,
  entryLengths: usize,
  numbers: usize,
): u32 {
  memory.fill(slots, 0, (<usize>mask + 1) << 2);
  let count: u32 = 0;
  let bytes: u32 = 0;
  let last: usize = 0;
  let lastLength: u32 = 0;
  let number: u32 = 0;
  for (let row: u32 = 0; row < rows; row++, starts += 4, lengths += 4) {
    if (validity != 0 && load<u8>(validity + row) == 0) continue;
    const start: usize = load<u32>(starts);
    const length = load<u32>(lengths);
    // A string that fills many rows has one address.
    if (start != last || length != lastLength) {
      last = start;
      lastLength = length;
      for (let slot = (<u32>(hashOf(start, length) >> 20)) & mask; ; slot = (slot + 1) & mask) {
        const found = load<u32>(slots + ((<usize>slot) << 2));
        if (found == 0) {
          number = count++;
          bytes += length + 4;
          if (exceeds(bytes, count, rows, budget) || count * 2 > mask) return 0;
          store<u32>(slots + ((<usize>slot) << 2), count);
          store<u32>(entryStarts + ((<usize>number) << 2), <u32>start);
          store<u32>(entryLengths + ((<usize>number) << 2), length);
          break;
        }
        const entry = (<usize>(found - 1)) << 2;
        if (
          load<u32>(entryLengths + entry) == length &&
          isSame(load<u32>(entryStarts + entry), start, length)
        ) {
          number = found - 1;
          break;
        }
      }
    }
    store<u16>(numbers, <u16>number);
    numbers += 2;
  }
  return count;
}
