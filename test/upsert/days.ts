/**
 * Five days of raw files with late, duplicate and restated rows, the table that they must make, and the way to run
 * them through the laptop's machine on any engine.
 */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { DuckDBInstance } from "@duckdb/node-api";
import { pack } from "tar-stream";
import type { Dataset } from "../../contract";
import { makeLocalPorts, type LocalPorts } from "../../local/local-ports";
import { run, type RunDocument, type RunOptions } from "../../local/run";
import type { SparkOptions } from "../../local/spark/spark-launch";
import { pointers } from "../handlers/pointers";
import { meters } from "./meters";

/** A row of a raw file; `bad` stands in it as it is and is quarantined. */
export type RawRow =
  | { readonly meter: string; readonly day: string; readonly value: number | null; readonly note?: string }
  | { readonly bad: string };

/** What came on one day: the files of one archive. */
export interface Day {
  readonly date: string;
  /** ISO 8601, UTC: what the clock says all through the day's run. */
  readonly fetchedAt: string;
  readonly files: Readonly<Record<string, readonly RawRow[]>>;
}

const row = (meter: string, day: number, value: number | null, note?: string): RawRow => ({
  meter,
  day: day === 0 ? "2024-02-29" : `2024-03-0${day}`,
  value,
  ...(note === undefined ? {} : { note }),
});

export const days: readonly Day[] = [
  {
    date: "2024-03-01",
    fetchedAt: "2024-03-02T06:00:00.000Z",
    files: { "1.csv": [row("A", 1, 10), row("B", 1, 0.1), row("Ä", 1, -0), row("😀", 1, 1e308)] },
  },
  {
    date: "2024-03-02",
    fetchedAt: "2024-03-03T06:00:00.001Z",
    files: {
      // A's first day restated, B's the same once more.
      "2.csv": [row("A", 2, 12.5), row("A", 1, 10.25, "restated"), row("B", 1, 0.1), row("B", 2, 0.3)],
    },
  },
  {
    date: "2024-03-03",
    fetchedAt: "2024-03-04T06:00:00.000Z",
    files: {
      // In one file the later row counts; among files the later name by its bytes, which is not that by UTF-16.
      "\u{1f600}.csv": [row("A", 3, 1, "later file"), row("Ä", 3, 7)],
      "\uff5e.csv": [row("A", 3, 2), row("Ä", 2, 5), row("Ä", 2, 6, "later row"), { bad: "Ä,yesterday,1," }],
    },
  },
  {
    date: "2024-03-04",
    fetchedAt: "2024-03-05T06:00:00.000Z",
    // B's third day comes late, A's second is restated to nothing.
    files: { "0.csv": [row("A", 4, 20), row("B", 4, 0.7), row("B", 3, 0.6, "late"), row("A", 2, null)] },
  },
  {
    date: "2024-03-05",
    fetchedAt: "2024-03-06T06:00:00.000Z",
    // A day before all others, and A's first restated again.
    files: { "1.csv": [row("B", 0, -1, "late"), row("A", 1, 11), row("A", 5, 21), row("😀", 5, 5e-324)] },
  },
];

/** The table as JSON rows `[meter, day, value, change, reading, note]`, ordered by meter (bytes) and day. */
export type TableRows = readonly (readonly (string | number | null)[])[];

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What the table must be once these days were processed, in whatever order and however often. */
export function expectedAfter(processed: readonly Day[]): TableRows {
  type Good = Exclude<RawRow, { bad: string }>;
  const rows = processed.flatMap(({ fetchedAt, files }) =>
    Object.entries(files).flatMap(([file, raw]) =>
      raw.flatMap((each, place) => ("bad" in each ? [] : [{ ...each, fetchedAt, file, place }])),
    ),
  );
  rows.sort((a, b) => bytes(a.fetchedAt, b.fetchedAt) || bytes(a.file, b.file) || a.place - b.place);
  // The later one of a key takes the place of the one before.
  const latest = new Map<string, Good>(rows.map((each) => [`${each.meter} ${each.day}`, each]));
  const sorted = [...latest.values()].sort((a, b) => bytes(a.meter, b.meter) || bytes(a.day, b.day));
  return sorted.map(({ meter, day, value, note }, index) => {
    const first = sorted.findIndex((other) => other.meter === meter);
    const before = index > first ? (sorted[index - 1]?.value ?? null) : null;
    const change = value === null || before === null ? null : value - before;
    return [meter, day, value, change, index - first + 1, note ?? null];
  });
}

/** The published table of a finished run. */
export async function tableOf(document: Pick<RunDocument, "location">): Promise<TableRows> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const answer = await connection.runAndReadAll(
    `select meter, day::varchar, value, change, reading::int, note
     from read_parquet('${document.location}/*.parquet', hive_partitioning = false) order by meter, day`,
  );
  connection.closeSync();
  return answer.getRows() as unknown as TableRows;
}

const quiet = { progress: () => undefined, warn: () => undefined };
const watch = { begin: () => undefined, end: () => undefined };

/** Ports over a home, with a clock that stands still at the day's time. */
export function portsOf(home: string, day: Day): LocalPorts {
  const clock = {
    now: () => new Date(day.fetchedAt),
    sleep: () => Promise.resolve(),
    random: Math.random,
  };
  return makeLocalPorts({ home, log: quiet, env: process.env, clock });
}

/** How a day is run. */
export type DayOptions = Pick<RunOptions, "engine" | "convert" | "force" | "asOf" | "allowLoss"> & {
  /** @default those of `portsOf` */
  readonly ports?: LocalPorts;
  /** @default `meters` */
  readonly dataset?: Dataset;
  readonly spark?: SparkOptions;
};

/** Processes one day's raw files in a home, whose store it makes where it is missing. */
export async function runDay(home: string, day: Day, options: DayOptions = {}): Promise<RunDocument> {
  const { ports = portsOf(home, day), dataset = meters, spark, ...more } = options;
  const archive = join(home, `day-${day.date}.tar`);
  await writeFile(archive, await archiveOf(day));
  return run(dataset, { date: day.date, archive, ...more }, ports, watch, spark ? { spark } : {});
}

/** Processes days one after the other, each of which must end well. */
export async function runDays(home: string, all: readonly Day[]): Promise<void> {
  for (const day of all) {
    const { status, error } = await runDay(home, day);
    assert.ok(["published", "unchanged"].includes(status), `${day.date}: ${status} ${error?.message}`);
  }
}

/** A home's pointers, and the table as the last one has it, without a run. */
export async function publishedIn(home: string) {
  const all = await pointers(portsOf(home, days[0]!).store, "meters");
  return { all, rows: await tableOf({ location: join(home, all.at(-1)!.location) }) };
}

/** The day's files as a tar archive: the same bytes each time. */
async function archiveOf({ files }: Day): Promise<Buffer> {
  const archive = pack();
  for (const [name, rows] of Object.entries(files)) {
    const lines = rows.map((each) =>
      "bad" in each ? each.bad : [each.meter, each.day, numberText(each.value), each.note ?? ""].join(","),
    );
    archive.entry({ name, mtime: new Date(0) }, ["meter,day,value,note", ...lines, ""].join("\n"));
  }
  archive.finalize();
  return buffer(archive);
}

const numberText = (value: number | null) =>
  value === null ? "" : Object.is(value, -0) ? "-0" : String(value);
