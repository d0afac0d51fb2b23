/** Stores files of JSON lines and reads them, in memory and without Parquet. */
import type { JsonLinesLayout, JsonPlace } from "../../../../contract/formats";
import { planLayouts } from "../../../../contract/derive/plan-layouts";
import type { StageColumn } from "../../../../contract/dataset";
import type { PlanColumn } from "../../../../contract/plan";
import { kernelWorkBytes } from "../../../../core/formats/csv/kernel-reader";
import { jsonLines } from "../../../../core/formats/json-lines";
import { textBytes, textOf, type Column } from "../../../../core/parquet/columns";
import type { RawFile } from "../../../../core/run/documents";
import { giveKernel, takeKernel } from "../../../../core/kernel";
import { rawFile } from "../a-raw-file";
import { makeSink } from "../a-sink";

/** A column as a contract describes it: its place in the lines, and its type. */
export type Described = JsonPlace & StageColumn;

/** The layout of columns, as a run's plan has it. */
export function layoutOf(columns: Readonly<Record<string, Described>>, files = ""): JsonLinesLayout {
  const stage = columns as Readonly<Record<string, StageColumn>>;
  const layout = { format: "json-lines", name: "lines", files, columns } as const;
  return planLayouts({ layouts: [layout], stage })[0] as JsonLinesLayout;
}

/** A stage row or a bad line; `_offset` and `_row` as the reader gives them. */
export interface Row {
  readonly _offset: number;
  readonly _row: number;
  readonly [column: string]: unknown;
}

/** What was read of a file. */
export interface ReadLines {
  readonly rows: readonly Row[];
  readonly bad: readonly (Row & {
    readonly reason: string;
    readonly column: string | null;
    readonly raw: string;
  })[];
  readonly unread: readonly string[];
  readonly slices: number;
}

const housekeeping: readonly PlanColumn[] = [
  { name: "_offset", type: "bigint", nullable: false },
  { name: "_row", type: "bigint", nullable: false },
];

/** Cuts bytes into chunks of these lengths, again and again. */
export function* chunked(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const length = Math.max(1, lengths.length === 0 ? bytes.length : lengths[index % lengths.length]!);
    // Copied, so that a reader that looks beyond its chunk sees something else.
    yield Uint8Array.from(bytes.subarray(at, at + length));
    at += length;
  }
}

async function* asynchronous(chunks: Iterable<Uint8Array>) {
  yield* chunks;
}

/** The error for a file that fits no layout. */
export async function misfit(content: Uint8Array | string, layout: JsonLinesLayout, path = "a.jsonl") {
  const member = { path, bytes: asynchronous([Buffer.from(content)]), fetchedAt: rawFile.fetchedAt };
  const opened = await jsonLines.open(member, [layout], 1 << 20);
  return opened.kind === "skipped"
    ? { why: opened.misfits.join("; "), unreadable: opened.unreadable }
    : undefined;
}

/**
 * Stores a file in slices of at least `partBytes` and reads each alone. `lengths`: of the chunks in which its bytes come. `exact`: by the
 * exact readers alone, without working memory for the kernel.
 */
export async function readLines(
  content: Uint8Array | string,
  layout: JsonLinesLayout,
  {
    partBytes = 1 << 20,
    lengths = [] as readonly number[],
    path = "a.jsonl",
    capacity = 100,
    exact = false,
  } = {},
): Promise<ReadLines> {
  const bytes = Buffer.from(content);
  const member = { path, bytes: asynchronous(chunked(bytes, lengths)), fetchedAt: rawFile.fetchedAt };
  const opened = await jsonLines.open(member, [layout], partBytes);
  if (opened.kind === "skipped") throw new Error(opened.misfits.join("; "));
  const parts: Buffer[] = [];
  for await (const chunk of opened.stored) parts.push(Buffer.from(chunk));
  const stored = Buffer.concat(parts);
  if (!stored.equals(bytes)) throw new Error("other bytes were stored than came");
  const { slices, own, records } = opened.result();
  const file: RawFile = { ...rawFile, file: path, format: { "json-lines": own } };
  const rows: Row[] = [];
  const bad: ReadLines["bad"][number][] = [];
  let number = 0;
  for (const slice of slices) {
    if (slice.firstRow !== number) throw new Error("a slice does not begin where the last one ended");
    const sink = makeLineSink(layout, capacity, exact, slice.firstRow, rows, bad);
    const store = {
      get: (_key: string, range: { start: number; end: number }) =>
        asynchronous(chunked(bytes.subarray(range.start, range.end), lengths)),
    };
    const reader = jsonLines.read({
      store,
      layout,
      file,
      slice: { file: 0, ...slice },
      sink: sink.sink,
    });
    for await (const _ of reader.pieces()) reader.read();
    sink.finish();
    number += slice.records;
    if (sink.sink.number !== number)
      throw new Error(`${slice.records} lines were counted and other were read`);
  }
  if (number !== records) throw new Error("the slices have other lines than the file");
  return {
    rows,
    bad,
    unread: jsonLines.unread!({ ...rawFile, format: { "json-lines": own } }),
    slices: slices.length,
  };
}

function makeLineSink(
  layout: JsonLinesLayout,
  capacity: number,
  exact: boolean,
  first: number,
  rows: Row[],
  bad: ReadLines["bad"][number][],
) {
  const { sink, kernel, flush } = makeSink([...housekeeping, ...layout.columns], {
    capacity,
    kernel: takeKernel,
    workBytes: exact ? 0 : kernelWorkBytes,
    first,
    row: (columns, row) =>
      rows.push(Object.fromEntries(columns.map((column) => [column.plan.name, valueOf(column, row)])) as Row),
    bad(record, at) {
      const { start, reason, column } = record;
      bad.push({ _offset: start, _row: at, reason, column, raw: record.text().toString() });
    },
    check(group) {
      if (textBytes(group) > 2 ** 21) throw new Error("strings of bad lines stay in the memory");
    },
  });
  const finish = () => {
    flush();
    giveKernel(kernel);
  };
  return { sink, finish };
}

/** A value as plain data: doubles and integers as strings where a double would not do. */
function valueOf(column: Column, row: number): unknown {
  if (column.validity?.[row] === 0) return null;
  switch (column.kind) {
    case "text":
      return textOf(column, row).toString();
    case "bool":
      return column.values[row] === 1;
    case "double":
    case "int32":
      return column.values[row];
    case "int64":
      return column.plan.name.startsWith("_") ? Number(column.values[row]) : column.values[row];
    case "decimal": {
      const words = column.values.subarray(4 * row, 4 * row + 4);
      const value = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
      return BigInt.asIntN(128, value);
    }
  }
}
