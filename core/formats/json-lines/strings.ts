/** Decodes the escapes of JSON strings that the scanner has checked. */

const backslash = 92;
const letterU = 117;
/** What stands for what behind a backslash. */
const simple: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 };

/** The code unit of four hexadecimal digits. */
function unit(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let digit = at; digit < at + 4; digit++) {
    const byte = bytes[digit]!;
    value = (value << 4) | (byte <= 57 ? byte - 48 : (byte | 32) - 87);
  }
  return value;
}

/**
 * Writes the string `bytes[from .. to]` to the beginning of `out`, which has room for as many bytes; returns its length, or -1 if it
 * has half a surrogate pair.
 */
export function decodeString(bytes: Uint8Array, from: number, to: number, out: Uint8Array): number {
  let size = 0;
  for (let at = from; at < to;) {
    const byte = bytes[at]!;
    if (byte !== backslash) {
      out[size++] = byte;
      at++;
      continue;
    }
    const next = bytes[at + 1]!;
    if (next !== letterU) {
      out[size++] = simple[next] ?? next;
      at += 2;
      continue;
    }
    let point = unit(bytes, at + 2);
    at += 6;
    if (point >= 0xd800 && point <= 0xdfff) {
      const isPair = point < 0xdc00 && at + 6 <= to && bytes[at] === backslash && bytes[at + 1] === letterU;
      const low = isPair ? unit(bytes, at + 2) : 0;
      if (low < 0xdc00 || low > 0xdfff) return -1;
      point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      at += 6;
    }
    size = putPoint(out, size, point);
  }
  return size;
}

/** Writes a code point as UTF-8; returns where it ends. */
function putPoint(out: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    out[at] = point;
    return at + 1;
  }
  if (point < 0x800) {
    out[at] = 0xc0 | (point >> 6);
    out[at + 1] = 0x80 | (point & 0x3f);
    return at + 2;
  }
  if (point < 0x10000) {
    out[at] = 0xe0 | (point >> 12);
    out[at + 1] = 0x80 | ((point >> 6) & 0x3f);
    out[at + 2] = 0x80 | (point & 0x3f);
    return at + 3;
  }
  out[at] = 0xf0 | (point >> 18);
  out[at + 1] = 0x80 | ((point >> 12) & 0x3f);
  out[at + 2] = 0x80 | ((point >> 6) & 0x3f);
  out[at + 3] = 0x80 | (point & 0x3f);
  return at + 4;
}
