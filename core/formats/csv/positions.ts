/** Splits lines whose fields stand at fixed positions. */
import type { Fields, Splitter } from "./fields";

const isBlank = (byte: number) => byte === 32 || byte === 9;

/** Makes the splitter of fields from one code point to before another. Blanks around a field are left out. */
export function makePositionSplitter(
  positions: readonly (readonly [start: number, end: number])[],
): Splitter {
  const count = positions.length;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const fields: Fields = { bytes: Buffer.alloc(0), count, starts, ends, ascii: true, more: false };
  // Offset in the bytes of each position, up to the last that counts.
  const offsets = new Int32Array(Math.max(0, ...positions.map(([, end]) => end)) + 1);

  return ({ bytes, from, to }) => {
    let seen = 0;
    let next = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      seen |= byte;
      // A byte in the middle of a character begins none.
      if ((byte & 0xc0) !== 0x80 && next < offsets.length) offsets[next++] = at;
    }
    offsets.fill(to, next);
    positions.forEach(([first, last], field) => {
      let [start, end] = [offsets[first]!, offsets[last]!];
      while (start < end && isBlank(bytes[start]!)) start++;
      while (end > start && isBlank(bytes[end - 1]!)) end--;
      starts[field] = start;
      ends[field] = end;
    });
    fields.bytes = bytes;
    fields.ascii = seen < 0x80;
    return fields;
  };
}
