/** A Parquet file's metadata: page headers, page indexes and the footer. */
import type { Compression } from "../../contract/plan";
import { programVersion } from "../../contract/version";
import { compareBounds, joinBounds, type Bounds } from "./bounds";
import type { WrittenColumn } from "./columns";
import { physicalNumber, physicalOf, schemaElement, schemaRoot } from "./schema";
import {
  binary,
  bool,
  boolList,
  encodedStruct,
  encodeThrift,
  i16,
  i32,
  i64,
  list,
  struct,
  type ThriftValue,
} from "./thrift";

/** The first and last bytes of a file. */
export const magic = Buffer.from("PAR1");

const rle = 3;

/** The encodings' numbers in the format. */
const encodingNumber = { plain: 0, deltas: 5, dictionary: 8 } as const;

/** How values are stored. */
export type Encoding = keyof typeof encodingNumber;

/** The codecs' numbers in the format. */
const codecNumber: Readonly<Record<Compression, number>> = { snappy: 1, zstd: 6 };

/** A page's content, before it is compressed. */
export interface PageContent {
  /** A page has values, or the dictionary of its chunk. */
  readonly kind: "data" | "dictionary";
  /** Rows, or entries of the dictionary. */
  readonly rows: number;
  readonly nulls: number;
  /** Undefined if there are no values, or if NaN is among them. */
  readonly bounds: Bounds | undefined;
}

const dataPage = 0;
const dictionaryPage = 2;

/** The header of a page. */
export function pageHeader(page: PageContent, encoding: Encoding, size: number, stored: number): Buffer {
  const data = page.kind === "data";
  return encodeThrift(
    struct(
      [1, i32(data ? dataPage : dictionaryPage)],
      [2, i32(size)],
      [3, i32(stored)],
      [
        5,
        data
          ? struct([1, i32(page.rows)], [2, i32(encodingNumber[encoding])], [3, i32(rle)], [4, i32(rle)])
          : undefined,
      ],
      [7, data ? undefined : struct([1, i32(page.rows)], [2, i32(encodingNumber.plain)])],
    ),
  );
}

/** A page in the file, its header included. */
export interface StoredPage extends PageContent {
  readonly offset: number;
  readonly size: number;
}

/** A column chunk in the file. */
export interface StoredChunk {
  readonly plan: WrittenColumn;
  readonly codec: Compression;
  readonly pages: readonly StoredPage[];
  /** Bytes before compression, headers included. */
  readonly plainSize: number;
}

/** What the footer keeps of a column chunk. */
export interface ChunkMetadata {
  readonly offset: number;
  readonly plainSize: number;
  readonly size: number;
  readonly metadata: Buffer;
  /** Undefined if the bounds of a page are not known. */
  readonly columnIndex: Buffer | undefined;
  readonly offsetIndex: Buffer;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Describes a chunk of at least one row. */
export function describeChunk({ plan, codec, pages, plainSize }: StoredChunk): ChunkMetadata {
  const dictionary = pages.find(({ kind }) => kind === "dictionary");
  const data = pages.filter(({ kind }) => kind === "data");
  const encoding = encodingNumber[dictionary ? "dictionary" : plan.asDeltas ? "deltas" : "plain"];
  const size = sum(pages.map((page) => page.size));
  const statistics = (type: number, of: number, count: number) =>
    struct([1, i32(type)], [2, i32(of)], [3, i32(count)]);
  const metadata = struct(
    [1, i32(physicalNumber[physicalOf(plan.type)])],
    [2, list([...(dictionary ? [encodingNumber.plain] : []), rle, encoding].map(i32))],
    [3, list([binary(plan.name)])],
    [4, i32(codecNumber[codec])],
    [5, i64(sum(data.map(({ rows }) => rows)))],
    [6, i64(plainSize)],
    [7, i64(size)],
    [9, i64(data[0]!.offset)],
    [11, dictionary && i64(dictionary.offset)],
    [12, chunkStatistics(plan, data)],
    [
      13,
      list([
        ...(dictionary ? [statistics(dictionaryPage, encodingNumber.plain, 1)] : []),
        statistics(dataPage, encoding, data.length),
      ]),
    ],
  );
  return {
    offset: pages[0]!.offset,
    plainSize,
    size,
    metadata: encodeThrift(metadata),
    columnIndex: columnIndex(plan, data),
    offsetIndex: offsetIndex(data),
  };
}

const hasValues = ({ rows, nulls }: PageContent) => rows > nulls;

function chunkStatistics(plan: WrittenColumn, pages: readonly PageContent[]): ThriftValue {
  const known = pages.filter(hasValues).map(({ bounds }) => bounds);
  const all = known.filter((bounds) => bounds !== undefined);
  const bounds =
    all.length > 0 && all.length === known.length ? joinBounds(physicalOf(plan.type), all) : undefined;
  return struct(
    [3, i64(sum(pages.map(({ nulls }) => nulls)))],
    [5, bounds?.high && binary(bounds.high.bytes)],
    [6, bounds && binary(bounds.low.bytes)],
    [7, bounds?.high && bool(bounds.high.exact)],
    [8, bounds && bool(bounds.low.exact)],
  );
}

/** The bounds of each page; undefined if one has values and no bounds. */
function columnIndex(plan: WrittenColumn, pages: readonly PageContent[]): Buffer | undefined {
  const none = Buffer.alloc(0);
  const lows: Buffer[] = [];
  const highs: Buffer[] = [];
  for (const page of pages) {
    if (hasValues(page) && !page.bounds?.high) return undefined;
    lows.push(page.bounds?.low.bytes ?? none);
    highs.push(page.bounds?.high?.bytes ?? none);
  }
  return encodeThrift(
    struct(
      [1, boolList(pages.map((page) => !hasValues(page)))],
      [2, list(lows.map(binary))],
      [3, list(highs.map(binary))],
      [
        4,
        i32(
          boundaryOrder(
            plan,
            pages.map(({ bounds }) => bounds).filter((bounds) => !!bounds),
          ),
        ),
      ],
      [5, list(pages.map(({ nulls }) => i64(nulls)))],
    ),
  );
}

const unordered = 0;
const ascending = 1;
const descending = 2;

function boundaryOrder({ type }: WrittenColumn, pages: readonly Bounds[]): number {
  const inOrder = (sign: number) =>
    pages.every((page, index) => {
      const before = pages[index - 1];
      if (!before) return true;
      const physical = physicalOf(type);
      return (
        sign * compareBounds(physical, before.low.bytes, page.low.bytes) <= 0 &&
        sign * compareBounds(physical, before.high!.bytes, page.high!.bytes) <= 0
      );
    });
  return inOrder(1) ? ascending : inOrder(-1) ? descending : unordered;
}

function offsetIndex(pages: readonly StoredPage[]): Buffer {
  let row = 0;
  const locations = pages.map(({ offset, size, rows }) => {
    const location = struct([1, i64(offset)], [2, i32(size)], [3, i64(row)]);
    row += rows;
    return location;
  });
  return encodeThrift(struct([1, list(locations)]));
}

/** A row group in the file. */
export interface StoredGroup {
  readonly rows: number;
  readonly chunks: readonly ChunkMetadata[];
}

// The version of zstd is what equal files of two machines may differ by.
const createdBy = `data-flow version ${programVersion} (build zstd-${process.versions["zstd"] ?? "unknown"})`;

/** The end of a file whose pages end at `offset`: the page indexes, the footer, its length and the magic bytes. */
export function fileEnd(
  columns: readonly WrittenColumn[],
  groups: readonly StoredGroup[],
  offset: number,
): Buffer[] {
  const parts: Buffer[] = [];
  /** Stores an index; returns the fields that say where it is. */
  const place = (index: Buffer | undefined) => {
    if (!index) return { at: undefined, length: undefined };
    const at = i64(offset);
    parts.push(index);
    offset += index.length;
    return { at, length: i32(index.length) };
  };
  const columnIndexes = groups.map(({ chunks }) => chunks.map((chunk) => place(chunk.columnIndex)));
  const offsetIndexes = groups.map(({ chunks }) => chunks.map((chunk) => place(chunk.offsetIndex)));
  const rowGroups = groups.map(({ rows, chunks }, group) =>
    struct(
      [
        1,
        list(
          chunks.map((chunk, column) => {
            const bounds = columnIndexes[group]![column]!;
            const pages = offsetIndexes[group]![column]!;
            return struct(
              [2, i64(chunk.offset)],
              [3, encodedStruct(chunk.metadata)],
              [4, pages.at],
              [5, pages.length],
              [6, bounds.at],
              [7, bounds.length],
            );
          }),
        ),
      ],
      [2, i64(sum(chunks.map((chunk) => chunk.plainSize)))],
      [3, i64(rows)],
      [5, i64(chunks[0]!.offset)],
      [6, i64(sum(chunks.map((chunk) => chunk.size)))],
      // It has room for 15 bits.
      [7, groups.length <= 0x7fff ? i16(group) : undefined],
    ),
  );
  const typeOrder = struct([1, struct()]);
  const footer = encodeThrift(
    struct(
      [1, i32(1)],
      [2, list([schemaRoot(columns.length), ...columns.map(schemaElement)])],
      [3, i64(sum(groups.map(({ rows }) => rows)))],
      [4, list(rowGroups)],
      [6, binary(createdBy)],
      // Without it readers ignore the bounds.
      [7, list(columns.map(() => typeOrder))],
    ),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return [...parts, footer, length, magic];
}
