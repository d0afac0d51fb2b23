/**
 * The product's side of the benchmark, as a whole process over the laptop's store:
 *
 *     node ours.js ingest STORE PLAN.json FILE [TIMES]        # cuts, hashes and stores the file as one part
 *     node ours.js convert STORE DATASET                      # converts the part, and prints its report
 *
 * TIMES repeats a CSV file's records, header once.
 */
import { createReadStream, readFileSync } from "node:fs";
import { basename } from "node:path";
import { formatName } from "../contract/formats";
import { manifestKey, planKey, rawPrefix } from "../contract/keys";
import type { Plan } from "../contract/plan";
import { openMember } from "../core/formats";
import { systemClock } from "../core/run/clock";
import type { Manifest, PartReport } from "../core/run/documents";
import { createJson } from "../core/run/state";
import { makeConvert } from "../handlers/convert";
import { makeDirectoryStore } from "../local/directory-store";

/** The one run of a store. */
export const run = "bench";

/** Stores a file's records `times` times as one part, with the plan and the manifest that Convert reads. */
export async function ingest(home: string, plan: Plan, path: string, times = 1): Promise<Manifest> {
  const store = makeDirectoryStore(home);
  const { dataset } = plan;
  const file = basename(path);
  const key = `${rawPrefix(dataset, run)}${file}`;
  const bytes = repeated(path, times);
  const fetchedAt = "2026-01-02T03:04:05.000Z";
  const opened = await openMember({ path: file, bytes, fetchedAt }, plan.layouts, Number.MAX_SAFE_INTEGER);
  if (opened.kind === "skipped") throw new Error(`${path} fits no layout of ${dataset}: ${opened.firstLine}`);
  await store.put(key, opened.stored);
  const { slices, own, ...raw } = opened.result();
  const format = formatName(plan.layouts[0]!);
  const manifest: Manifest = {
    version: 1,
    dataset,
    run,
    date: "2026-01-02",
    base: 0,
    fingerprint: "",
    content: "",
    source: { origin: "the benchmark", generated: false, name: file, size: raw.size, sha256: raw.sha256 },
    fetchedAt,
    files: [{ file, key, fetchedAt, generated: false, ...raw, format: { [format]: own } }],
    skipped: [],
    parts: [{ slices: slices.map((slice) => ({ file: 0, ...slice })), records: raw.records }],
    records: raw.records,
  };
  await createJson(store, planKey(dataset, run), plan);
  await createJson(store, manifestKey(dataset, run), manifest);
  return manifest;
}

/** The bytes of a file whose last line is complete, its records repeated. */
async function* repeated(path: string, times: number): AsyncGenerator<Uint8Array> {
  const headerBytes = times > 1 ? readFileSync(path).indexOf("\n") + 1 : 0;
  for (let time = 0; time < times; time++)
    yield* createReadStream(path, {
      start: time === 0 ? 0 : headerBytes,
      highWaterMark: 1 << 20,
    }) as AsyncIterable<Buffer>;
}

/** Converts the part. */
export function convert(home: string, dataset: string): Promise<PartReport> {
  const log = { progress: () => undefined, warn: () => undefined };
  const store = makeDirectoryStore(home);
  return makeConvert({ store, clock: systemClock, log })({ dataset, run, part: 0 });
}

async function main(command: string | undefined, home: string, ...rest: string[]): Promise<void> {
  if (command === "ingest") {
    const [plan, file, times = "1"] = rest as [string, string, string?];
    await ingest(home, JSON.parse(readFileSync(plan, "utf8")) as Plan, file, Number(times));
  } else {
    console.log(JSON.stringify(await convert(home, rest[0]!)));
  }
}

if (require.main === module) void main(process.argv[2], process.argv[3]!, ...process.argv.slice(4));
