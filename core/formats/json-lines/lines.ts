/** Finds the lines of a file as its bytes arrive, for the cutter and the reader alike. */
import { isUtf8 } from "node:buffer";
import { cutText, escapeBytes } from "../csv/text";
import type { ByteReader } from "../stored-slice";

/** Longest line in bytes, without its line end. */
export const maxLineBytes = 1024 * 1024;
/** Bytes kept of a longer line: even with a carriage return last it is still too long. */
const keptBytes = maxLineBytes + 2;

export const lineFeed = 10;
const carriageReturn = 13;

/**
 * Takes whole lines, `bytes[from .. to]`, each with its line feed. `start`: offset in the file of the first byte. Of a line that is too
 * long it gets only the beginning, which is too long, too, and then it gets no other line. `next`: offset of the first byte after them.
 */
export type TakeLines = (bytes: Buffer, from: number, to: number, start: number, next: number) => void;

/**
 * Makes the finder of lines. `base`: offset in the file of the first byte fed. How the bytes are chunked changes no line. A chunk may be
 * overwritten once it is fed, and the last line needs no line feed.
 */
export function makeLines(base: number, take: TakeLines): ByteReader {
  // A line that has not ended: its beginning, its offset in the file and its bytes, of which only the first are kept.
  let held: Buffer = Buffer.alloc(0);
  let kept = 0;
  let start = base;
  let size = 0;

  function hold(chunk: Buffer) {
    const more = Math.min(chunk.length, keptBytes - kept);
    if (held.length < kept + more + 1) {
      const grown = Buffer.allocUnsafe(Math.min(2 * (kept + more + 1), keptBytes + 1));
      held.copy(grown, 0, 0, kept);
      held = grown;
    }
    chunk.copy(held, kept, 0, more);
    kept += more;
    size += chunk.length;
  }

  /** Takes the held line, which ends here. `end`: bytes of its line end. */
  function release(end: number) {
    held[kept] = lineFeed;
    const from = start;
    start += size + end;
    const to = kept + 1;
    kept = size = 0;
    take(held, 0, to, from, start);
  }

  return {
    feed(bytes) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      let from = 0;
      if (size > 0) {
        const first = chunk.indexOf(lineFeed);
        hold(first < 0 ? chunk : chunk.subarray(0, first));
        if (first < 0) return;
        release(1);
        from = first + 1;
      }
      const to = chunk.lastIndexOf(lineFeed) + 1;
      if (to > from) {
        const first = start;
        start += to - from;
        take(chunk, from, to, first, start);
        from = to;
      }
      if (from < chunk.length) hold(chunk.subarray(from));
    },
    finish() {
      if (size > 0) release(0);
    },
  };
}

/** Where the text of a line ends: before its line feed at `end`, and the carriage return before that. */
export const textEnd = (bytes: Buffer, from: number, end: number): number =>
  end > from && bytes[end - 1] === carriageReturn ? end - 1 : end;

/** True if a line has only white space, so that it is no record. `end`: where its line feed is. */
export function isBlank(bytes: Buffer, from: number, end: number): boolean {
  // Most lines begin with a brace.
  if (bytes[from]! > 32) return false;
  const to = textEnd(bytes, from, end);
  if (to - from > maxLineBytes) return false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte !== 32 && byte !== 9 && byte !== carriageReturn) return false;
  }
  return true;
}

/** A line's text in the form that quarantine keeps, and why it cannot be read, if it cannot. */
export function lineText(
  bytes: Buffer,
  from: number,
  to: number,
): { readonly text: Buffer; readonly reason: "too_long" | "json_encoding" | undefined } {
  const tooLong = to - from > maxLineBytes;
  const text = cutText({ bytes, from, to: tooLong ? from + maxLineBytes : to, tooLong });
  if (!isUtf8(text)) return { text: escapeBytes(text), reason: "json_encoding" };
  return { text, reason: tooLong ? "too_long" : undefined };
}
