/** The same laid runs through the converter in this process, as Lambda runs it, and through a task of Spark's. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { bundle } from "../../components/bundle";
import { manifestKey, planKey } from "../../contract/keys";
import type { Manifest, Part, PartReport, WrittenFile } from "../../core/run/documents";
import { dataset, run, type RawRun } from "../handlers/convert/raw-run";

/** A run as Lambda's converter left it in memory, and the folder where Spark's shall find its raw files. */
export interface Laid {
  readonly what: string;
  readonly home: string;
  readonly objects: ReadonlyMap<string, Uint8Array>;
  readonly reports: readonly PartReport[];
}

/** Converts a run in memory, and lays its raw files, plan and manifest into a folder. */
export async function lay(what: string, home: string, input: RawRun, parts: number): Promise<Laid> {
  const { objects } = input.store;
  const before = [...objects];
  const reports: PartReport[] = [];
  for (let part = 0; part < parts; part++) reports.push(await input.convert(part));
  for (const [key, bytes] of before) {
    const path = join(home, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  return { what, home, objects, reports };
}

/** Puts another manifest or plan in the place of a run's. */
export function replaceDocument(input: RawRun, key: string, change: (document: never) => object): void {
  const json = Buffer.from(input.store.objects.get(key)!).toString();
  const { checksum: _, ...document } = JSON.parse(json) as { readonly checksum?: string };
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

/** What a task makes of a run: its parts' reports, or the first fault. */
export type TaskAnswer = readonly PartReport[] | { readonly name: string; readonly message: string };

/** Converts laid runs as Spark's tasks do, by the bundle that goes to Glue, in one Python process without Spark. */
export async function convertInTasks(python: string, homes: readonly string[]): Promise<TaskAnswer[]> {
  const child = spawn(python, [resolve("glue", "tests", "convert_parts.py")], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((done, reject) => {
    child.on("error", reject);
    child.on("close", done);
  });
  const script = resolve(bundle("spark-convert"), "index.js");
  const jobs = homes.map((home) =>
    JSON.stringify({
      plan: join(home, planKey(dataset, run)),
      manifest: join(home, manifestKey(dataset, run)),
      root: home,
      attempt: "task",
      script,
    }),
  );
  child.stdin.on("error", () => undefined);
  child.stdin.end(`${jobs.join("\n")}\n`);
  const lines = (await text(child.stdout)).split("\n").filter(Boolean);
  assert.equal(await ended, 0, `Python ended in run ${lines.length}`);
  return lines.map((line) => JSON.parse(line) as TaskAnswer);
}

const kinds = ["staged", "quarantined"] as const;

/** A report without the names of its run and attempt, which differ by nature. */
export function comparablePart({ attempt: _, staged, quarantined, ...report }: PartReport) {
  const file = (written: WrittenFile | null) =>
    written && { ...written, key: written.key.replace(/\/.*\//, "/") };
  return { ...report, staged: file(staged), quarantined: file(quarantined) };
}

/** Both made the same reports and, byte for byte, the same files; each is given with a way to read its files. */
export async function assertSame(
  what: string,
  lambda: { readonly reports: readonly PartReport[]; readonly read: (key: string) => Promise<Uint8Array> },
  spark: typeof lambda,
): Promise<void> {
  assert.deepEqual(spark.reports.map(comparablePart), lambda.reports.map(comparablePart), what);
  for (const [part, report] of spark.reports.entries())
    for (const kind of kinds) {
      const [theirs, ours] = [report[kind], lambda.reports[part]![kind]];
      if (theirs && ours)
        assert.ok(
          Buffer.from(await spark.read(theirs.key)).equals(await lambda.read(ours.key)),
          `${what}, part ${part}: the files of ${kind} differ`,
        );
    }
}

/** `assertSame` for a laid run. */
export const assertSameAsLaid = ({ what, home, objects, reports }: Laid, spark: readonly PartReport[]) =>
  assertSame(
    what,
    { reports, read: async (key) => objects.get(key)! },
    { reports: spark, read: (key) => readFile(join(home, key)) },
  );
