// Strings as PLAIN byte arrays.

/** The bytes that `writeTexts` stores for rows that all have a value, or 2^31 - 1 if they are more. */
export function sizeOfTexts(lengths: usize, rows: u32): u32 {
  let bytes: u64 = (<u64>rows) << 2;
  for (let row: u32 = 0; row < rows; row++) bytes += load<u32>(lengths + ((<usize>row) << 2));
  return <u32>min<u64>(bytes, <u64>i32.MAX_VALUE);
}

/** The number of first rows that take up to `limit` bytes, and at least one. */
export function rowsOfTexts(lengths: usize, rows: u32, limit: u32): u32 {
  let bytes: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    bytes += load<u32>(lengths + ((<usize>row) << 2)) + 4;
    if (bytes > limit) return max<u32>(row, 1);
  }
  return rows;
}

/** Stores each string after its length, but not those of rows without a value; `validity` is 0 if all have one. Returns the end. */
export function writeTexts(starts: usize, lengths: usize, validity: usize, rows: u32, out: usize): usize {
  for (let row: u32 = 0; row < rows; row++, starts += 4, lengths += 4) {
    if (validity != 0 && load<u8>(validity + row) == 0) continue;
    const start: usize = load<u32>(starts);
    const length = load<u32>(lengths);
    store<u32>(out, length);
    out += 4;
    if (length > 64) memory.copy(out, start, length);
    else for (let at: usize = 0; at < length; at += 16) v128.store(out + at, v128.load(start + at));
    out += length;
  }
  return out;
}
