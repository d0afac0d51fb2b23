/** A file through the whole reader: recognised, stored, cut, and read slice by slice. */
import type { CsvLayout } from "../../../../contract/formats";
import type { PlanLayout, ReadColumn } from "../../../../contract/plan";
import { csv } from "../../../../core/formats/csv";
import type { CsvFile } from "../../../../core/formats/csv/file";
import type { FormatReader } from "../../../../core/formats/format";
import type { RawFile } from "../../../../core/run/documents";
import { rawFile } from "../a-raw-file";
import { makeWitness } from "./adversarial";

/** A column of strings. */
export const textColumn = <From extends object>(
  name: string,
  from: From,
  more: Partial<ReadColumn> = {},
): ReadColumn & { readonly from: From } => ({
  name,
  type: "string",
  nullable: false,
  prefix: "",
  nulls: [],
  nonFinite: [],
  ...more,
  from,
});

/** A layout of plain CSV with columns of strings, found by these names. */
export const textLayout = (names: readonly string[], more: Partial<CsvLayout> = {}): CsvLayout => ({
  name: "plain",
  files: "csv$",
  delimiter: ",",
  quoting: "rfc4180",
  header: true,
  fields: 0,
  columns: names.map((name) => textColumn(name, { header: name })),
  ...more,
});

/** What a file gives. */
export interface ReadFile {
  readonly own: CsvFile;
  readonly stored: Buffer;
  /** Offset, number and values of each row. */
  readonly rows: readonly (readonly unknown[])[];
  /** Offset, number, reason, column and text of each record in quarantine. */
  readonly bad: readonly (readonly unknown[])[];
}

/** Reads a file; a sentence if it does not fit. `partBytes`: size of its slices. `reader`: of the layout's format. */
export async function readFile<P extends PlanLayout>(
  layout: P,
  chunks: string | Buffer | readonly Buffer[],
  partBytes = 1024 * 1024,
  reader: Pick<FormatReader<P, never, never>, "open" | "read"> = csv as never,
): Promise<ReadFile | string> {
  const bytes = async function* () {
    for (const chunk of Array.isArray(chunks)
      ? (chunks as readonly Buffer[])
      : [Buffer.from(chunks as string)])
      yield await Promise.resolve(chunk);
  };
  const member = { path: "x.csv", bytes: bytes(), fetchedAt: rawFile.fetchedAt };
  const opened = await reader.open(member, [layout], partBytes);
  if (opened.kind === "skipped")
    return opened.misfits.join("\n").replace(/^layout \w+ is meant for its path, but /, "");
  const parts: Buffer[] = [];
  for await (const chunk of opened.stored) parts.push(Buffer.from(chunk));
  const stored = Buffer.concat(parts);
  const { own, slices, records, ...facts } = opened.result();
  const file: RawFile = { ...rawFile, ...facts, records, format: { [layout.format ?? "csv"]: own } };
  const { sink, read } = makeWitness(layout, 1000);
  let next = 0;
  for (const slice of slices) {
    if (slice.firstRow !== next)
      throw new Error(`slice begins with record ${slice.firstRow} instead of ${next}`);
    next += slice.records;
    const store = {
      async *get() {
        yield await Promise.resolve(stored.subarray(slice.start, slice.end));
      },
    };
    const opened = reader.read({ store, layout, file, slice: { file: 0, ...slice }, sink });
    for await (const _ of opened.pieces()) opened.read();
  }
  if (sink.number - 1000 !== records)
    throw new Error(`${sink.number - 1000} records read, ${records} counted`);
  const found = read();
  const numbers = ([start, row, ...rest]: unknown[]) => [Number(start), Number(row) - 1000, ...rest];
  return {
    own: own as CsvFile,
    stored,
    rows: found.rows.map((row) => {
      const [start, number, ...values] = row.split(" | ");
      return numbers([start, number, ...values.map((value) => text(JSON.parse(value)))]);
    }),
    bad: found.bad.map((record) => numbers(record.split(" | ").map(text))),
  };
}

/** The witness writes down bytes as Latin-1. */
const text = (value: unknown) =>
  typeof value === "string" ? Buffer.from(value, "latin1").toString() : value;
