/** The Parquet files that the transform reads, and the check that they match the reports of their writers. */
import { quoteText } from "../contract/derive/sql-literals";
import { manifestKey, partReportKey, published } from "../contract/keys";
import { checksumOf } from "../core/run/checksum";
import { describeRun, type DescribedRun } from "../core/run/described-run";
import type { Manifest, PartReport, WrittenFile } from "../core/run/documents";
import { failure, isFailure } from "../core/run/failure";
import { readJson } from "../core/run/state";
import { machineFault, openDatabase } from "./duckdb-connection";
import type { DirectoryStore } from "./directory-store";

/** Reports of a run's parts, in order. Fails with `StateMissing` if a part has none. */
export async function partReports(
  store: DirectoryStore,
  { dataset, run }: { readonly dataset: string; readonly run: string },
): Promise<PartReport[]> {
  const { parts } = await readJson<Manifest>(store, manifestKey(dataset, run));
  const reports: PartReport[] = [];
  for (const number of parts.keys()) {
    reports.push(await readJson<PartReport>(store, partReportKey(dataset, run, number)));
  }
  return reports;
}

/** The run whose merged rows are under a prefix `base/<dataset>/<run>/<attempt>/`. Fails with `BaseUnreadable`. */
export async function baseRun(store: DirectoryStore, prefix: string): Promise<DescribedRun> {
  const [, dataset = "", run = "", attempt = ""] = prefix.split("/");
  const described = await describeRun(store, { dataset, run, attempt });
  if (described) return described;
  throw unreadable.base(
    prefix,
    "cannot be checked: the report of the run that wrote it is missing or unreadable",
  );
}

const unreadable = {
  stage: (key: string, why: string, cause?: unknown) =>
    failure(
      "StageUnreadable",
      `${key} ${why}: it was damaged after Convert wrote it; run again with --force.`,
      cause,
    ),
  base: (key: string, why: string, cause?: unknown) => {
    const [, dataset = ""] = key.split("/");
    return failure(
      "BaseUnreadable",
      `${key} ${why}: the published run's merged rows are damaged. Put an older version of the object back; or remove the ` +
        `last pointer under ${published(dataset)} and run ${dataset} again, which then merges into the rows of the previous ` +
        `pointer.`,
      cause,
    );
  },
} as const;

/** The writer of the files: Convert, or the previous run's transform. */
export type Origin = keyof typeof unreadable;

/**
 * Fails with `StageUnreadable` or `BaseUnreadable`, which names the file, if a file is missing or differs from the
 * reported size or, if one was reported, checksum.
 */
export async function checkFiles(
  store: DirectoryStore,
  files: readonly WrittenFile[],
  origin: Origin,
): Promise<void> {
  const room = Buffer.allocUnsafeSlow(1 << 20);
  for (const { key, size, checksum } of files) {
    const found = await store.head(key);
    if (!found) throw unreadable[origin](key, "is missing");
    if (found.size !== size)
      throw unreadable[origin](key, `has ${found.size} bytes instead of the reported ${size}`);
    const sum = checksum?.startsWith("crc32:")
      ? await checksumOf(store.get(key, undefined, room))
      : undefined;
    if (sum !== undefined && sum !== checksum)
      throw unreadable[origin](key, `has the checksum ${sum} instead of the reported ${checksum}`);
  }
}

/**
 * Finds the file that made the transform fail: reads each file alone and to its end, and checks that it has the
 * `columns`. Fails as `checkFiles` does; returns if all files are intact.
 */
export async function findDamage(
  store: DirectoryStore,
  files: readonly WrittenFile[],
  origin: Origin,
  columns: readonly { readonly name: string }[],
): Promise<void> {
  const fault = unreadable[origin];
  for (const { key, rows } of files) {
    // In a separate database: a damaged file can leave DuckDB unusable.
    const { connection, close } = await openDatabase(store);
    const from = `read_parquet([${quoteText(store.path(key))}], hive_partitioning = false) as file`;
    try {
      const described = await connection.runAndReadAll(`describe select * from ${from}`);
      const names = new Set(described.getRows().map(([name]) => String(name)));
      const lacking = columns.filter(({ name }) => !names.has(name)).map(({ name }) => name);
      if (lacking.length) throw fault(key, `lacks the columns ${lacking.join(", ")}`);
      const read = await connection.runAndReadAll(`select count(*), bit_xor(hash(file)) from ${from}`);
      const count = Number(read.getRows()[0]?.[0]);
      if (count !== rows) throw fault(key, `holds ${count} rows instead of the reported ${rows}`);
    } catch (error) {
      if (isFailure(error, "StageUnreadable") || isFailure(error, "BaseUnreadable")) throw error;
      throw machineFault(error, store.home) ?? fault(key, `cannot be read (${String(error)})`, error);
    } finally {
      close();
    }
  }
}
