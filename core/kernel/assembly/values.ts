// Moves values of a fixed width to where a page needs them.

/** Copies the values of the rows that have one; `width`: 1, 4, 8 or 16 bytes. Writes one value beyond the last. */
export function compact(values: usize, width: u32, validity: usize, rows: u32, out: usize): void {
  if (width == 1)
    for (let row: u32 = 0; row < rows; row++, values++) {
      store<u8>(out, load<u8>(values));
      out += load<u8>(validity + row);
    }
  else if (width == 4)
    for (let row: u32 = 0; row < rows; row++, values += 4) {
      store<u32>(out, load<u32>(values));
      out += (<usize>load<u8>(validity + row)) << 2;
    }
  else if (width == 8)
    for (let row: u32 = 0; row < rows; row++, values += 8) {
      store<u64>(out, load<u64>(values));
      out += (<usize>load<u8>(validity + row)) << 3;
    }
  else
    for (let row: u32 = 0; row < rows; row++, values += 16) {
      v128.store(out, v128.load(values));
      out += (<usize>load<u8>(validity + row)) << 4;
    }
}

/** Copies integers of 16 bytes to 4 or 8 bytes, which must be enough. */
export function narrow(values: usize, rows: u32, width: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++, values += 16, out += width)
    if (width == 4) store<u32>(out, load<u32>(values));
    else store<u64>(out, load<u64>(values));
}

/** Copies integers of 16 bytes with their bytes reversed: from low bytes first to high ones first. */
export function reverseBytes(values: usize, count: u32, out: usize): void {
  const order = i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  for (let at: u32 = 0; at < count; at++, values += 16, out += 16)
    v128.store(out, i8x16.swizzle(v128.load(values), order));
}
