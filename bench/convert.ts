/**
 * Speed of reading one CSV: `node build/bench/convert.js FILE.csv`, a file of the mHealth shape. Prints MB per
 * second of each stage of the work, one on top of the other, and of a plain split-and-Number loop over the same file.
 */
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { planKey, manifestKey } from "../contract/keys";
import { runPlan, type CsvLayout } from "../contract";
import { mhealth } from "../datasets/mhealth";
import { makeColumns, maxGroupRows } from "../core/parquet/columns";
import { makeConvert } from "../handlers/convert";
import { openRaw } from "../core/formats/csv/raw";
import { makeRecordReader } from "../core/formats/csv/record";
import { makeScanner, type RawRecord } from "../core/formats/csv/scanner";
import { scanOptions } from "../core/formats/csv/layout";
import { createJson } from "../core/run/state";
import { makeDirectoryStore } from "../local/directory-store";
import { wholeManifest } from "../test/whole-documents";

const chunkBytes = 1 << 20;
const read = (path: string): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: chunkBytes });

async function main(path: string) {
  const home = mkdtempSync(join(tmpdir(), "data-flow-bench-"));
  try {
    const store = makeDirectoryStore(home);
    const plan = runPlan(mhealth);
    const layouts = plan.layouts as readonly CsvLayout[];
    const megabytes = (await stat(path)).size / 1e6;
    // Processor time: it says the same on a busy machine.
    const timed = async (what: string, work: () => Promise<unknown>) => {
      const before = process.cpuUsage();
      const start = performance.now();
      await work();
      const elapsed = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(before);
      const seconds = (user + system) / 1e6;
      const speed = `${(megabytes / seconds).toFixed(0)} MB per CPU second`;
      console.log(`${what.padEnd(30)} ${elapsed.toFixed(2)} s, ${seconds.toFixed(2)} s CPU  ${speed}`);
      return seconds;
    };

    const opened = await openRaw(basename(path), read(path), layouts, Number.MAX_SAFE_INTEGER);
    if (opened.kind === "skipped") throw new Error(`${path} fits no layout: ${opened.firstLine}`);
    const key = `raw/${mhealth.name}/bench/${basename(path)}`;
    await timed("ingest: cut, hash, store", () => store.put(key, opened.stored));
    const raw = opened.result();
    console.log(`${basename(path)}: ${megabytes.toFixed(1)} MB, ${raw.records} records`);

    const { own } = raw;
    const layout = layouts.find(({ name }) => name === raw.layout)!;
    const scan = { ...scanOptions(layout, own.fields, own.lineEnd), base: raw.slices[0]!.start };
    const range = { start: raw.slices[0]!.start, end: raw.slices[0]!.end };
    const columns = makeColumns(plan.transform.stage, maxGroupRows);
    const reader = makeRecordReader(layout, { file: path, ...own }, columns);
    const scanning = async (work: (record: RawRecord, row: number) => void) => {
      const scanner = makeScanner(scan);
      let row = 0;
      for await (const chunk of store.get(key, range)) {
        scanner.feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
        while (scanner.next()) work(scanner.record, row++ % maxGroupRows);
      }
    };
    await timed("scan", () => scanning(() => undefined));
    await timed("scan, parse", () => scanning((record, row) => void reader.read(record, row)));

    const run = "bench";
    const manifest = wholeManifest({
      dataset: plan.dataset,
      run,
      files: [
        {
          file: basename(path),
          key,
          fetchedAt: "2026-01-02T03:04:05.000Z",
          generated: false,
          ...raw,
          format: { csv: own },
        },
      ],
      parts: [{ slices: raw.slices.map((slice) => ({ file: 0, ...slice })), records: raw.records }],
      records: raw.records,
    });
    await createJson(store, planKey(plan.dataset, run), plan);
    await createJson(store, manifestKey(plan.dataset, run), manifest);
    const clock = { now: () => new Date(), sleep: () => Promise.resolve(), random: Math.random };
    const log = { progress: () => undefined, warn: () => undefined };
    const whole = await timed("convert: scan, parse, Parquet", () =>
      makeConvert({ store, clock, log })({ dataset: plan.dataset, run, part: 0 }),
    );
    console.log(`peak resident: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
    const naive = await timed("naive: split lines, Number", () => splitAndNumber(path));
    console.log(`naive / convert: ${(naive / whole).toFixed(2)}`);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** What one writes without thinking; it checks nothing, and makes no Parquet. */
async function splitAndNumber(path: string): Promise<number> {
  let rest = "";
  let sum = 0;
  for await (const chunk of read(path)) {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop()!;
    for (const line of lines) for (const field of line.split(",")) sum += Number(field);
  }
  return sum;
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node build/bench/convert.js FILE.csv");
  process.exitCode = 2;
} else void main(path);
