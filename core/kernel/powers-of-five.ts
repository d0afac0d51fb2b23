/**
 * The significant bits of powers of five, with which the kernel reads decimals of up to 19 digits as doubles: Daniel Lemire, "Number
 * Parsing at a Gigabyte per Second", 2021.
 */

/** The table has the powers -64 to 64. Numbers beyond go through the exact readers. */
const most = 64;

let table: BigUint64Array | undefined;

/** For each power 128 bits, of which the highest is 1: two words, high word first. */
export function powersOfFive(): BigUint64Array {
  if (table) return table;
  table = new BigUint64Array(2 * (2 * most + 1));
  for (let power = -most; power <= most; power++) {
    const bits = significant(power);
    table[2 * (power + most)] = bits >> 64n;
    table[2 * (power + most) + 1] = bits & 0xffff_ffff_ffff_ffffn;
  }
  return table;
}

function significant(power: number): bigint {
  const five = 5n ** BigInt(Math.abs(power));
  const size = BigInt(five.toString(2).length);
  if (power >= 0) return size < 128n ? five << (128n - size) : five >> (size - 128n);
  // Up to 5^27 has at most 64 bits, and a quotient by it may be a tie, which only a reciprocal that is rounded up shows.
  if (power >= -27) return (1n << (size + 127n)) / five + 1n;
  const reciprocal = (1n << (2n * size + 128n)) / five + 1n;
  return reciprocal >> (BigInt(reciprocal.toString(2).length) - 128n);
}
