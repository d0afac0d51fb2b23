/**
 * Finds the records of a file by the kernel, a window of its bytes at a time. The kernel takes the records that it can prove; the exact
 * scanner takes every other one from its beginning and hands back where the next begins.
 */
import type { Kernel } from "../../kernel";
import type { ByteReader } from "../stored-slice";
import { makeScanner, type RawRecord, type Scanner, type ScanOptions } from "./scanner";

/** Bytes that the kernel scans at once. */
export const windowBytes = 256 * 1024;
/** Bytes that the exact scanner gets first, and at most at once. */
const firstExactBytes = 512;
const mostExactBytes = 16 * 1024;
/** Rows that a taker is offered after it has left one. */
const fewRows = 16;
const padding = 64;
const lineFeed = 10;

/** Memory that the windows of a file need in the kernel's. */
export const windowsBytes = padding + windowBytes + padding + 4 * (windowBytes + padding);

/** Rows one after the other of which the kernel knows every field. The object is reused. */
export interface Run {
  rows: number;
  /** Address of the first row. */
  start: number;
  /** Address of the separators' addresses, as many for each row as it has fields. */
  index: number;
  /** Offset in the file of address 0. */
  origin: number;
  /** True if a byte may be 0x80 or above. */
  high: boolean;
  /** True if a field may have quotes. */
  quoted: boolean;
}

/** Address of the line feed of a run's row; for -1, the address before the first row. `bytes`: the memory. */
export const lineFeedOf = ({ index, start }: Run, row: number, fields: number, bytes: Buffer): number =>
  row < 0 ? start - 1 : bytes.readUInt32LE(index + 4 * ((row + 1) * fields - 1));

/** What becomes of records. */
export interface RecordTaker {
  /** How many rows it takes at once now. */
  room(): number;
  /** Takes rows of a run from the first on and returns how many. The first one that it leaves goes to `record`. */
  rows(run: Run): number;
  /** Takes a record of the exact scanner. */
  record(record: RawRecord): void;
}

/** A kernel and where in its memory the windows have `windowsBytes`. */
export interface WindowMemory {
  readonly kernel: Kernel;
  /** The memory as it is now. */
  readonly bytes: () => Buffer;
  readonly at: number;
}

/** True if the kernel can find the records of a file: plain CSV in which no carriage return alone ends a line. */
export const isForKernel = ({ lineEnd, dialect }: Pick<ScanOptions, "lineEnd" | "dialect">): boolean =>
  dialect === undefined && (lineEnd === "lf" || lineEnd === "crlf");

/**
 * Makes the finder of a file's records, for which `isForKernel` is true. `fields`: of a record. `windowSize`: bytes that it scans at
 * once, at most the default.
 */
export function makeWindows(
  options: ScanOptions & { readonly base: number },
  fields: number,
  { kernel, bytes, at: memoryStart }: WindowMemory,
  taker: RecordTaker,
  windowSize = windowBytes,
): ByteReader {
  const { delimiter, base } = options;
  const quotes = options.quoting === "rfc4180" ? 1 : 0;
  const found = memoryStart;
  const window = found + padding;
  const index = window + windowBytes + padding;
  const windowEnd = window + windowSize;
  // The window has bytes up to `size`. The next record starts at `from`. `origin`: offset in the file of address 0.
  let size = window;
  let from = size;
  let origin = base - size;
  // Reads a record that the kernel cannot, of which it has had the bytes up to `fed`.
  let scanner: Scanner | undefined;
  let fed = 0;
  let exactBytes = firstExactBytes;
  const run: Run = { rows: 0, start: 0, index: 0, origin: 0, high: false, quoted: false };

  const word = (address: number) => bytes().readUInt32LE(address);

  /** Takes what the kernel can prove; leaves `from` at the first record that is cut or that it cannot. True if it is the latter. */
  function readWindow(): boolean {
    bytes().fill(0, size, size + padding);
    let count = kernel.scan(from, size, index, delimiter, quotes, found);
    const isBroken = word(found) > 0;
    run.high = word(found + 4) > 0;
    run.quoted = word(found + 8) > 0;
    run.origin = origin;
    run.index = index;
    // Few at a time after a row that was left: what the taker finds out about the rows behind it is lost.
    let most = Infinity;
    while (count > 0) {
      run.start = from;
      const room = Math.min(taker.room(), most);
      const offered = (run.rows = kernel.regularRows(run.index, count, from, delimiter, fields, room));
      const rows = offered > 0 ? taker.rows(run) : 0;
      most = rows < offered ? fewRows : 4 * most;
      let separators = rows * fields;
      if (rows === 0) {
        const line = separatorsOfLine(count);
        if (line === undefined) break;
        separators = line;
        readExactly(from, word(run.index + 4 * line - 4) + 1);
      }
      run.index += 4 * separators;
      count -= separators;
      from = word(run.index - 4) + 1;
    }
    return isBroken;
  }

  /** How many separators there are up to the first line feed; undefined if there is none. */
  function separatorsOfLine(count: number): number | undefined {
    for (let entry = 0; entry < count; entry++)
      if (bytes()[word(run.index + 4 * entry)] === lineFeed) return entry + 1;
    return undefined;
  }

  /** A copy: exact readers may grow the memory, which detaches its arrays. */
  const copyOf = (start: number, end: number) => Buffer.from(bytes().subarray(start, end));

  /** Takes bytes that are whole records by the exact scanner. */
  function readExactly(start: number, end: number) {
    const whole = makeScanner({ ...options, base: origin + start });
    whole.feed(copyOf(start, end));
    while (whole.next()) taker.record(whole.record);
  }

  /** Gives the window's bytes to the exact scanner until the next record starts in the window; false if that needs more bytes. */
  function readOne(): boolean {
    for (;;) {
      while (scanner!.next()) {
        taker.record(scanner!.record);
        from = scanner!.record.end - origin;
        if (from >= window) {
          scanner = undefined;
          return true;
        }
      }
      if (fed === size) return false;
      const to = Math.min(fed + exactBytes, size);
      exactBytes = Math.min(2 * exactBytes, mostExactBytes);
      scanner!.feed(copyOf(fed, to));
      fed = to;
    }
  }

  /** Takes all records of the window but one that its end cuts. */
  function readAll() {
    for (;;) {
      if (scanner && !readOne()) {
        from = size;
        break;
      }
      const unproven = readWindow();
      const cut = from === window && size === windowEnd;
      if (!unproven && !cut) break;
      scanner = makeScanner({ ...options, base: origin + from });
      fed = from;
      exactBytes = firstExactBytes;
    }
    bytes().copyWithin(window, from, size);
    origin += from - window;
    size -= from - window;
    from = fed = window;
  }

  return {
    feed(chunk) {
      for (let at = 0; at < chunk.length;) {
        const taken = Math.min(chunk.length - at, windowEnd - size);
        bytes().set(chunk.subarray(at, at + taken), size);
        size += taken;
        at += taken;
        if (size === windowEnd) readAll();
      }
    },
    finish() {
      readAll();
      scanner ??= makeScanner({ ...options, base: origin + from });
      scanner.feed(copyOf(from, size));
      scanner.finish();
      while (scanner.next()) taker.record(scanner.record);
    },
  };
}
