/** The text of a record in the form that quarantine keeps. */
import { isUtf8 } from "node:buffer";
import type { RawRecord } from "./scanner";

/** Length of the UTF-8 sequence that a byte begins; 1 if it begins none. */
const sequence = (byte: number) =>
  byte < 0xc2 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 1;

/** A record's text; for a record that is too long its beginning, without a character that the cut split. */
export function cutText(record: Pick<RawRecord, "bytes" | "from" | "to" | "tooLong">): Buffer {
  const text = record.bytes.subarray(record.from, record.to);
  if (!record.tooLong) return text;
  for (let back = 1; back <= 3 && back <= text.length; back++) {
    const byte = text[text.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return sequence(byte) > back ? text.subarray(0, text.length - back) : text;
  }
  return text;
}

/** Position of the first byte outside a valid UTF-8 sequence; -1 if all are valid. */
export function invalidAt(bytes: Buffer): number {
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at]! < 0x80 ? 1 : sequence(bytes[at]!);
    if (bytes[at]! >= 0x80 && !(length > 1 && isUtf8(bytes.subarray(at, at + length)))) return at;
    at += length;
  }
  return -1;
}

/** Escapes text that is not UTF-8 without loss: a byte outside a valid sequence becomes `\xNN`, a backslash `\\`. */
export function escapeBytes(bytes: Buffer): Buffer {
  const out: Buffer[] = [];
  let kept = 0;
  const put = (at: number, length: number, text: string) => {
    out.push(bytes.subarray(kept, at), Buffer.from(text));
    kept = at + length;
  };
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!;
    const length = byte < 0x80 ? 1 : sequence(byte);
    if (byte === 0x5c) put(at, 1, "\\\\");
    else if (byte >= 0x80 && !(length > 1 && isUtf8(bytes.subarray(at, at + length)))) {
      put(at, 1, `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`);
      at++;
      continue;
    }
    at += length;
  }
  out.push(bytes.subarray(kept));
  return Buffer.concat(out);
}
