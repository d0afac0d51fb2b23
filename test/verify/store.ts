/** A small store with every kind of document and file, and what can be asked of it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prices } from "../../datasets/prices";
import { makeLocalPorts } from "../../local/local-ports";
import { openQuery } from "../../local/query";
import { run, type RunOptions } from "../../local/run";
import { canonicalJson } from "../../core/run/state";
import { verify } from "../../handlers/verify";
import { weather } from "../examples/weather";
import { meters } from "../upsert/meters";
import type { Dataset } from "../../contract";

const watch = { begin: () => undefined, end: () => undefined };

/** Ports over a home, and what they warn of. */
export function quietPorts(home: string) {
  const warnings: string[] = [];
  const log = { progress: () => undefined, warn: (message: string) => void warnings.push(message) };
  return { ...makeLocalPorts({ home, log, env: {} }), warnings };
}

/** Runs a data set; its document. */
export const runOnce = (home: string, dataset: Dataset, options: RunOptions = {}) =>
  run(dataset, options, quietPorts(home), watch);

/** Two runs of an upsert, one that replaces and, when asked for, prices with their analysis. */
export async function makeStore(home: string, more: { readonly analysis?: boolean } = {}): Promise<void> {
  const runs: readonly (readonly [Dataset, RunOptions])[] = [
    [meters, { rows: 8 }],
    [meters, { rows: 16, force: true }],
    [weather, { archive: "test/examples/stations.csv" }],
    ...(more.analysis ? [[prices, {}] as const] : []),
  ];
  for (const [dataset, options] of runs) {
    const { status, error } = await runOnce(home, dataset, options);
    assert.equal(status, "published", error?.message);
  }
}

/** Every row of every table that can be asked, as text; instead of a table's rows what is said of it. */
export async function answers(home: string): Promise<Record<string, string>> {
  const database = await openQuery(quietPorts(home));
  try {
    const found: Record<string, string> = {};
    for (const table of database.tables)
      found[table] = await database.query(`from "${table}" order by all`).then(
        (answer) => JSON.stringify(answer),
        (error: unknown) => String(error),
      );
    return found;
  } finally {
    database.close();
  }
}

/** Files of the store, by their paths below the home; unfinished ones are none. */
export const storeFiles = (home: string): string[] =>
  readdirSync(home, { recursive: true, encoding: "utf8" })
    .filter((path) => !path.startsWith(".tmp") && statSync(join(home, path)).isFile())
    .sort();

/** Turns every document into one of a version that kept no checksums. */
export function forgetChecksums(home: string): void {
  for (const path of storeFiles(home).filter((each) => each.endsWith(".json"))) {
    const without = JSON.parse(readFileSync(join(home, path), "utf8"), (name, value: unknown) => {
      if (name === "checksum" || name === "mergedFiles") return undefined;
      // What only a format knows stood beside the rest of a raw file.
      return isRawFile(value) ? { ...value, format: undefined, ...Object.values(value.format)[0] } : value;
    }) as object;
    writeFileSync(join(home, path), canonicalJson(without));
  }
}

const isRawFile = (value: unknown): value is { readonly format: Readonly<Record<string, object>> } =>
  typeof value === "object" && value !== null && "storedSize" in value && "format" in value;

/** Random numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Flips one bit after the other, any of any file, and puts each back; fails where one is not found and yet changes an answer. */
export async function flipBits(home: string, count: number, seed: number): Promise<{ found: number }> {
  const random = randomFrom(seed);
  const files = storeFiles(home);
  const { store } = quietPorts(home);
  const before = await answers(home);
  let found = 0;
  for (let flip = 0; flip < count; flip += 1) {
    const file = files[Math.floor(random() * files.length)]!;
    const path = join(home, file);
    const bytes = readFileSync(path);
    const bit = Math.floor(random() * bytes.length * 8);
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, flipped);
    const { damaged } = await verify(store);
    if (damaged.length > 0) {
      assert.deepEqual([...new Set(damaged.map(({ key }) => key))], [file], `bit ${bit} of ${file}`);
      found += 1;
    } else assert.deepEqual(await answers(home), before, `bit ${bit} of ${file}`);
    writeFileSync(path, bytes);
  }
  return { found };
}
