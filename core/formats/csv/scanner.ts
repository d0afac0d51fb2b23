/**
 * The one record scanner, which both cuts and reads files. Its records do not depend on how the bytes are chunked, and a range cut
 * at record boundaries gives the same records when scanned alone.
 */
import { broken, incomplete, quotedEnd } from "./quoted";
import { maxRecordBytes, type Dialect, type RawRecord, type Scanner, type ScanOptions } from "./scan";
import { makeRecordEnd } from "./tokens";

export {
  maxRecordBytes,
  type Dialect,
  type LineEnd,
  type RawRecord,
  type Scanner,
  type ScanOptions,
} from "./scan";

/** Bytes that may stand before a comment, and alone on an empty line. */
export const marginOf = (dialect: Dialect | undefined): readonly number[] =>
  dialect ? [...dialect.blanks, ...(dialect.runs ? dialect.delimiter : [])] : [];

const lineFeed = 10;
const carriageReturn = 13;

/** Makes a scanner. It holds about two records of the greatest length and one chunk. */
export function makeScanner(options: ScanOptions): Scanner {
  const { dialect, delimiter, quoting, blankLines, lineEnd: end, base = 0, limit = maxRecordBytes } = options;
  const quoteMark = dialect?.quote ?? 34;
  const quotes = dialect ? quoteMark >= 0 : quoting === "rfc4180";
  const recordEnd = dialect && makeRecordEnd(dialect);
  const crEnds = end === undefined || end === "cr";
  const marks = end !== undefined;
  let bytes: Buffer = Buffer.alloc(0);
  // Buffer for a record that spans several chunks.
  let own: Buffer = bytes;
  // Offset in the file of bytes[0]; where the next record starts and the data ends within bytes.
  let origin = base;
  let from = 0;
  let size = 0;
  let final = false;
  // First LF, CR and quote at or after the last requested position; `size` if there is none.
  let lf = -1;
  let cr = -1;
  let quote = -1;
  // Look at an incomplete record again only when its data has doubled, so that tiny chunks do not cost more.
  let enough = 0;
  // A byte order mark may precede the next record.
  let markBefore = marks || base === 0;
  let long: { readonly text: Buffer; readonly start: number; readonly isComment: boolean } | undefined;
  let isComment = false;
  const comment = dialect?.comment;
  const margin = marginOf(dialect);
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
    bareCr: false,
  };

  const find = (byte: number, at: number) => {
    const found = at < size ? bytes.indexOf(byte, at) : -1;
    return found < 0 || found > size ? size : found;
  };
  const lineEnd = (at: number) => {
    if (lf < at) lf = find(lineFeed, at);
    if (!crEnds) return lf > at && bytes[lf - 1] === carriageReturn ? lf - 1 : lf;
    if (cr < at) cr = find(carriageReturn, at);
    return lf < cr ? lf : cr;
  };
  const hasBareCr = (to: number) => {
    if (crEnds) return false;
    if (cr < from) cr = find(carriageReturn, from);
    return cr < to;
  };

  /** Moves unread bytes to the scanner's buffer, with room for `more` bytes. */
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

  /** The first position from `from` on that is not in the margin. */
  function afterMargin(end: number): number {
    let at = from;
    while (at < end && margin.includes(bytes[at]!)) at++;
    return at;
  }

  /** True if the line is a comment, within the longest record; undefined if more bytes are needed. */
  function beginsComment(end: number): boolean | undefined {
    if (comment === undefined) return false;
    const at = afterMargin(Math.min(end, from + limit));
    if (at + comment.length > from + limit) return false;
    const length = Math.min(end - at, comment.length);
    if (bytes.compare(comment, 0, length, at, at + length) !== 0) return false;
    if (length === comment.length) return true;
    return end === size && !final ? undefined : false;
  }

  /** Where the record's text ends; `incomplete` if more bytes are needed. Sets the record's flags. */
  function textEnd(): number {
    const end = lineEnd(from);
    const begins = beginsComment(end);
    if (begins === undefined) return incomplete;
    isComment = begins;
    if (isComment) return end;
    if (quotes) {
      if (quote < from) quote = find(quoteMark, from);
      if (quote < end) {
        record.quoted = true;
        const found = recordEnd
          ? recordEnd(bytes, from, size, final, limit, crEnds)
          : quotedEnd(bytes, from, size, final, delimiter, limit, crEnds);
        record.bareCr = found.bareCr;
        if (found.state === broken) {
          record.unclosed = true;
          return lineEnd(found.at);
        }
        return found.state === incomplete ? incomplete : lineEnd(found.at);
      }
    }
    record.bareCr = hasBareCr(end);
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

  /** Skips a record that is too long and keeps only its beginning. */
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
    record.quoted = record.unclosed = record.bareCr = false;
    record.tooLong = true;
    long = undefined;
    markBefore = marks;
    return true;
  }

  function terminatorEnd(to: number): number {
    if (to === size) return to;
    if (bytes[to] === lineFeed) return to + 1;
    if (to + 1 === size && !final) return incomplete;
    return to + 1 < size && bytes[to + 1] === lineFeed ? to + 2 : to + 1;
  }

  /** Skips a byte order mark; or says that it needs more bytes to recognise one. */
  function skipMark(): boolean {
    while (from < size && bytes[from] === 0xef) {
      const [second, third] = [bytes[from + 1], bytes[from + 2]];
      if (size - from < 3 && !final && (size - from < 2 || second === 0xbb)) return false;
      if (size - from < 3 || second !== 0xbb || third !== 0xbf) break;
      from += 3;
      // In a concatenated file each piece may have a mark, and a piece may have no line.
      if (!marks) break;
    }
    markBefore = marks && from === size;
    return true;
  }

  function advance(): boolean {
    for (;;) {
      if (long) {
        const { isComment } = long;
        if (!nextLong()) return false;
        if (isComment) continue;
        return true;
      }
      if (markBefore && from < size && !skipMark()) return false;
      if (from === size || (size - from < enough && !final)) return false;
      record.quoted = record.unclosed = record.tooLong = false;
      const to = textEnd();
      if (to !== incomplete && to - from > limit) {
        // Copied, because what follows may overwrite the bytes behind it.
        long = { text: Buffer.from(bytes.subarray(from, from + limit)), start: origin + from, isComment };
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
      markBefore = marks;
      if (isComment || (blankLines === "skip" && afterMargin(to) === to)) from = end;
      else return emit(to, end);
    }
  }

  return {
    record,
    feed,
    next() {
      if (advance()) return true;
      // The chunk belongs to the caller again.
      if (size > from && bytes !== own) keep(0);
      return false;
    },
    finish() {
      final = true;
      enough = 0;
    },
  };
}
