/** A data set's store and catalog in memory, and complete runs to publish in it. */
import {
  basePrefix,
  manifestKey,
  partReportKey,
  planKey,
  processedPrefix,
  quarantineKey,
  rawPrefix,
  stageKey,
  startedKey,
  transformReportKey,
} from "../../../contract/keys";
import { giveFieldIds } from "../../../contract/field-ids";
import type { Plan } from "../../../contract/plan";
import { publishedFields } from "../../../core/run/described-run";
import type {
  Manifest,
  PartReport,
  Started,
  TransformReport,
  WrittenFile,
} from "../../../core/run/documents";
import type { PublishEvent } from "../../../handlers/publish";
import { createJson, readJson } from "../../../core/run/state";
import { makeMemoryCatalog } from "../../memory-catalog";
import { makeMemoryStore, type MemoryStore } from "../../memory-store";

export const dataset = "walks";
export const attempt = "a1";
export const retentionDays = 7;
const day = 86_400_000;

/** Ports in memory, a clock that a test moves by days, and what was warned of. */
export function makeWorld() {
  const warnings: string[] = [];
  let now = Date.parse("2026-03-01T08:00:00Z");
  return {
    store: makeMemoryStore(),
    catalog: makeMemoryCatalog(),
    clock: { now: () => new Date(now), sleep: () => Promise.resolve(), random: () => 0.5 },
    log: { progress: () => undefined, warn: (message: string) => void warnings.push(message) },
    warnings,
    pass: (days: number) => void (now += days * day),
  };
}
export type World = ReturnType<typeof makeWorld>;

export interface RunOptions {
  readonly run: string;
  /** @default "2026-03-01" */
  readonly date?: string;
  /** Raw content; @default the run's name */
  readonly content?: string;
  /** @default "column_1" */
  readonly column?: string;
  /** @default "replace" */
  readonly mode?: "replace" | "upsert";
  /** Number of the pointer that the run is built on. @default 0 */
  readonly base?: number;
  /** Whether Transform gives the columns field ids; versions before did not. @default false */
  readonly fieldIds?: boolean;
}

const plan = (column: string, mode: "replace" | "upsert"): Plan => ({
  version: 1,
  dataset,
  convert: "lambda",
  layouts: [],
  transform: {
    sql: `select ${column} from stage`,
    stage: [],
    columns: [{ name: column, type: "int", nullable: false }],
    key: [column],
    mode,
    rules: [
      { name: "positive", severity: "error", kind: "row", violation: `${column} < 0` },
      { name: "small", severity: "warn", kind: "row", violation: `${column} > 9` },
    ],
  },
  catalog: {
    name: dataset,
    description: "Walks",
    columns: [{ name: column, type: "int", comment: "" }],
    parameters: { classification: "parquet" },
  },
  limits: { maxBadRatio: 0.1, maxMembers: 10, maxUnpackedBytes: 1e9, maxParts: 10, partBytes: 1e6 },
  retentionDays,
});

/** Writes all keys that Ingest, Convert and Transform leave of a run: two parts, 10 records, one quarantined. */
export async function writeRun(world: World, options: RunOptions): Promise<void> {
  const { run, date = "2026-03-01", content = run, column = "column_1", mode = "replace" } = options;
  const { store } = world;
  const write = (key: string, size: number) => store.create(key, new Uint8Array(size));
  const started: Started = { version: 1, dataset, run, date, startedAt: world.clock.now().toISOString() };
  await createJson(store, startedKey(dataset, run), started);
  await write(`${rawPrefix(dataset, run)}x/0`, 100);
  await createJson(store, planKey(dataset, run), plan(column, mode));
  const part = (records: number) => ({ slices: [], records });
  const manifest: Manifest = {
    version: 1,
    dataset,
    run,
    date,
    base: 0,
    fingerprint: column,
    content,
    source: { origin: "a test", generated: true, name: "walks.csv", size: 100, sha256: "0" },
    fetchedAt: started.startedAt,
    files: [],
    skipped: [],
    parts: [part(6), part(4)],
    records: 10,
  };
  await createJson(store, manifestKey(dataset, run), manifest);
  const staged = (number: number, rows: number) => ({
    key: stageKey(dataset, run, "c1", number),
    size: 60,
    rows,
  });
  const quarantined = { key: quarantineKey(dataset, run, "c1", 1), size: 20, rows: 1 };
  await write(staged(0, 6).key, 60);
  await write(staged(1, 3).key, 60);
  await write(quarantined.key, 20);
  const reports: PartReport[] = [
    { version: 1, part: 0, attempt: "c1", records: 6, staged: staged(0, 6), quarantined: null, reasons: {} },
    {
      version: 1,
      part: 1,
      attempt: "c1",
      records: 4,
      staged: staged(1, 3),
      quarantined,
      reasons: { "not an int": 1 },
    },
  ];
  for (const report of reports) await createJson(store, partReportKey(dataset, run, report.part), report);
  await writeTransform(world, options);
}

/** Size of the merged file of an upsert that was merged into the rows of a pointer: tells what it was built on. */
export const mergedSize = (base: number) => 1000 + base;

/** Writes what one attempt of Transform leaves of a run. */
export async function writeTransform(
  { store }: World,
  { run, mode = "replace", base = 0, fieldIds = false }: RunOptions,
  tried = attempt,
): Promise<void> {
  const write = ({ key, size }: WrittenFile) => store.create(key, new Uint8Array(size));
  const file = { key: `${processedPrefix(dataset, run, tried)}part-00000.parquet`, size: 70, rows: 9 };
  await write(file);
  const key = `${basePrefix(dataset, run, tried)}part-00000.parquet`;
  const merged = mode === "upsert" ? [{ key, size: mergedSize(base), rows: 9 }] : [];
  for (const each of merged) await write(each);
  const read =
    mode === "upsert" && base > 0 ? { base: 9, dropped: { superseded: 9 } } : { base: 0, dropped: {} };
  const report: TransformReport = {
    version: 1,
    dataset,
    run,
    attempt: tried,
    engine: "duckdb",
    seconds: 1,
    rows: { in: 9, merged: 9, out: 9, ...read },
    rules: [
      { name: "key_not_null", severity: "error", violations: 0 },
      { name: "key_unique", severity: "error", violations: 0 },
      { name: "positive", severity: "error", violations: 0 },
      { name: "small", severity: "warn", violations: 0 },
    ],
    columns: {},
    files: [file],
    merged,
  };
  const fields = fieldIds ? await fieldsOn(store, run, base) : {};
  await createJson(store, transformReportKey(dataset, run, tried), { ...report, ...fields });
}

/** What a report says of the columns of a run that is built on pointer `base`. */
async function fieldsOn(
  store: MemoryStore,
  run: string,
  base: number,
): Promise<Pick<TransformReport, "identity" | "highestFieldId">> {
  const { transform } = await readJson<Plan>(store, planKey(dataset, run));
  const given = giveFieldIds(transform.columns, await publishedFields(store, dataset, base));
  return {
    identity: { key: transform.key, stage: [], retired: [], table: given.columns },
    highestFieldId: given.highestFieldId,
  };
}

/** The event of a changed run. */
export const changed = (run: string, base: number, date = "2026-03-01", tried = attempt): PublishEvent => ({
  dataset,
  run,
  date,
  changed: true,
  base,
  transform: { attempt: tried },
});

/** The event of a run that found nothing new. */
export const unchanged = (run: string, base: number, date = "2026-03-01"): PublishEvent => ({
  dataset,
  run,
  date,
  changed: false,
  base,
});

/** Changes a document that a step has written, as a faulty step would have. */
export async function amend<T extends object>(
  store: MemoryStore,
  key: string,
  change: (document: T) => object,
): Promise<void> {
  const document = change(await readJson<T>(store, key));
  store.objects.set(key, Buffer.from(JSON.stringify(document)));
}

/** Keys of a run that was judged: those of `writeRun` and its publication record. */
export const keysPerRun = 12;

/** Keys of a run, in any zone. */
export const keysOf = (store: MemoryStore, run: string): string[] =>
  [...store.objects.keys()].filter((key) => key.split("/").includes(run));
