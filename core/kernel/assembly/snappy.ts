// Snappy's block format.
import { varint } from "./bits";

/** Bytes that a copy can look back. */
const blockBytes: u32 = 65_536;

/** Where four bytes have their entry in `places`. */
function hashOf(bytes: u32): usize {
  return (<usize>((bytes * 0x1e35_a7bd) >> 18)) << 1;
}

/**
 * Compresses; returns the size. `out` needs a sixth more than the bytes, and 32. `places`: 32 KiB, which keep for each hash of four
 * bytes where in the block they were last.
 */
export function compressSnappy(from: usize, size: u32, out: usize, places: usize): u32 {
  const first = out;
  out = varint(out, size);
  for (let at: u32 = 0; at < size; at += blockBytes)
    out = compressBlock(from + at, min<u32>(size - at, blockBytes), out, places);
  return <u32>(out - first);
}

function compressBlock(block: usize, size: u32, out: usize, places: usize): usize {
  // Bytes up to here are written.
  let done: u32 = 0;
  if (size >= 20) {
    memory.fill(places, 0, 1 << 15);
    // The loops read up to eight bytes ahead.
    const limit = size - 15;
    let at: u32 = 1;
    while (at < limit) {
      // The longer nothing matches, the larger the steps.
      let patience: u32 = 32;
      let found: u32 = 0;
      for (; at < limit; at += patience >> 5, patience += patience >> 5) {
        const bytes = load<u32>(block + at);
        const place = places + hashOf(bytes);
        found = load<u16>(place);
        store<u16>(place, <u16>at);
        if (bytes == load<u32>(block + found)) break;
      }
      if (at >= limit) break;
      out = writeLiteral(out, block + done, at - done);
      const length = matching(block, found, at, size);
      out = writeCopy(out, at - found, length);
      at += length;
      done = at;
      if (at < limit) store<u16>(places + hashOf(load<u32>(block + at - 1)), <u16>(at - 1));
    }
  }
  return done < size ? writeLiteral(out, block + done, size - done) : out;
}

/** How many bytes at `at` equal those at `before`; at least the first four do. */
function matching(block: usize, before: u32, at: u32, size: u32): u32 {
  let length: u32 = 4;
  for (; at + length + 8 <= size; length += 8) {
    const unlike = load<u64>(block + before + length) ^ load<u64>(block + at + length);
    if (unlike != 0) return length + ((<u32>ctz(unlike)) >> 3);
  }
  while (at + length < size && load<u8>(block + before + length) == load<u8>(block + at + length)) length++;
  return length;
}

function writeLiteral(out: usize, from: usize, size: u32): usize {
  if (size == 0) return out;
  const less = size - 1;
  if (less < 60) {
    store<u8>(out, <u8>(less << 2));
    out++;
  } else if (less < 256) {
    store<u8>(out, 60 << 2);
    store<u8>(out, <u8>less, 1);
    out += 2;
  } else {
    store<u8>(out, 61 << 2);
    store<u16>(out, <u16>less, 1);
    out += 3;
  }
  memory.copy(out, from, size);
  return out + size;
}

function writeCopy(out: usize, offset: u32, length: u32): usize {
  for (; length >= 68; length -= 64) out = writeLongCopy(out, offset, 64);
  if (length > 64) {
    out = writeLongCopy(out, offset, 60);
    length -= 60;
  }
  if (length >= 12 || offset >= 2048) return writeLongCopy(out, offset, length);
  store<u8>(out, <u8>(1 | ((length - 4) << 2) | ((offset >> 8) << 5)));
  store<u8>(out, <u8>offset, 1);
  return out + 2;
}

function writeLongCopy(out: usize, offset: u32, length: u32): usize {
  store<u8>(out, <u8>(((length - 1) << 2) | 2));
  store<u16>(out, <u16>offset, 1);
  return out + 3;
}
