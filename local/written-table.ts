/** Writes the transform's result as Parquet files under the table's prefix. */
import { rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName, quoteText } from "../contract/derive/sql-literals";
import type { Compression } from "../contract/plan";
import { checksumOf } from "../core/run/checksum";
import type { WrittenColumn } from "../core/parquet/columns";
import type { WrittenFile } from "../core/run/documents";
import { read } from "./directory-read";
import type { DirectoryStore } from "./directory-store";

/** Rows per row group: DuckDB's own unit, so that ranges of rows align with its storage. */
const rowGroupRows = 122_880;
const fileBytes = 128 * 2 ** 20;

/** Rows of a file of about 128 MiB, at eight bytes a value, in whole row groups. */
export const rowsPerFile = (columns: number): number =>
  Math.max(1, Math.floor(fileBytes / (8 * columns) / rowGroupRows)) * rowGroupRows;

/** A DuckDB table, and where to write its files. */
export interface TableToWrite {
  readonly table: "result" | "merged";
  readonly prefix: string;
  readonly columns: readonly WrittenColumn[];
  readonly rows: number;
  /** @default "zstd" */
  readonly compression?: Compression | undefined;
}

/**
 * Writes a table in order as `part-NNNNN.parquet`, at least one file, so that an empty table keeps its columns. Equal
 * rows give equal bytes: one COPY writes each range of rows in a fixed order, whereas DuckDB's own splitting by size
 * depends on its threads.
 */
export async function writeTable(
  connection: DuckDBConnection,
  store: DirectoryStore,
  { table, prefix, columns, rows, compression = "zstd" }: TableToWrite,
  progress: (rows: number) => void,
  rowsOfFile = rowsPerFile(columns.length),
): Promise<WrittenFile[]> {
  // DuckDB's dictionaries hold 0.0 and -0.0 as one value, so a -0.0 would come back as the first of the two.
  const dictionary = columns.some(({ type }) => type === "double") ? ", dictionary_size_limit 0" : "";
  const files: WrittenFile[] = [];
  const room = Buffer.allocUnsafeSlow(1 << 20);
  for (let start = 0; start === 0 || start < rows; start += rowsOfFile) {
    const end = start + rowsOfFile;
    const file = store.temporary();
    const key = `${prefix}part-${String(files.length).padStart(5, "0")}.parquet`;
    try {
      const copied = await connection.runAndReadAll(
        `copy (select * from "${table}" where rowid >= ${start} and rowid < ${end}) to ${quoteText(file)} ` +
          `(format parquet, compression ${compression}, row_group_size ${rowGroupRows}${dictionary}${fieldIds(columns)})`,
      );
      const rows = Number(copied.getRows()[0]?.[0]);
      const checksum = await checksumOf(read(file, key, undefined, room));
      files.push({ key, size: await store.adopt(key, file), rows, checksum });
    } finally {
      await rm(file, { force: true });
    }
    progress(Math.min(rows, end));
  }
  return files;
}

/** DuckDB's option for the columns' field ids; empty if they have none. */
function fieldIds(columns: readonly WrittenColumn[]): string {
  const ids = columns.flatMap(({ name, fieldId }) =>
    fieldId === undefined ? [] : [`${quoteName(name)}: ${fieldId}`],
  );
  return ids.length === 0 ? "" : `, field_ids {${ids.join(", ")}}`;
}
