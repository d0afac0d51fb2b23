/** A process of its own: converts so many MB of made-up CSV and prints the most memory it ever held, in MB. */
import { manifestKey, planKey } from "../../../contract/keys";
import { housekeeping } from "../../../contract/plan";
import { makeConvert } from "../../../handlers/convert";
import type { ObjectStore } from "../../../core/run/ports";
import { createJson } from "../../../core/run/state";
import { makeMemoryStore } from "../../memory-store";
import { wholeManifest, wholePlan } from "../../whole-documents";
import { csvColumn, csvLayout, dataset, run } from "./raw-run";

const names = Array.from("abcdefghijklm");
const lines = Array.from({ length: 10_000 }, (_, row) =>
  names.map((_, column) => ((row * 7919 + column * 104_729) % 100_003) / 997 - 50).join(","),
);
const block = Buffer.from(`${lines.join("\n")}\n`);

async function main(megabytes: number) {
  const blocks = Math.ceil((megabytes * 1e6) / block.length);
  const size = blocks * block.length;
  const memory = makeMemoryStore();
  const store: ObjectStore = {
    ...memory,
    head: () => Promise.resolve({ size }),
    async *get(key, range) {
      if (!range) yield* memory.get(key);
      else for (let sent = 0; sent < blocks; sent++) yield await Promise.resolve(block);
    },
    async put(_, bytes) {
      let size = 0;
      for await (const chunk of bytes) size += chunk.length;
      return size;
    },
  };
  const columns = names.map((name, field) => csvColumn(name, { field }, { type: "double" }));
  const layout = csvLayout(columns, { header: false, fields: names.length });
  const records = blocks * lines.length;
  const file = {
    file: "f.csv",
    key: "raw",
    size,
    sha256: "",
    encoding: "utf-8" as const,
    storedSize: size,
    records,
    fetchedAt: "2026-01-01T00:00:00.000Z",
    generated: true,
    layout: "csv",
    fields: names.length,
    columns: [...names.keys()],
  };
  const parts = [{ slices: [{ file: 0, start: 0, end: size, firstRow: 0, records }], records }];
  const stage = [...columns.map(({ name, type, nullable }) => ({ name, type, nullable })), ...housekeeping];
  await createJson(
    store,
    planKey(dataset, run),
    wholePlan({ dataset, layouts: [layout], transform: { stage } }),
  );
  await createJson(store, manifestKey(dataset, run), wholeManifest({ dataset, run, files: [file], parts }));
  const clock = { now: () => new Date(), sleep: () => Promise.resolve(), random: () => 0.5 };
  const log = { progress: () => undefined, warn: () => undefined };
  const report = await makeConvert({ store, clock, log })({ dataset, run, part: 0 });
  if (report.staged?.rows !== records) throw new Error(`${report.staged?.rows} of ${records} rows`);
  console.log(Math.round(process.resourceUsage().maxRSS / 1024));
}

if (require.main === module) void main(Number(process.argv[2]));
