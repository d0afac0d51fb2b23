// Definition levels: which rows of a nullable column have a value.
import { packBits, varint } from "./bits";

/** The number of rows that have a value. */
export function countValues(validity: usize, rows: u32): u32 {
  let count: u32 = 0;
  let row: u32 = 0;
  while (row + 16 <= rows) {
    // A lane holds up to 255 before it would overflow.
    const end = min<u32>(row + 16 * 255, rows & ~15);
    let lanes = i8x16.splat(0);
    for (; row < end; row += 16) lanes = i8x16.add(lanes, v128.load(validity + row));
    const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(lanes));
    count += <u32>(
      (i32x4.extract_lane(sums, 0) +
        i32x4.extract_lane(sums, 1) +
        i32x4.extract_lane(sums, 2) +
        i32x4.extract_lane(sums, 3))
    );
  }
  for (; row < rows; row++) count += load<u8>(validity + row);
  return count;
}

/**
 * Stores the levels of a data page of version 1: their size, then one run. It is a repeated level if all rows are alike, and bits if
 * not. Returns the bytes stored. `values`: how many rows have a value.
 */
export function writeLevels(validity: usize, rows: u32, values: u32, out: usize): u32 {
  let end = out + 4;
  if (values == 0 || values == rows) {
    end = varint(end, rows << 1);
    store<u8>(end, <u8>(values != 0));
    end++;
  } else {
    end = varint(end, (((rows + 7) >> 3) << 1) | 1);
    end += packBits(validity, rows, end);
  }
  store<u32>(out, <u32>(end - out) - 4);
  return <u32>(end - out);
}
