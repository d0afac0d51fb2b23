/** Ways in which a staged part is not what its report says: one table for both engines. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { partReportKey, stageKey } from "../../contract/keys";
import { checksum } from "../../core/run/checksum";
import type { PartReport } from "../../core/run/documents";
import { readJson } from "../../core/run/state";
import type { LocalPorts } from "../../local/local-ports";
import { layRun, readingRows, writeParquet } from "./staged-run";

/** What is done to the second of two staged parts, and what the transform's `StageUnreadable` must say of it. */
export interface Damage {
  readonly what: string;
  readonly told: RegExp;
  readonly spoil: (ports: LocalPorts, path: string) => void | Promise<void>;
}

const rows = 5000;
const key = stageKey("readings", "r1", "a", 1);

const rewrite = (change: (bytes: Buffer) => Uint8Array) => (_: LocalPorts, path: string) =>
  writeFileSync(path, change(readFileSync(path)));

/** Another file in the part's place, of whose size its report knows. */
const replace =
  (sql: string) =>
  async ({ store }: LocalPorts) => {
    const { size } = await writeParquet(store, key, sql);
    const path = store.path(partReportKey("readings", "r1", 1));
    const report = await readJson<PartReport>(store, partReportKey("readings", "r1", 1));
    writeFileSync(path, JSON.stringify({ ...report, staged: { ...report.staged, size } }));
  };

export const damages: readonly Damage[] = [
  {
    what: "with a flipped bit",
    told: /has the checksum crc32:\w{8} instead of the reported crc32:\w{8}/,
    spoil: async ({ store }, path) => {
      const bytes = readFileSync(path);
      const report = await readJson<PartReport>(store, partReportKey("readings", "r1", 1));
      const staged = { ...report.staged, checksum: checksum(bytes) };
      writeFileSync(store.path(partReportKey("readings", "r1", 1)), JSON.stringify({ ...report, staged }));
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path, bytes);
    },
  },
  {
    what: "cut off",
    told: /has \d+ bytes instead of the reported \d+/,
    spoil: rewrite((bytes) => bytes.subarray(0, -1)),
  },
  { what: "missing", told: /is missing/, spoil: (_, path) => rmSync(path) },
  {
    what: "without its footer",
    told: /cannot be read/,
    spoil: rewrite((bytes) => Buffer.concat([bytes.subarray(0, -4), Buffer.from("XXXX")])),
  },
  {
    what: "damaged in its pages",
    told: /cannot be read/,
    spoil: rewrite((bytes) => bytes.fill(0xff, 4, bytes.length >> 1)),
  },
  {
    what: "replaced by another file",
    told: /has \d+ bytes instead of the reported \d+/,
    spoil: async ({ store }) => void (await writeParquet(store, key, readingRows(rows + 1, 100))),
  },
  {
    what: "that lacks a column",
    told: /lacks the columns amount/,
    spoil: replace(`select * exclude (amount) from (${readingRows(rows, 100)})`),
  },
  {
    what: "with other rows than its report says",
    told: /holds 4999 rows instead of the reported 5000/,
    spoil: replace(readingRows(rows - 1, 100)),
  },
];

/** Lays the run `r1` of `readings` with one part as it should be and one that is damaged; the key of that one. */
export async function layDamaged(ports: LocalPorts, { spoil }: Damage): Promise<string> {
  await layRun(ports, "r1", [{ staged: readingRows(100) }, { staged: readingRows(rows, 100) }]);
  await spoil(ports, ports.store.path(key));
  return key;
}
