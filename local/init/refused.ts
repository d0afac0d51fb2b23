/** Columns whose values the readers refused. */
import { quoteText } from "../../contract/derive/sql-literals";
import type { PartReport } from "../../core/run/documents";
import { valueReasons } from "../../core/formats/values/reasons";
import type { DirectoryStore } from "../directory-store";
import { openDatabase } from "../duckdb-connection";

/** The columns that put records in quarantine, by the reports of the parts. */
export async function refusedColumns(
  store: DirectoryStore,
  reports: readonly PartReport[],
): Promise<string[]> {
  const wanted = Object.keys(valueReasons);
  const files = reports.flatMap(({ quarantined, reasons }) =>
    quarantined && wanted.some((reason) => (reasons[reason] ?? 0) > 0) ? [store.path(quarantined.key)] : [],
  );
  if (files.length === 0) return [];
  const { connection, close } = await openDatabase(store);
  try {
    const answer = await connection.runAndReadAll(
      `select distinct _column from read_parquet([${files.map(quoteText).join(", ")}]) where _column is not null`,
    );
    return answer.getRows().map(([name]) => String(name));
  } finally {
    close();
  }
}
