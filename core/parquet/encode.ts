/** Encodes the columns of a row group as pages, compressed, in the kernel's memory behind the strings. */
import { constants, zstdCompressSync } from "node:zlib";
import type { Compression } from "../../contract/plan";
import type { Kernel } from "../kernel";
import { highText, lowText, type Bounds } from "./bounds";
import { reserve, type Column, type ColumnOf, type RowGroup } from "./columns";
import { pageHeader, type Encoding, type PageContent } from "./metadata";
import { release } from "./release";
import { physicalOf, type Physical } from "./schema";

/**
 * Most rows of a page: two pages in a full row group. Each call of the compressor costs some 40 microseconds, whatever the page's size.
 * A page of strings ends earlier, before it has more bytes than `pageTextBytes`, but has at least one string.
 */
const pageRows = 32_768;
const pageTextBytes = 1024 * 1024;
/** Most bytes of a dictionary and the numbers of its values. */
const dictionaryBytes = 1024 * 1024;

/** A page as it is written. Its bytes are valid until the next page is made. */
export interface EncodedPage {
  readonly content: PageContent;
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  /** Bytes before compression, header included. */
  readonly plainSize: number;
}

/** Where values lie that have a fixed width in the file: integers, doubles and decimals. */
interface FixedValues {
  readonly at: number;
  readonly width: number;
}

/** Distinct values, and for each row that has a value the number of its own. */
interface Dictionary {
  readonly entries: number;
  /** Address of the numbers, of 2 bytes. */
  readonly numbers: number;
}

/** Makes the encoder of a row group. `write` gets its pages in the order of the file. */
export function makeEncoder(
  kernel: Kernel,
  group: RowGroup,
  codec: Compression,
  write: (page: EncodedPage) => void,
) {
  let free = 0;
  /** Room in the memory behind the strings, until the next column. */
  const allocate = (bytes: number): number => {
    const at = (free + 15) & ~15;
    // The kernel may write 32 bytes beyond.
    free = at + bytes + 32;
    reserve(group, free - group.heapEnd);
    return at;
  };

  function compressed(at: number, size: number): Uint8Array {
    if (codec === "snappy") {
      const places = allocate(32 * 1024);
      const out = allocate(size + Math.ceil(size / 6) + 32);
      return group.bytes.subarray(out, out + kernel.compressSnappy(at, size, out, places));
    }
    // Room for the page at once, however badly it compresses, instead of 16 KiB after the other.
    const chunkSize = size + (size >> 7) + 1024;
    return zstdCompressSync(group.bytes.subarray(at, at + size), { params: zstdParameters, chunkSize });
  }

  function writePage(content: PageContent, encoding: Encoding, at: number, size: number): void {
    const body = compressed(at, size);
    const header = pageHeader(content, encoding, size, body.length);
    write({ content, header, body, plainSize: header.length + size });
    // Snappy's bytes are the kernel's.
    if (codec === "zstd") release(body);
  }

  /** The values as the file has them, but for decimals of 16 bytes, whose bytes are still in the kernel's order. */
  function fixedValues(column: Exclude<Column, { kind: "text" | "bool" }>, rows: number): FixedValues {
    const at = column.place.values;
    if (column.kind !== "decimal") return { at, width: column.kind === "int32" ? 4 : 8 };
    const physical = physicalOf(column.plan.type);
    if (physical === "decimal") return { at, width: 16 };
    const width = physical === "int32" ? 4 : 8;
    const narrow = allocate(rows * width);
    kernel.narrow(at, rows, width, narrow);
    return { at: narrow, width };
  }

  const writeDictionary = (entries: number, at: number, size: number) =>
    writePage({ kind: "dictionary", rows: entries, nulls: 0, bounds: undefined }, "plain", at, size);

  /**
   * Writes a dictionary page; undefined, and nothing is written, if the dictionary and its numbers would take more than half of the
   * plain values.
   */
  function fixedDictionary(
    { at, width }: FixedValues,
    validity: number,
    rows: number,
  ): Dictionary | undefined {
    const mask = slotsFor(rows) - 1;
    const slots = allocate(4 * (mask + 1));
    const entries = allocate(width * (mask + 1));
    const numbers = allocate(2 * rows);
    const budget = Math.min((rows * width) >> 1, dictionaryBytes);
    const count = kernel.makeDictionary(at, width, validity, rows, budget, slots, mask, entries, numbers);
    if (count === 0) return undefined;
    const size = count * width;
    let plain = entries;
    if (width === 16) kernel.reverseBytes(entries, count, (plain = allocate(size)));
    writeDictionary(count, plain, size);
    return { entries: count, numbers };
  }

  function textDictionary({ place }: ColumnOf<"text">, rows: number): Dictionary | undefined {
    const mask = slotsFor(rows) - 1;
    const slots = allocate(4 * (mask + 1));
    const starts = allocate(4 * (mask + 1));
    const lengths = allocate(4 * (mask + 1));
    const numbers = allocate(2 * rows);
    const budget = Math.min(kernel.sizeOfTexts(place.lengths, rows) >>> 1, dictionaryBytes);
    const count = kernel.makeTextDictionary(
      place.values,
      place.lengths,
      place.validity,
      rows,
      budget,
      slots,
      mask,
      starts,
      lengths,
      numbers,
    );
    if (count === 0) return undefined;
    const out = allocate(kernel.sizeOfTexts(lengths, count));
    const size = kernel.writeTexts(starts, lengths, 0, count, out) - out;
    writeDictionary(count, out, size);
    return { entries: count, numbers };
  }

  /** Bounds of the values of a page. */
  function fixedBounds(column: Column, at: number, count: number): Bounds | undefined {
    const out = allocate(32);
    const physical = physicalOf(column.plan.type) as Exclude<Physical, "text">;
    switch (physical) {
      case "double":
        if (kernel.boundsOfDoubles(at, count, out) === 0) return undefined;
        break;
      case "int32":
        kernel.boundsOfInts(at, count, out);
        break;
      case "int64":
        kernel.boundsOfBigints(at, count, out);
        break;
      case "boolean":
        kernel.boundsOfBooleans(at, count, out);
        break;
      case "decimal":
        kernel.boundsOfDecimals(at, count, out);
    }
    const size = { boolean: 1, int32: 4, int64: 8, double: 8, decimal: 16 }[physical];
    const bound = (from: number) => {
      const bytes = Buffer.from(group.bytes.subarray(from, from + size));
      return { bytes: physical === "decimal" ? bytes.reverse() : bytes, exact: true };
    };
    return { low: bound(out), high: bound(out + 16) };
  }

  function textBounds({ place }: ColumnOf<"text">, from: number, rows: number): Bounds {
    const out = allocate(32);
    const validity = place.validity > 0 ? place.validity + from : 0;
    kernel.boundsOfTexts(place.values + 4 * from, place.lengths + 4 * from, validity, rows, out);
    const text = (at: number) => {
      const start = group.bytes.readUInt32LE(at);
      return group.bytes.subarray(start, start + group.bytes.readUInt32LE(at + 4));
    };
    return { low: lowText(text(out)), high: highText(text(out + 16)) };
  }

  return {
    /**
     * Writes the first rows of a column, at least one: its dictionary page, if it gets one, and its data pages. `tryDictionary`: whether
     * to look for repeated values. Returns whether there is a dictionary; undefined if no row has a value.
     */
    encode(column: Column, rows: number, tryDictionary: boolean): boolean | undefined {
      free = group.heapEnd;
      const { values, lengths, validity } = column.place;
      const asDeltas = column.plan.asDeltas === true;
      const fixed =
        column.kind === "text"
          ? undefined
          : column.kind === "bool"
            ? { at: values, width: 1 }
            : fixedValues(column, rows);
      const hasValues = validity === 0 || kernel.countValues(validity, rows) > 0;
      const dictionary =
        tryDictionary && hasValues && column.kind !== "bool" && !asDeltas
          ? column.kind === "text"
            ? textDictionary(column, rows)
            : fixedDictionary(fixed!, validity, rows)
          : undefined;
      const scratch = free;
      let valuesBefore = 0;
      for (let from = 0; from < rows;) {
        free = scratch;
        let count = Math.min(pageRows, rows - from);
        if (column.kind === "text" && !dictionary)
          count = kernel.rowsOfTexts(lengths + 4 * from, count, pageTextBytes);
        const levels = validity > 0 ? validity + from : 0;
        const present = validity > 0 ? kernel.countValues(levels, count) : count;
        const nulls = count - present;

        // Fixed values of the page without its nulls.
        let plain = fixed ? fixed.at + from * fixed.width : 0;
        if (fixed && nulls > 0 && present > 0) {
          const compact = allocate((count + 1) * fixed.width);
          kernel.compact(plain, fixed.width, levels, count, compact);
          plain = compact;
        }
        const bounds =
          present === 0
            ? undefined
            : column.kind === "text"
              ? textBounds(column, from, count)
              : fixedBounds(column, plain, present);
        const content: PageContent = { kind: "data", rows: count, nulls, bounds };

        const encoding = dictionary ? "dictionary" : asDeltas ? "deltas" : "plain";
        // Differences come in blocks, of which the last is filled up to 32 values of 8 bytes.
        const most =
          2 * count +
          512 +
          (dictionary
            ? 4 * present
            : fixed
              ? present * fixed.width
              : kernel.sizeOfTexts(lengths + 4 * from, count));
        const isFlat = fixed && fixed.width !== 16 && column.kind !== "bool" && validity === 0;
        if (isFlat && encoding === "plain") {
          // As it lies in the memory.
          writePage(content, encoding, plain, present * fixed.width);
        } else {
          const start = allocate(most);
          let end = start;
          if (validity > 0) end += kernel.writeLevels(levels, count, present, end);
          if (dictionary)
            end += kernel.writeIndexes(
              dictionary.numbers + 2 * valuesBefore,
              present,
              dictionary.entries,
              end,
            );
          else if (asDeltas) end = kernel.writeDeltas(plain, present, end);
          else if (column.kind === "text")
            end = kernel.writeTexts(values + 4 * from, lengths + 4 * from, levels, count, end);
          else if (column.kind === "bool") end += kernel.packBits(plain, present, end);
          else if (fixed!.width === 16) {
            kernel.reverseBytes(plain, present, end);
            end += 16 * present;
          } else {
            group.bytes.copyWithin(end, plain, plain + present * fixed!.width);
            end += present * fixed!.width;
          }
          writePage(content, encoding, start, end - start);
        }
        from += count;
        valuesBefore += present;
      }
      return hasValues ? !!dictionary : undefined;
    },
  };
}

/** Level 1 with a larger table of matches and none shorter than 5 bytes: on columns of doubles 3 % smaller in the same time. */
const zstdParameters = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_minMatch]: 5,
  [constants.ZSTD_c_hashLog]: 14,
};

/** A power of two of at least 64 for as many rows: a dictionary may have half as many entries. */
const slotsFor = (rows: number) => 2 ** Math.max(6, 32 - Math.clz32(rows - 1));
