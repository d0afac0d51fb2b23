/**
 * A JSON document that contains its checksum: the top-level member `checksum`, computed over the document's bytes with zeros in its
 * place. It covers bytes instead of values, so that a writer in another language need not print numbers like this one. Older
 * readers ignore the member.
 */
import { checksum } from "./checksum";

const blank = "crc32:00000000";
// Canonical JSON writes a top-level member on a separate line, two spaces in. No string contains a line break.
const line = /^ {2}"checksum": "(crc32:[0-9a-f]{8})"/m;
const withSum = (text: string, sum: string) => text.replace(line, `  "checksum": "${sum}"`);

/** The document with its checksum; `canonical` prints a value as canonical JSON. */
export function seal(value: object, canonical: (value: object) => string): string {
  const text = canonical({ ...value, checksum: blank });
  return withSum(text, checksum(text));
}

/** True if a document is as it was sealed; undefined if it has no checksum, as in older versions. */
export function isIntact(text: string): boolean | undefined {
  const stated = line.exec(text)?.[1];
  return stated === undefined ? undefined : checksum(withSum(text, blank)) === stated;
}
