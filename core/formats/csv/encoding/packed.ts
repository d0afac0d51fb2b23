/** Characters as UTF-8 bytes packed into a number, the first byte lowest: tables of encodings hold them. */

/** Marks bytes that cannot be decoded: 0xFF is in no UTF-8. */
export const undecodable = 0xff;

/** The bytes of the only character of a string; `undecodable` for any other string. */
export function packed(text: string): number {
  const bytes = Buffer.from(text);
  if (bytes.length !== utf8Length(bytes[0] ?? undecodable)) return undecodable;
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}

/** Length in bytes of a character by its first byte; 0 for `undecodable`. */
export const utf8Length = (first: number): number =>
  first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;

/** Writes characters one after the other. */
export interface Out {
  bytes: Buffer;
  size: number;
}

/** Appends a character. */
export function put(out: Out, character: number): void {
  let rest = character;
  for (let left = utf8Length(character & 0xff); left > 0; left--) {
    out.bytes[out.size++] = rest & 0xff;
    rest >>>= 8;
  }
}

/**
 * Appends a byte that cannot be decoded: itself behind 0xFF, so that nothing is lost and no two such bytes can look like UTF-8. An
 * ASCII byte stays itself, because it may end the field or the line.
 */
export function putUndecodable(out: Out, byte: number): void {
  if (byte >= 0x80) out.bytes[out.size++] = undecodable;
  out.bytes[out.size++] = byte;
}
