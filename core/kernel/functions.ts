/** The kernel's functions, as assembly/ exports them. Addresses and counts are below 2^31: JavaScript gets them signed. */

/** Finding records and fields: assembly/scan.ts and assembly/rows.ts. */
export interface ScanFunctions {
  /** Stores the addresses of separators from a record's start; returns how many. `found`: address of three words. */
  scan(from: number, to: number, out: number, delimiter: number, quotes: number, found: number): number;
  /** Counts the rows that have all their fields. */
  regularRows(
    index: number,
    count: number,
    start: number,
    delimiter: number,
    fields: number,
    limit: number,
  ): number;
  /** The first row whose field is a text; `rows` if there is none. */
  matchingRow(
    index: number,
    rows: number,
    fields: number,
    field: number,
    start: number,
    text: number,
    length: number,
  ): number;
  /** Stores where the text of a field begins and ends in each row, and which rows are null. */
  locate(
    index: number,
    rows: number,
    fields: number,
    field: number,
    start: number,
    quoted: number,
    prefix: number,
    prefixLength: number,
    nulls: number,
    nullCount: number,
    longestNull: number,
    validity: number,
    doubts: number,
    spans: number,
  ): void;
  /** Stores the offset in the file of each row. */
  recordOffsets(index: number, rows: number, fields: number, start: number, base: number, out: number): void;
  /** Stores integers that count up from the first. */
  countUp(first: number, rows: number, out: number): void;
  /** Removes the rows with a mark from an array. */
  removeRows(array: number, width: number, rows: number, marks: number, mark: number): void;
}

/** Reading typed values of the rows that `locate` found. A row that needs the exact readers gets a 1 at `doubts`. */
export interface ReadFunctions {
  /** Where `powersOfFive` belong. */
  fivesAddress(): number;
  readDoubles(
    spans: number,
    rows: number,
    out: number,
    doubts: number,
    nonFinite: number,
    nonFiniteCount: number,
  ): void;
  readInts(spans: number, rows: number, out: number, doubts: number): void;
  readBigints(spans: number, rows: number, out: number, doubts: number): void;
  readDecimals(
    spans: number,
    rows: number,
    out: number,
    doubts: number,
    precision: number,
    scale: number,
  ): void;
  readDates(spans: number, rows: number, out: number, doubts: number): void;
  readTimestamps(spans: number, rows: number, out: number, doubts: number): void;
  readBooleans(spans: number, rows: number, out: number, doubts: number): void;
  /** Copies strings to the heap; returns its new end. */
  readStrings(
    spans: number,
    rows: number,
    starts: number,
    lengths: number,
    heap: number,
    quoted: number,
  ): number;
}

/** Finding and reading the values of JSON lines: assembly/json.ts. */
export interface JsonFunctions {
  /** Scans lines and stores the spans of the values that are read; returns the rows. `next`: gets where it stopped. */
  scanJsonLines(
    from: number,
    to: number,
    limit: number,
    keys: number,
    required: number,
    first: number,
    base: number,
    offsets: number,
    doubts: number,
    next: number,
  ): number;
  /** Copies strings to the heap, decoded; returns its new end. */
  readJsonStrings(
    spans: number,
    rows: number,
    starts: number,
    lengths: number,
    heap: number,
    doubts: number,
  ): number;
}

/** Encoding the columns of a row group as Parquet pages. Where a function takes `validity`, 0 says that every row has a value. */
export interface EncodeFunctions {
  /** The number of rows that have a value. */
  countValues(validity: number, rows: number): number;
  /** Stores the definition levels of a page; returns their bytes. `values`: how many rows have one. */
  writeLevels(validity: number, rows: number, values: number, out: number): number;
  /** Stores a bit for each byte; returns the bytes stored. */
  packBits(bytes: number, count: number, out: number): number;
  /** Copies the values of the rows that have one. Writes one value beyond the last. */
  compact(values: number, width: number, validity: number, rows: number, out: number): void;
  /** Copies integers of 16 bytes to fewer. */
  narrow(values: number, rows: number, width: number, out: number): void;
  /** Copies integers of 16 bytes, high bytes first. */
  reverseBytes(values: number, count: number, out: number): void;
  /** Stores the least value at `out` and the greatest at `out + 16`; returns 0 if one is NaN. */
  boundsOfDoubles(values: number, count: number, out: number): number;
  boundsOfInts(values: number, count: number, out: number): void;
  boundsOfBigints(values: number, count: number, out: number): void;
  boundsOfDecimals(values: number, count: number, out: number): void;
  boundsOfBooleans(values: number, count: number, out: number): void;
  /** Stores address and length of each. */
  boundsOfTexts(starts: number, lengths: number, validity: number, rows: number, out: number): void;
  /** Stores distinct values and the number of each row's; returns how many, or 0 if they do not fit the budget. */
  makeDictionary(
    values: number,
    width: number,
    validity: number,
    rows: number,
    budget: number,
    slots: number,
    mask: number,
    entries: number,
    numbers: number,
  ): number;
  makeTextDictionary(
    starts: number,
    lengths: number,
    validity: number,
    rows: number,
    budget: number,
    slots: number,
    mask: number,
    entryStarts: number,
    entryLengths: number,
    numbers: number,
  ): number;
  /** Stores numbers below `entries` for a page; returns their bytes. */
  writeIndexes(numbers: number, count: number, entries: number, out: number): number;
  /** The bytes of PLAIN strings if every row has one. */
  sizeOfTexts(lengths: number, rows: number): number;
  /** The number of first rows, at least one, that take up to `limit` bytes. */
  rowsOfTexts(lengths: number, rows: number, limit: number): number;
  /** Stores PLAIN strings; returns their end. Writes up to 16 bytes beyond it. */
  writeTexts(starts: number, lengths: number, validity: number, rows: number, out: number): number;
  /** Stores integers of 8 bytes, at least one, as differences; returns their end. Writes up to 16 bytes beyond it. */
  writeDeltas(values: number, count: number, out: number): number;
  /** Compresses with Snappy; returns the size. `places`: 32 KiB of working memory. */
  compressSnappy(from: number, size: number, out: number, places: number): number;
}

export interface KernelFunctions extends ScanFunctions, ReadFunctions, JsonFunctions, EncodeFunctions {}
