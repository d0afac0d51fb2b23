import { manifestKey, planKey, rawPrefix } from "../../../contract/keys";
import { formatName, type CsvColumn, type CsvLayout } from "../../../contract/formats";
import { housekeeping, type PlanColumn, type PlanLayout } from "../../../contract/plan";
import { makeConvert } from "../../../handlers/convert";
import { openMember } from "../../../core/formats";
import type { Manifest, PartReport, RawFile, Slice } from "../../../core/run/documents";
import type { Progress } from "../../../core/run/ports";
import { createJson } from "../../../core/run/state";
import { textColumn } from "../../core/formats/csv/read-file";
import { makeMemoryStore, type MemoryStore } from "../../memory-store";
import { wholePlan } from "../../whole-documents";
import { queryParquet } from "../duckdb";

export const dataset = "walks";
export const run = "r1";

/** A column of a layout; a string that must be there where nothing else is said. */
export const csvColumn = (name: string, from: CsvColumn["from"], more: Partial<CsvColumn> = {}): CsvColumn =>
  textColumn(name, from, more);

/** A comma-separated layout of a header with these columns. */
export const csvLayout = (columns: readonly CsvColumn[], more: Partial<CsvLayout> = {}): CsvLayout => ({
  name: "csv",
  files: "",
  delimiter: ",",
  quoting: "rfc4180",
  header: true,
  fields: 0,
  columns,
  ...more,
});

export interface RawRun {
  readonly store: MemoryStore;
  readonly manifest: Manifest;
  readonly progress: Progress[];
  convert(part: number): Promise<PartReport>;
}

/** A run as Ingest leaves it: raw files, plan and manifest, one part for each slice. */
export async function rawRun(
  files: Readonly<Record<string, Uint8Array>>,
  layouts: readonly PlanLayout[],
  partBytes = 1024 * 1024,
  added: readonly PlanColumn[] = housekeeping,
): Promise<RawRun> {
  const store = makeMemoryStore();
  const rawFiles: RawFile[] = [];
  const slices: Slice[] = [];
  for (const [file, bytes] of Object.entries(files)) {
    const source = async function* () {
      yield await Promise.resolve(bytes);
    };
    const fetchedAt = "2026-01-02T03:04:05.000Z";
    const opened = await openMember({ path: file, bytes: source(), fetchedAt }, layouts, partBytes);
    if (opened.kind === "skipped") throw new Error(`${file} fits no layout: ${opened.firstLine}`);
    const key = `${rawPrefix(dataset, run)}${file}`;
    await store.put(key, opened.stored);
    const { slices: cut, own, ...result } = opened.result();
    slices.push(...cut.map((slice) => ({ file: rawFiles.length, ...slice })));
    rawFiles.push({
      file,
      key,
      fetchedAt,
      generated: false,
      ...result,
      format: { [formatName(layouts.find(({ name }) => name === result.layout)!)]: own },
    });
  }
  const manifest: Manifest = {
    version: 1,
    dataset,
    run,
    date: "2026-01-02",
    fingerprint: "",
    content: "",
    base: 0,
    source: { origin: "test", generated: false, name: "test", size: 0, sha256: "" },
    fetchedAt: "2026-01-02T03:04:05.000Z",
    files: rawFiles,
    skipped: [],
    parts: slices.map((slice) => ({ slices: [slice], records: slice.records })),
    records: slices.reduce((sum, { records }) => sum + records, 0),
  };
  const columns = layouts[0]!.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
  const plan = wholePlan({ dataset, layouts, transform: { stage: [...columns, ...added] } });
  await createJson(store, planKey(dataset, run), plan);
  await createJson(store, manifestKey(dataset, run), manifest);
  const progress: Progress[] = [];
  let tries = 0;
  const clock = {
    now: () => new Date("2026-01-02T03:04:05Z"),
    sleep: () => Promise.resolve(),
    random: () => ++tries / 1000,
  };
  const log = { progress: (said: Progress) => void progress.push(said), warn: () => undefined };
  const convert = makeConvert({ store, clock, log });
  return { store, manifest, progress, convert: (part) => convert({ dataset, run, part }) };
}

/** Rows of stage and quarantine of one part, as DuckDB reads them; integers as numbers. */
export async function rowsOf({ store }: RawRun, report: PartReport) {
  const rows = async (key: string | undefined) =>
    key === undefined ? [] : (await queryParquet(store.objects.get(key)!, "select * from file")).map(numbers);
  return { staged: await rows(report.staged?.key), quarantined: await rows(report.quarantined?.key) };
}

const numbers = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
  );
