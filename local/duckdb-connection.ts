/** DuckDB in this process: its memory limit, and which of its errors the machine causes. */
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { duckdbSession } from "../contract/derive/duckdb";
import { failure } from "../core/run/failure";
import type { DirectoryStore } from "./directory-store";
import { memoryLimit } from "./memory-limit";

/** A connection in UTC, and a function that closes it. */
export interface Database {
  readonly connection: DuckDBConnection;
  /** Closes the connection and removes its spilled files. */
  readonly close: () => void;
}

/**
 * Opens an empty in-memory database, which spills into the store's own temporary folder. `session`: the statements to
 * run first.
 */
export async function openDatabase(
  store: Pick<DirectoryStore, "temporary">,
  session: readonly string[] = duckdbSession,
): Promise<Database> {
  const spill = store.temporary();
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${memoryLimit()}B`,
    threads: String(availableParallelism()),
    temp_directory: spill,
    // DuckDB downloads nothing: all extensions that the program needs are built in.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  for (const statement of session) await connection.run(statement);
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
      rmSync(spill, { recursive: true, force: true });
    },
  };
}

/** A machine's fault as a failure (`StoreFull`, `OutOfMemory`); undefined for any other DuckDB error. */
export function machineFault(error: unknown, home: string): Error | undefined {
  const message = error instanceof Error ? error.message : String(error);
  if (/No space left|Disk quota exceeded|max_temp_directory_size/i.test(message)) {
    return failure(
      "StoreFull",
      `DuckDB found no space left in ${home}: free space there, or set DATA_FLOW_HOME to a folder on another disk. ${message}`,
      error,
    );
  }
  if (/^Out of Memory Error/i.test(message)) {
    return failure(
      "OutOfMemory",
      `DuckDB needs more memory than it may use: set DATA_FLOW_MEMORY to a larger size, such as 8GB. ${message}`,
      error,
    );
  }
  return undefined;
}

/** Whether DuckDB's error is about files, the process or DuckDB itself, rather than the SQL or its data. */
export const isEngineError = (error: unknown): boolean =>
  error instanceof Error && /^(IO|INTERNAL|FATAL|INTERRUPT|Permission) Error/i.test(error.message);
