/** The Parquet files that Convert left for the transform, and whether they are as its reports say. */
import { quoteText } from "../contract/derive/sql";
import { partReportKey } from "../contract/keys";
import type { TransformPlan } from "../contract/plan";
import type { Manifest, PartReport, WrittenFile } from "../handlers/documents";
import { failure } from "../handlers/failure";
import { readJson } from "../handlers/state";
import { machineFault, openDatabase } from "./duckdb";
import type { DirectoryStore } from "./store";

/** Files with rows in the order of their parts. Fails with `StateMissing` when a part has no report. */
export async function stagedFiles(store: DirectoryStore, manifest: Manifest): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const number of manifest.parts.keys()) {
    const report = await readJson<PartReport>(store, partReportKey(manifest.dataset, manifest.run, number));
    if (report.staged) files.push(report.staged);
  }
  return files;
}

const unreadable = (key: string, why: string, cause?: unknown) =>
  failure(
    "StageUnreadable",
    `${key} ${why}: it was damaged after Convert wrote it; run again with --force.`,
    cause,
  );

/** Fails with `StageUnreadable`, which names the file, when one is missing or not of the reported size. */
export async function checkSizes(store: DirectoryStore, files: readonly WrittenFile[]): Promise<void> {
  for (const { key, size } of files) {
    const found = await store.head(key);
    if (!found) throw unreadable(key, "is missing");
    if (found.size !== size) throw unreadable(key, `has ${found.size} bytes and not ${size} as reported`);
  }
}

/**
 * Looks for the file that made the transform fail: reads each one alone and to its end. Fails with
 * `StageUnreadable`, which names the file; returns when all are as they should be.
 */
export async function findDamage(
  store: DirectoryStore,
  plan: TransformPlan,
  files: readonly WrittenFile[],
): Promise<void> {
  for (const { key, rows } of files) {
    // A database of its own: a damaged file can leave DuckDB unusable.
    const { connection, close } = await openDatabase(store);
    const from = `read_parquet([${quoteText(store.path(key))}], hive_partitioning = false) as file`;
    try {
      const described = await connection.runAndReadAll(`describe select * from ${from}`);
      const names = new Set(described.getRows().map(([name]) => String(name)));
      const lacking = plan.stage.filter(({ name }) => !names.has(name)).map(({ name }) => name);
      if (lacking.length) throw unreadable(key, `lacks the column ${lacking.join(", ")}`);
      const read = await connection.runAndReadAll(`select count(*), bit_xor(hash(file)) from ${from}`);
      const count = Number(read.getRows()[0]?.[0]);
      if (count !== rows) throw unreadable(key, `holds ${count} rows and not ${rows} as reported`);
    } catch (error) {
      if (error instanceof Error && error.name === "StageUnreadable") throw error;
      throw machineFault(error, store.home) ?? unreadable(key, `cannot be read (${String(error)})`, error);
    } finally {
      close();
    }
  }
}
