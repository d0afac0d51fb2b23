/** The same laid runs through the converter of Lambda and that of Spark, and what both made of them. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Dataset } from "../../contract/dataset";
import { manifestKey, planKey } from "../../contract/keys";
import type { Manifest, Part, PartReport, WrittenFile } from "../../core/run/documents";
import { dataset, run, type RawRun } from "../handlers/convert/raw-run";
import type { MemoryStore } from "../memory-store";

/** A run as Lambda's converter left it in memory, and the folder where Spark's shall find its raw files. */
export interface Laid {
  readonly what: string;
  readonly home: string;
  readonly store: MemoryStore;
  readonly reports: readonly PartReport[];
  /** Bytes that Spark's converter reads at once. */
  readonly block: number;
}

/** Converts a run in memory, and lays its raw files, plan and manifest into a folder. */
export async function lay(
  what: string,
  home: string,
  input: RawRun,
  parts: number,
  block: number,
): Promise<Laid> {
  const { store } = input;
  const before = [...store.objects];
  const reports: PartReport[] = [];
  for (let part = 0; part < parts; part++) reports.push(await input.convert(part));
  for (const [key, bytes] of before) await put(join(home, key), bytes);
  return { what, home, store, reports, block };
}

/** Puts another manifest or plan in the place of a run's. */
export function replaceDocument(input: RawRun, key: string, change: (document: never) => object): void {
  const text = Buffer.from(input.store.objects.get(key)!).toString();
  const { checksum: _, ...document } = JSON.parse(text) as { readonly checksum?: string };
  input.store.objects.set(key, Buffer.from(JSON.stringify(change(document as never))));
}

/** Packs all slices of a run into parts of `size` slices. */
export function packParts(input: RawRun, size: number): number {
  const slices = input.manifest.parts.flatMap((part) => part.slices);
  const parts: Part[] = [];
  for (let first = 0; first < slices.length; first += size) {
    const some = slices.slice(first, first + size);
    parts.push({ slices: some, records: some.reduce((sum, { records }) => sum + records, 0) });
  }
  replaceDocument(input, manifestKey(dataset, run), (manifest: Manifest) => ({ ...manifest, parts }));
  return parts.length;
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

export type PythonAnswer = readonly PartReport[] | { readonly name: string; readonly message: string };

/** Converts laid runs with the modules of glue/ in one Python process, without Spark. */
export async function convertInPython(
  python: string,
  runs: readonly Pick<Laid, "home" | "block">[],
): Promise<PythonAnswer[]> {
  const child = spawn(python, [resolve("glue", "tests", "convert_parts.py")], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const jobs = runs.map(({ home, block }) =>
    JSON.stringify({
      plan: join(home, planKey(dataset, run)),
      manifest: join(home, manifestKey(dataset, run)),
      root: home,
      attempt: "a",
      block,
    }),
  );
  child.stdin.on("error", () => undefined);
  child.stdin.end(`${jobs.join("\n")}\n`);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((done, reject) => {
    child.on("error", reject);
    child.on("close", done);
  });
  const answers = output
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PythonAnswer);
  if (code !== 0) throw new Error(`Python ended with ${code} in run ${answers.length}`);
  return answers;
}

type Rows = readonly Record<string, unknown>[];

/** Reads Parquet files in the order of their rows. */
export async function makeParquetReader() {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  const ask = async (sql: string): Promise<Rows> => (await connection.runAndReadAll(sql)).getRowObjects();
  const list = (paths: readonly string[]) => `[${paths.map((path) => `'${path}'`).join(", ")}]`;
  return {
    rows: (paths: readonly string[]) =>
      // The client takes a byte order mark from the beginning of a string: a row's hash tells.
      paths.length === 0
        ? Promise.resolve([])
        : ask(`select *, hash(file) as "row.hash" from read_parquet(${list(paths)}) as file`),
    /** Name, nullability and logical type of each column; the width at which a decimal is stored is the writer's. */
    schema: (path: string) =>
      ask(
        `select s.name, s.repetition_type, s.precision, s.scale, d.column_type,
           case when s.precision is null then s.type end as type
         from parquet_schema('${path}') as s
         left join (describe select * from read_parquet('${path}')) as d on d.column_name = s.name
         where s.num_children is null order by s.name`,
      ),
    /** Counts rows of a stage that are in one or both, and those of both that differ in a value or in a sign. */
    differences: (spark: readonly string[], lambda: readonly string[], columns: Dataset["stage"]) => {
      const names = [...Object.keys(columns), "_offset"];
      const doubles = Object.keys(columns).filter((name) => columns[name]!.type === "double");
      const differs = [
        ...names.map((name) => `s.${name} is distinct from l.${name}`),
        ...doubles.map((name) => `signbit(s.${name}) <> signbit(l.${name})`),
      ];
      return ask(
        `select count(s._row) as spark, count(l._row) as lambda, count(s._row + l._row) as both,
           count(*) filter (where ${differs.join(" or ")}) as different
         from read_parquet(${list(spark)}) as s full join read_parquet(${list(lambda)}) as l using (_file, _row)`,
      );
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
export type ParquetReader = Awaited<ReturnType<typeof makeParquetReader>>;

/** Both converters' reports, rows in their order and column types are the same. */
export async function assertSame(reader: ParquetReader, laid: Laid, answer: PythonAnswer): Promise<void> {
  const { what, home, reports } = laid;
  if (!Array.isArray(answer)) assert.fail(`${what}: ${JSON.stringify(answer)}`);
  const spark = answer as readonly PartReport[];
  const counts = ({ version, part, records, staged, quarantined, reasons }: PartReport) => ({
    version,
    part,
    records,
    staged: staged?.rows,
    quarantined: quarantined?.rows,
    reasons,
  });
  assert.deepEqual(spark.map(counts), reports.map(counts), what);
  for (const kind of ["staged", "quarantined"] as const) {
    const ours = reports.flatMap((report) => report[kind] ?? []);
    const theirs = spark.flatMap((report) => report[kind] ?? []);
    const paths: string[] = [];
    for (const [index, { key }] of ours.entries()) {
      const path = join(home, "lambda", `${kind}-${index}.parquet`);
      await put(path, laid.store.objects.get(key)!);
      paths.push(path);
    }
    const found = theirs.map(({ key }: WrittenFile) => join(home, key));
    assert.deepEqual(await reader.rows(found), await reader.rows(paths), `${what}: ${kind}`);
    for (const [index, path] of found.entries())
      assert.deepEqual(await reader.schema(path), await reader.schema(paths[index]!), `${what}: ${kind}`);
  }
}
