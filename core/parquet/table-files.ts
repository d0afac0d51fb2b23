/** Reads Parquet files of a published table, column by column. */
import { tableFromIPC, type Table } from "apache-arrow";
import { ParquetFile } from "parquet-wasm/node";
import { summed } from "../run/checksum";
import { tableSource } from "../../contract/derive/posterior-table";
import type { WrittenFile } from "../run/documents";
import { failure } from "../run/failure";
import type { ObjectStore } from "../run/ports";

/**
 * The named columns of a file, one Arrow table per row group. Holds the whole file and the columns of one row group. Fails with
 * `TableUnreadable` if the file is not a Parquet file, lacks a column, or differs in rows or bytes from when it was written.
 */
export async function* readTableFile(
  store: Pick<ObjectStore, "get">,
  { key, size, rows, checksum }: WrittenFile,
  columns: readonly string[],
): AsyncGenerator<Table> {
  const bytes: Uint8Array[] = [];
  const content = summed(store.get(key));
  for await (const chunk of content.bytes) bytes.push(chunk);
  const blob = new Blob(bytes);
  const unreadable = (why: string, cause?: unknown) =>
    failure(
      "TableUnreadable",
      `${key} ${why}: it was changed or damaged after it was published. Put back its older version, or run ${tableSource(key.split("/")[1] ?? "")} again with --force.`,
      cause,
    );
  if (blob.size !== size) throw unreadable(`has ${blob.size} bytes and was written with ${size}`);
  if (checksum?.startsWith("crc32:") && checksum !== content.checksum())
    throw unreadable(`has the checksum ${content.checksum()} and was written with ${checksum}`);
  const open = async () => {
    try {
      return await ParquetFile.fromFile(blob);
    } catch (error) {
      throw unreadable(`is no Parquet file (${reason(error)})`, error);
    }
  };
  const file = await open();
  try {
    let read = 0;
    const groups = file.metadata().numRowGroups();
    for (let group = 0; group < groups; group += 1) {
      const table = await rowGroup(file, group, columns).catch((error: unknown) => {
        throw unreadable(`cannot be read in row group ${group} (${reason(error)})`, error);
      });
      const missing = columns.filter((name) => !table.getChild(name));
      if (missing.length > 0) throw unreadable(`has no column ${missing.join(", ")}`);
      read += table.numRows;
      yield table;
    }
    if (read !== rows) throw unreadable(`has ${read} rows and was written with ${rows}`);
  } finally {
    file.free();
  }
}

async function rowGroup(file: ParquetFile, group: number, columns: readonly string[]): Promise<Table> {
  const read = await file.read({ rowGroups: [group], columns: [...columns], batchSize: 65_536 });
  return tableFromIPC(read.intoIPCStream());
}

// WebAssembly throws an Error or a string.
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));
