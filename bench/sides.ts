/** The programs that are compared: the product's converter, and its peers. */
import { createWriteStream, mkdirSync, openSync, readSync, closeSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { runPlan, type Dataset } from "../contract";
import { partReportKey, rawPrefix } from "../contract/keys";
import type { Compression } from "../contract/plan";
import type { PartReport } from "../core/run/documents";
import { peersScript } from "./environment";
import { runSide, type Bench, type Side } from "./measure";
import { run } from "./ours";
import { fileColumns, lineColumns, type FileColumn, type Workload } from "./workloads/workload";

/** The peers; the package of each has its name. */
export const peers = ["pandas", "pyarrow", "duckdb", "polars"] as const;

export type Peer = (typeof peers)[number];

/** A workload's file in a store, ready to be converted. */
export interface Prepared {
  readonly name: string;
  readonly dataset: string;
  /** The store. */
  readonly home: string;
  /** The raw file in the store, which every side reads. */
  readonly raw: string;
  readonly columns: readonly FileColumn[];
}

/** How the peers compress. A level of null is each peer's default. */
export interface Packing {
  readonly compression: Compression;
  readonly level: number | null;
}

/** Whether a peer reads a file. Of JSON lines pandas and pyarrow would make a column of each object. */
export const canRead = (name: Peer, { columns }: Prepared): boolean =>
  columns[0]?.path === undefined || name === "duckdb" || name === "polars";

/** Settings that keep the peers on one thread. */
const oneThread = {
  POLARS_MAX_THREADS: "1",
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  ARROW_NUM_THREADS: "1",
};

/** Writes a workload's file to a folder; returns its path. */
export async function writeFile(workload: Workload, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, workload.file);
  await pipeline(workload.bytes(), createWriteStream(path));
  return path;
}

/** The header line of a file. */
export function headerOf(path: string): string {
  const bytes = Buffer.alloc(1 << 20);
  const file = openSync(path, "r");
  try {
    return bytes.toString("utf8", 0, readSync(file, bytes)).split(/\r?\n/, 1)[0]!;
  } finally {
    closeSync(file);
  }
}

/** The product's Ingest: cuts, hashes and stores a file's records `times` times over, as one part of a run in `home`. */
export function ingest(
  bench: Bench,
  bundle: string,
  dataset: Dataset,
  path: string,
  home: string,
  times = 1,
): Side {
  const plan = join(bench.work, `${dataset.name}.plan.json`);
  return {
    name: "Ingest",
    command: [process.execPath, bundle, "ingest", home, plan, path, String(times)],
    before: () => {
      rmSync(home, { recursive: true, force: true });
      writeFileSync(plan, JSON.stringify(runPlan(dataset)));
    },
    files: () => [],
  };
}

/** Ingests a workload's file into a store. */
export async function prepareFile(
  bench: Bench,
  bundle: string,
  workload: Workload,
  path: string,
  times = 1,
): Promise<Prepared> {
  const { dataset } = workload;
  const name = times === 1 ? workload.name : `${workload.name}-${times}`;
  const home = join(bench.work, name);
  await runSide(bench, ingest(bench, bundle, dataset, path, home, times));
  const raw = join(home, rawPrefix(dataset.name, run), basename(path));
  const isLines = dataset.layouts[0]!.format === "json-lines";
  const columns = isLines ? lineColumns(dataset) : fileColumns(dataset, headerOf(raw));
  return { name, dataset: dataset.name, home, raw, columns };
}

/** The product's converter. */
export const ours = (bundle: string, { home, dataset }: Prepared, name = "ours"): Side => ({
  name,
  command: [process.execPath, bundle, "convert", home, dataset],
  before: () => removeConverted(home, dataset),
  files: (said) => {
    const { staged } = JSON.parse(said) as PartReport;
    return staged ? [join(home, staged.key)] : [];
  },
});

/** Removes what Convert wrote, so that it does its work again. */
export function removeConverted(home: string, dataset: string): void {
  for (const key of ["stage", "quarantine", partReportKey(dataset, run, 0)])
    rmSync(join(home, key), { recursive: true, force: true });
}

/** A peer on one thread. `exact`: pandas reads doubles correctly rounded, which its default does not and is faster. */
export function peer(
  bench: Bench,
  python: string,
  name: Peer,
  prepared: Prepared,
  packing: Packing,
  exact = false,
): Side {
  const out = join(bench.work, `${prepared.name}-${name}.parquet`);
  const job = join(bench.work, `${prepared.name}-${name}.json`);
  return {
    name,
    command: [python, peersScript, name, job],
    env: oneThread,
    before: () => {
      rmSync(out, { force: true });
      writeFileSync(
        job,
        JSON.stringify({ raw: prepared.raw, out, columns: prepared.columns, exact, ...packing }),
      );
    },
    files: () => [out],
  };
}
