/** The rows of an analysis: writes them, reads them, and checks them before they are published. */
import type { PosteriorRow } from "../../core/analysis/windows";
import type { AnalysisPlan } from "../../contract/analysis-plan";
import type { Compression } from "../../contract/plan";
import { setNull, setText, setValid, type Column, type WrittenColumn } from "../../core/parquet/columns";
import type { WrittenFile } from "../../core/run/documents";
import { failure } from "../../core/run/failure";
import type { ObjectStore } from "../../core/run/ports";
import { makeRowWriter } from "../../core/parquet/row-writer";
import { readTableFile } from "../../core/parquet/table-files";

/** A row by column name; dates are YYYY-MM-DD. */
export type Row = Readonly<Record<string, string | number | null>>;

const millisecondsOfDay = 86_400_000;

/** How the table's file is written. */
export interface FileFormat {
  readonly columns: readonly WrittenColumn[];
  readonly compression: Compression;
}

/** Writes the rows, at least one, as one Parquet file. */
export async function writeRows(
  store: ObjectStore,
  key: string,
  { columns, compression }: FileFormat,
  rows: readonly PosteriorRow[],
): Promise<WrittenFile> {
  const writer = makeRowWriter(store, key, columns, compression);
  try {
    for (const row of rows as unknown as readonly Row[]) {
      for (const column of writer.columns) set(column, writer.row, row[column.plan.name] ?? null);
      writer.keep();
      await writer.drained();
    }
    return (await writer.finish())!;
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}

function set(column: Column, row: number, value: string | number | null): void {
  if (value === null) return setNull(column, row);
  setValid(column, row);
  if (column.kind === "text") {
    const bytes = Buffer.from(String(value));
    setText(column, row, bytes, 0, bytes.length);
  } else if (column.kind === "int32")
    column.values[row] = column.plan.type === "date" ? Date.parse(String(value)) / millisecondsOfDay : +value;
  else if (column.kind === "double") column.values[row] = +value;
}

/** The rows of a job's files, in their order. Fails as `readTableFile` does. */
export async function readRows(
  store: Pick<ObjectStore, "get">,
  { table }: Pick<AnalysisPlan, "table">,
  files: readonly WrittenFile[],
): Promise<Row[]> {
  const rows: Row[] = [];
  const names = table.columns.map(({ name }) => name);
  for (const file of files)
    for await (const group of readTableFile(store, file, names))
      for (const row of group.toArray() as { toJSON(): Row }[]) rows.push(row.toJSON());
  return rows;
}

/**
 * Fails with `AnalysisBroken` unless the rows are a valid result: each series and window appears once, each number is finite, and
 * the quantities are present exactly if the status is "ok". This holds for every engine, including a user's model.
 */
export function checkRows(plan: AnalysisPlan, rows: readonly Row[]): void {
  const broken = (row: Row, what: string) =>
    failure(
      "AnalysisBroken",
      `${plan.dataset}: series ${String(row["symbol"])}, window ${String(row["window_name"])}: ${what}. Nothing is published; the old analysis stays.`,
    );
  const always = plan.table.columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
  // These exist only for sampled chains; the other columns show whether there is a result.
  const sampled = ["r_hat", "effective_sample_size"];
  const quantities = plan.table.columns
    .filter(({ name, type, nullable }) => nullable && type === "double" && !sampled.includes(name))
    .map(({ name }) => name);
  const seen = new Map<unknown, Set<unknown>>();
  for (const row of rows) {
    const none = always.find((name) => row[name] === null || row[name] === undefined);
    if (none !== undefined) throw broken(row, `${none} is null`);
    for (const [name, value] of Object.entries(row))
      if (typeof value === "number" && !Number.isFinite(value)) throw broken(row, `${name} is ${value}`);
    const ok = row["status"] === "ok";
    const odd = quantities.find((name) => (row[name] === null) === ok);
    if (odd !== undefined)
      throw broken(row, `the status is "${String(row["status"])}" and ${odd} is ${String(row[odd])}`);
    const windows = seen.get(row["symbol"]) ?? new Set();
    if (windows.has(row["window_name"])) throw broken(row, "it is there twice");
    seen.set(row["symbol"], windows.add(row["window_name"]));
  }
  for (const [symbol, windows] of seen) {
    const missing = plan.windows.find(({ name }) => !windows.has(name));
    if (missing) throw broken({ symbol: String(symbol), window_name: missing.name }, "it is missing");
  }
}
