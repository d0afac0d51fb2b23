/** The bounds of values in pages and column chunks, from which readers know what they can skip. */
import type { Physical } from "./schema";

/** A bound as Parquet stores it. */
export interface Bound {
  readonly bytes: Buffer;
  /** False if it is only a bound, and no value: long strings are cut. */
  readonly exact: boolean;
}

/** `high` is undefined if there is no short string above a long one. */
export interface Bounds {
  readonly low: Bound;
  readonly high: Bound | undefined;
}

const longestText = 64;

/** The first characters of a UTF-8 string, of at most 64 bytes. */
function cut(bytes: Uint8Array): Buffer {
  let end = longestText;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return Buffer.from(bytes.subarray(0, end));
}

/** A string as a lower bound. */
export const lowText = (bytes: Uint8Array): Bound =>
  bytes.length <= longestText
    ? { bytes: Buffer.from(bytes), exact: true }
    : { bytes: cut(bytes), exact: false };

const lastCodePoint = 0x10ffff;

/** A string as an upper bound: if it is cut, its last character becomes the next one. */
export function highText(bytes: Uint8Array): Bound | undefined {
  if (bytes.length <= longestText) return { bytes: Buffer.from(bytes), exact: true };
  const characters = [...cut(bytes).toString()];
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const point = last.codePointAt(0)!;
    if (point === lastCodePoint) continue;
    // Surrogates are no characters.
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    return { bytes: Buffer.from(characters.join("") + String.fromCodePoint(next)), exact: false };
  }
  return undefined;
}

/** Compares two bounds of a physical type in the order that the file declares. */
export function compareBounds(physical: Physical, a: Buffer, b: Buffer): number {
  switch (physical) {
    case "boolean":
    case "text":
      return Buffer.compare(a, b);
    case "int32":
      return a.readInt32LE() - b.readInt32LE();
    case "double":
      return sign(a.readDoubleLE(), b.readDoubleLE());
    case "int64":
      return sign(a.readBigInt64LE(), b.readBigInt64LE());
    case "decimal":
      return sign(a.readBigInt64BE(), b.readBigInt64BE()) || sign(a.readBigUInt64BE(8), b.readBigUInt64BE(8));
  }
}

const sign = <T extends number | bigint>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);

/** The bounds of what lies in any of several bounds, of which there is at least one. */
export function joinBounds(physical: Physical, all: readonly Bounds[]): Bounds {
  let { low, high } = all[0]!;
  for (const each of all) {
    if (compareBounds(physical, each.low.bytes, low.bytes) < 0) low = each.low;
    if (!high || !each.high) high = undefined;
    else if (compareBounds(physical, each.high.bytes, high.bytes) > 0) high = each.high;
  }
  return { low, high };
}
