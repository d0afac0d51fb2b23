/**
 * A JSON document with its own checksum in it: the member `checksum` of the whole, over the document's bytes with zeros in its
 * place. Bytes and not values, so that a writer in another language need not print numbers as this one does; older readers see a
 * member that they do not know.
 */
import { checksum } from "./checksum";

const blank = "crc32:00000000";
// Canonical JSON writes a member of the whole on a line of its own, two spaces in; no string holds a line break.
const line = /^ {2}"checksum": "(crc32:[0-9a-f]{8})"/m;
const withSum = (text: string, sum: string) => text.replace(line, `  "checksum": "${sum}"`);

/** The text with its checksum; `canonical` prints a value as canonical JSON. */
export function seal(value: object, canonical: (value: object) => string): string {
  const text = canonical({ ...value, checksum: blank });
  return withSum(text, checksum(text));
}

/** Whether a text is as it was sealed; undefined where it has no checksum, as those of older versions. */
export function isIntact(text: string): boolean | undefined {
  const stated = line.exec(text)?.[1];
  return stated === undefined ? undefined : checksum(withSum(text, blank)) === stated;
}
