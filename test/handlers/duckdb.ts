import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** Rows of a query over a Parquet file, which it calls `file`. */
export async function queryParquet(bytes: Uint8Array, sql: string): Promise<Record<string, DuckDBValue>[]> {
  const folder = await mkdtemp(join(tmpdir(), "data-flow-test-"));
  const instance = await DuckDBInstance.create();
  try {
    const path = join(folder, "file.parquet");
    await writeFile(path, bytes);
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    const result = await connection.runAndReadAll(sql.replaceAll("file", `'${path}'`));
    const rows = result.getRowObjects();
    connection.closeSync();
    return rows;
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}
