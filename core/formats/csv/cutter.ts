/** Cuts a file into slices at record boundaries while it streams. */
import { giveKernel, takeKernel } from "../../kernel";
import { makeSlicer } from "../slicer";
import type { ByteReader } from "../stored-slice";
import type { FoundLayout } from "./layout";
import { makeScanner, type RawRecord } from "./scanner";
import { isForKernel, lineFeedOf, makeWindows, windowsBytes, type RecordTaker } from "./windows";

/** What decides how a file is cut. */
export type CutFile = Pick<FoundLayout, "scan" | "dataStart" | "fields" | "footer">;

/** The records that a layout's `footer` leaves out. */
export interface LeftOut {
  readonly records: number;
  /** The beginning of the record that matched, if the footer is a pattern that one matches. */
  readonly match?: string | undefined;
}

/** Characters of the record that matched. */
const mostShown = 60;

/**
 * Makes the cutter of a file: feed it every stored byte, then call `finish`. A slice ends with the record that makes it at least
 * `partBytes` long. Bytes after the last record are in no slice, and so are the lines that the layout's `footer` leaves out.
 */
export function makeCutter({ scan, dataStart, fields, footer }: CutFile, partBytes: number) {
  const slicer = makeSlicer(dataStart, partBytes);
  let storedSize = 0;
  const ending = makeFooter(footer, (end) => slicer.count(1, end));
  const { record } = ending;
  const options = { ...scan, base: dataStart };
  const finder = isForKernel(scan) && footer === undefined ? byKernel() : byScanner();

  function byKernel(): ByteReader {
    const kernel = takeKernel(windowsBytes);
    const bytes = Buffer.from(kernel.memory.buffer);
    const rows: RecordTaker["rows"] = (run) => {
      const endOf = (row: number) => run.origin + lineFeedOf(run, row, fields, bytes) + 1;
      for (let row = 0; row < run.rows;) {
        // The first row that makes the slice long enough, or the last one.
        let [low, high] = [row, run.rows - 1];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (slicer.isEnough(endOf(middle))) high = middle;
          else low = middle + 1;
        }
        slicer.count(low + 1 - row, endOf(low));
        row = low + 1;
      }
      return run.rows;
    };
    const memory = { kernel, bytes: () => bytes, at: kernel.memory.start };
    const windows = makeWindows(options, fields, memory, { room: () => windowsBytes, rows, record });
    return {
      feed: (chunk) => windows.feed(chunk),
      finish() {
        windows.finish();
        giveKernel(kernel);
      },
    };
  }

  function byScanner(): ByteReader {
    const scanner = makeScanner(options);
    const take = () => {
      while (scanner.next()) record(scanner.record);
    };
    return {
      feed(chunk) {
        scanner.feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
        take();
      },
      finish() {
        scanner.finish();
        take();
      },
    };
  }

  return {
    feed(chunk: Buffer) {
      const skip = Math.min(Math.max(dataStart - storedSize, 0), chunk.length);
      storedSize += chunk.length;
      if (skip < chunk.length) finder.feed(chunk.subarray(skip));
    },
    finish() {
      finder.finish();
      return { storedSize, ...slicer.finish(), footer: ending.leftOut() };
    },
  };
}

/** Makes the taker of records that leaves out the last ones, or those from the first match on, and hands on where the others end. */
function makeFooter(
  footer: number | string | undefined,
  take: (end: number) => void,
): { readonly record: (record: RawRecord) => void; leftOut(): LeftOut } {
  if (footer === undefined) return { record: ({ end }) => take(end), leftOut: () => ({ records: 0 }) };
  if (typeof footer === "number") {
    const last: number[] = [];
    return {
      record({ end }) {
        last.push(end);
        if (last.length > footer) take(last.shift()!);
      },
      leftOut: () => ({ records: last.length }),
    };
  }
  const pattern = new RegExp(footer);
  let match: string | undefined;
  let records = 0;
  return {
    record({ bytes, from, to, end }) {
      if (match === undefined) {
        const text = bytes.toString("utf8", from, to);
        if (!pattern.test(text)) return take(end);
        match = Array.from(text.slice(0, 2 * mostShown))
          .slice(0, mostShown)
          .join("");
      }
      records++;
    },
    leftOut: () => ({ records, match }),
  };
}
