/** Columns whose values the readers refused. */
import { quoteText } from "../../contract/derive/sql-literals";
import type { PartReport } from "../../core/run/documents";
import { valueReasons } from "../../core/formats/values/reasons";
import type { DirectoryStore } from "../directory-store";
import { openDatabase } from "../duckdb-connection";

/** The records that a column put in quarantine. */
export interface Refusal {
  readonly column: string;
  readonly records: number;
  /** The first of them. */
  readonly first: { readonly file: string; readonly row: number; readonly text: string };
}

/** The columns that put records in quarantine, by the reports of the parts. */
export async function refusals(store: DirectoryStore, reports: readonly PartReport[]): Promise<Refusal[]> {
  const wanted = Object.keys(valueReasons);
  const files = reports.flatMap(({ quarantined, reasons }) =>
    quarantined && wanted.some((reason) => (reasons[reason] ?? 0) > 0) ? [store.path(quarantined.key)] : [],
  );
  if (files.length === 0) return [];
  const { connection, close } = await openDatabase(store);
  try {
    const first = (column: string) => `arg_min(${column}, (_file, _row))`;
    const answer = await connection.runAndReadAll(
      `select _column, count(*), ${first("_file")}, ${first("_row")}, ${first("_raw::varchar")} from read_parquet([${files.map(quoteText).join(", ")}], hive_partitioning = false) where _column is not null group by all order by all`,
    );
    return answer.getRows().map(([column, records, file, row, text]) => ({
      column: String(column),
      records: Number(records),
      first: { file: String(file), row: Number(row), text: String(text) },
    }));
  } finally {
    close();
  }
}
