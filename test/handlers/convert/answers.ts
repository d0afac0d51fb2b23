/** Raw files with the rows that a converter must make of them (answers.jsonl), and those that it does make. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { CsvLayout } from "../../../contract/formats";
import { asOfColumn, housekeeping } from "../../../contract/plan";
import { rawRun, type RawRun } from "./raw-run";

/** Rows of a Parquet file: names and types of the columns, then each row's values as strings. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A line of answers.jsonl. */
export interface Answer {
  readonly what: string;
  readonly layout: CsvLayout;
  /** Whether `_as_of` is a column of the stage. */
  readonly asOf: boolean;
  /** Bytes at which parts are cut. */
  readonly partBytes: number;
  /** Bytes as Latin-1, each piece as often as its number says. */
  readonly files: Readonly<Record<string, readonly (readonly [bytes: string, times: number])[]>>;
  readonly staged: Rows;
  readonly quarantined: Rows;
  readonly reasons: Readonly<Record<string, number>>;
}

/** All answers. */
export const answers = (): Answer[] =>
  readFileSync("test/handlers/convert/answers.jsonl", "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Answer);

/** The raw run of an answer. */
export function rawRunOf({
  layout,
  asOf,
  partBytes,
  files,
}: Omit<Answer, "staged" | "quarantined" | "reasons">) {
  const bytes = Object.entries(files).map(([name, pieces]): [string, Buffer] => [
    name,
    Buffer.from(pieces.map(([text, times]) => text.repeat(times)).join(""), "latin1"),
  ]);
  const added = asOf ? [...housekeeping, asOfColumn] : housekeeping;
  return rawRun(Object.fromEntries(bytes), [layout], partBytes, added);
}

/** Converts every part; the rows of all. */
export async function converted(
  input: RawRun,
  read: ReadRows,
): Promise<Pick<Answer, "staged" | "quarantined" | "reasons">> {
  const files: Record<"staged" | "quarantined", Uint8Array[]> = { staged: [], quarantined: [] };
  const reasons: Record<string, number> = {};
  for (const part of input.manifest.parts.keys()) {
    const report = await input.convert(part);
    for (const kind of ["staged", "quarantined"] as const)
      if (report[kind]) files[kind].push(input.store.objects.get(report[kind].key)!);
    for (const [reason, count] of Object.entries(report.reasons))
      reasons[reason] = (reasons[reason] ?? 0) + count;
  }
  return { staged: await read(files.staged), quarantined: await read(files.quarantined), reasons };
}

/** Reads the rows of Parquet files in their order. */
export type ReadRows = (files: readonly Uint8Array[]) => Promise<Rows>;

/** Opens DuckDB in a folder of its own; `close` removes both. */
export async function openRows(): Promise<{ read: ReadRows; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "data-flow-answers-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();
  let made = 0;
  const read: ReadRows = async (files) => {
    if (files.length === 0) return { columns: [], rows: [] };
    const paths: string[] = [];
    for (const bytes of files) {
      const path = join(folder, `${made++}.parquet`);
      await writeFile(path, bytes);
      paths.push(`'${path}'`);
    }
    const file = `read_parquet([${paths.join(", ")}])`;
    const columns = (await ask(`describe select * from ${file}`)) as string[][];
    // As JSON: the client takes a byte order mark from the beginning of a string.
    const values = columns.map(([name]) => `cast("${name!}" as varchar)`);
    const rows = (await ask(`select json_array(${values.join(", ")}) from ${file}`)) as string[][];
    return {
      columns: columns.map(([name, type]) => `${name!} ${type!}`),
      rows: rows.map(([json]) => (JSON.parse(json!) as (string | null)[]).map(shortened)),
    };
  };
  const close = async () => {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  };
  return { read, close };
}

/** A long value by its ends and its number of bytes. */
const shortened = (value: string | null) =>
  value === null || value.length <= 200
    ? value
    : `${value.slice(0, 20)}… ${Buffer.byteLength(value)} bytes …${value.slice(-20)}`;
