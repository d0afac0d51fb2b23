// The least and greatest of values: stored at `out` and, 16 bytes behind, at `out + 16`. There is at least one value.

/** Returns 0 if one is NaN, which has no place in the order; a zero counts as both of its signs. */
export function boundsOfDoubles(values: usize, count: u32, out: usize): u32 {
  let least = f64x2.splat(Infinity);
  let greatest = f64x2.splat(-Infinity);
  let unequal = f64x2.splat(0);
  let at: u32 = 0;
  for (; at + 2 <= count; at += 2, values += 16) {
    const pair = v128.load(values);
    least = f64x2.pmin(least, pair);
    greatest = f64x2.pmax(greatest, pair);
    unequal = v128.or(unequal, f64x2.ne(pair, pair));
  }
  if (at < count) {
    const pair = v128.load64_splat(values);
    least = f64x2.pmin(least, pair);
    greatest = f64x2.pmax(greatest, pair);
    unequal = v128.or(unequal, f64x2.ne(pair, pair));
  }
  if (v128.any_true(unequal)) return 0;
  let low = min<f64>(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  let high = max<f64>(f64x2.extract_lane(greatest, 0), f64x2.extract_lane(greatest, 1));
  if (low == 0) low = -0.0;
  if (high == 0) high = 0.0;
  store<f64>(out, low);
  store<f64>(out, high, 16);
  return 1;
}

export function boundsOfInts(values: usize, count: u32, out: usize): void {
  let least = v128.load32_splat(values);
  let greatest = least;
  let at: u32 = 0;
  for (; at + 4 <= count; at += 4, values += 16) {
    const four = v128.load(values);
    least = i32x4.min_s(least, four);
    greatest = i32x4.max_s(greatest, four);
  }
  for (; at < count; at++, values += 4) {
    const one = v128.load32_splat(values);
    least = i32x4.min_s(least, one);
    greatest = i32x4.max_s(greatest, one);
  }
  const low = min<i32>(
    min<i32>(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1)),
    min<i32>(i32x4.extract_lane(least, 2), i32x4.extract_lane(least, 3)),
  );
  const high = max<i32>(
    max<i32>(i32x4.extract_lane(greatest, 0), i32x4.extract_lane(greatest, 1)),
    max<i32>(i32x4.extract_lane(greatest, 2), i32x4.extract_lane(greatest, 3)),
  );
  store<i32>(out, low);
  store<i32>(out, high, 16);
}

export function boundsOfBigints(values: usize, count: u32, out: usize): void {
  let low = load<i64>(values);
  let high = low;
  for (let at: u32 = 1; at < count; at++) {
    const value = load<i64>(values + ((<usize>at) << 3));
    low = min<i64>(low, value);
    high = max<i64>(high, value);
  }
  store<i64>(out, low);
  store<i64>(out, high, 16);
}

/** Of integers of 16 bytes. */
export function boundsOfDecimals(values: usize, count: u32, out: usize): void {
  let low = values;
  let high = values;
  for (let at: u32 = 1; at < count; at++) {
    values += 16;
    if (isLess(values, low)) low = values;
    else if (isLess(high, values)) high = values;
  }
  v128.store(out, v128.load(low));
  v128.store(out, v128.load(high), 16);
}

function isLess(a: usize, b: usize): bool {
  const x = load<i64>(a, 8);
  const y = load<i64>(b, 8);
  return x < y || (x == y && load<u64>(a) < load<u64>(b));
}

/** Of booleans of a byte. */
export function boundsOfBooleans(values: usize, count: u32, out: usize): void {
  let low: u8 = 1;
  let high: u8 = 0;
  for (let at: u32 = 0; at < count; at++) {
    low &= load<u8>(values + at);
    high |= load<u8>(values + at);
  }
  store<u8>(out, low);
  store<u8>(out, high, 16);
}

/** The first 8 bytes of a string as a number that orders as they do. */
function prefixOf(at: usize, length: u32): u64 {
  if (length == 0) return 0;
  const word = load<u64>(at);
  return bswap<u64>(length < 8 ? word & (~(<u64>0) >> (64 - 8 * <u64>length)) : word);
}

function textIsLess(a: usize, aLength: u32, b: usize, bLength: u32): bool {
  const order = memory.compare(a, b, min<u32>(aLength, bLength));
  return order < 0 || (order == 0 && aLength < bLength);
}

/** Of strings by their bytes: stores address and length of each. A row without a value (`validity` is 0 for none such) is left out. */
export function boundsOfTexts(starts: usize, lengths: usize, validity: usize, rows: u32, out: usize): void {
  let low: usize = 0;
  let lowLength: u32 = 0;
  let lowPrefix: u64 = 0;
  let high: usize = 0;
  let highLength: u32 = 0;
  let highPrefix: u64 = 0;
  let last: usize = 0;
  let lastLength: u32 = 0;
  for (let row: u32 = 0; row < rows; row++, starts += 4, lengths += 4) {
    if (validity != 0 && load<u8>(validity + row) == 0) continue;
    const start: usize = load<u32>(starts);
    const length = load<u32>(lengths);
    if (start == last && length == lastLength) continue;
    const prefix = prefixOf(start, length);
    if (last == 0) {
      low = high = start;
      lowLength = highLength = length;
      lowPrefix = highPrefix = prefix;
    } else if (prefix < lowPrefix || (prefix == lowPrefix && textIsLess(start, length, low, lowLength))) {
      low = start;
      lowLength = length;
      lowPrefix = prefix;
    } else if (prefix > highPrefix || (prefix == highPrefix && textIsLess(high, highLength, start, length))) {
      high = start;
      highLength = length;
      highPrefix = prefix;
    }
    last = start;
    lastLength = length;
  }
  store<u32>(out, <u32>low);
  store<u32>(out, lowLength, 4);
  store<u32>(out, <u32>high, 16);
  store<u32>(out, highLength, 20);
}
