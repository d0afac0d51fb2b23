/**
 * The one record scanner, for cutting a file and for reading it. Its records do not depend on the chunks in which
 * the bytes come, and a range cut at record boundaries and scanned alone has the same records.
 */
import { broken, incomplete, quotedEnd } from "./quoted";
import { maxRecordBytes, type RawRecord, type Scanner, type ScanOptions } from "./scan";

export { maxRecordBytes, type RawRecord, type Scanner, type ScanOptions } from "./scan";

const lineFeed = 10;
const carriageReturn = 13;
const quoteMark = 34;

/** Makes a scanner; memory about two records of the greatest length and one chunk. */
export function makeScanner(options: ScanOptions): Scanner {
  const { delimiter, quoting, blankLines, base = 0, limit = maxRecordBytes } = options;
  const quotes = quoting === "rfc4180";
  let bytes: Buffer = Buffer.alloc(0);
  // Where a record that several chunks hold is put together.
  let own: Buffer = bytes;
  // Offset in the file of bytes[0]; where the next record starts and the data ends within bytes.
  let origin = base;
  let from = 0;
  let size = 0;
  let final = false;
  // First LF, CR and quote not before the place last asked for; `size` where there is none.
  let lf = -1;
  let cr = -1;
  let quote = -1;
  // A waiting record is looked at again only when its data has doubled, so that tiny chunks cost no more.
  let enough = 0;
  let beginning = base === 0;
  let long: { readonly text: Buffer; readonly start: number } | undefined;
  const record: RawRecord = {
    bytes,
    from: 0,
    to: 0,
    start: 0,
    textEnd: 0,
    end: 0,
    quoted: false,
    unclosed: false,
    tooLong: false,
  };

  const find = (byte: number, at: number) => {
    const found = at < size ? bytes.indexOf(byte, at) : -1;
    return found < 0 || found > size ? size : found;
  };
  const lineEnd = (at: number) => {
    if (lf < at) lf = find(lineFeed, at);
    if (cr < at) cr = find(carriageReturn, at);
    return lf < cr ? lf : cr;
  };

  /** Moves what is not read yet to our own memory, with room for so many bytes more. */
  function keep(more: number) {
    const rest = size - from;
    const target = own.length < rest + more ? Buffer.allocUnsafe(2 * (rest + more)) : own;
    if (target !== bytes || from > 0) bytes.copy(target, 0, from, size);
    bytes = own = target;
    origin += from;
    from = 0;
    size = rest;
    lf = cr = quote = -1;
  }

  function feed(chunk: Buffer) {
    if (size > from) {
      keep(chunk.length);
      chunk.copy(own, size);
      size += chunk.length;
    } else {
      origin += from;
      bytes = chunk;
      from = 0;
      size = chunk.length;
    }
    lf = cr = quote = -1;
  }

  /** Where the record's text ends: `incomplete` when more bytes are needed. Sets the record's flags. */
  function textEnd(): number {
    const end = lineEnd(from);
    if (quotes) {
      if (quote < from) quote = find(quoteMark, from);
      if (quote < end) {
        record.quoted = true;
        const found = quotedEnd(bytes, from, size, final, delimiter, limit);
        if (found.state === broken) {
          record.unclosed = true;
          return lineEnd(found.at);
        }
        return found.state === incomplete ? incomplete : lineEnd(found.at);
      }
    }
    return end;
  }

  function emit(to: number, end: number): boolean {
    record.bytes = bytes;
    record.from = from;
    record.to = to;
    record.start = origin + from;
    record.textEnd = origin + to;
    record.end = origin + end;
    from = end;
    return true;
  }

  /** Passes over a record that is too long, keeping nothing but its beginning. */
  function nextLong(): boolean {
    const { text, start } = long!;
    const to = lineEnd(from);
    if (to === size && !final) {
      from = size;
      return false;
    }
    const end = terminatorEnd(to);
    if (end === incomplete) {
      from = to;
      return false;
    }
    emit(to, end);
    record.bytes = text;
    record.from = 0;
    record.to = text.length;
    record.start = start;
    record.quoted = record.unclosed = false;
    record.tooLong = true;
    long = undefined;
    return true;
  }

  function terminatorEnd(to: number): number {
    if (to === size) return to;
    if (bytes[to] === lineFeed) return to + 1;
    if (to + 1 === size && !final) return incomplete;
    return to + 1 < size && bytes[to + 1] === lineFeed ? to + 2 : to + 1;
  }

  function skipMark(): boolean {
    if (size - from < 3 && !final) return false;
    if (size - from >= 3 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf)
      from += 3;
    beginning = false;
    return true;
  }

  function advance(): boolean {
    if (beginning && !skipMark()) return false;
    for (;;) {
      if (long) return nextLong();
      if (from === size || (size - from < enough && !final)) return false;
      record.quoted = record.unclosed = record.tooLong = false;
      const to = textEnd();
      if (to !== incomplete && to - from > limit) {
        // Copied, because the bytes behind it make room for what follows.
        long = { text: Buffer.from(bytes.subarray(from, from + limit)), start: origin + from };
        from += limit;
        enough = 0;
        continue;
      }
      const end = to === incomplete || (to === size && !final) ? incomplete : terminatorEnd(to);
      if (end === incomplete) {
        enough = 2 * (size - from);
        return false;
      }
      enough = 0;
      if (to === from && blankLines === "skip") from = end;
      else return emit(to, end);
    }
  }

  return {
    record,
    feed,
    next() {
      if (advance()) return true;
      // The chunk is the caller's again.
      if (size > from && bytes !== own) keep(0);
      return false;
    },
    finish() {
      final = true;
      enough = 0;
    },
  };
}
