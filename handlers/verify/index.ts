/** Verify: checks that a store's documents and files are as they were written. Changes nothing. */
import { posteriorName, tableSource } from "../../contract/derive/posterior-table";
import { basePrefix, runs, zones } from "../../contract/keys";
import { documentKind } from "../../core/run/document-shapes";
import type { Pointer } from "../../core/run/documents";
import type { ObjectStore } from "../../core/run/ports";
import { isFailure } from "../../core/run/failure";
import { isIntact } from "../../core/run/sealed";
import { documentFault } from "../../core/run/state";
import { adviceFor } from "./advice";
import { contentFault, filesOf, type Expected } from "./expected";

/** Something that is not as it was written. */
export interface Damage {
  readonly key: string;
  readonly dataset: string;
  /** The table of the data set, or of its analysis. */
  readonly table: string;
  /** Null for what belongs to no run: pointers and entries of the catalog. */
  readonly run: string | null;
  /** What is wrong. */
  readonly fault: string;
  /** Whom it affects, and what to do. */
  readonly advice: string;
}

/** What verify checked. `unchecked`: documents and files that were written without a checksum; their shape or size is right. */
export interface Verified {
  readonly status: "ok" | "damaged";
  readonly datasets: readonly string[];
  readonly documents: { readonly checked: number; readonly unchecked: number };
  readonly files: { readonly checked: number; readonly unchecked: number; readonly bytes: number };
  /** Runs, as `<table>/<run>`, that have something unchecked. */
  readonly uncheckedRuns: readonly string[];
  readonly damaged: readonly Damage[];
}

export interface VerifyOptions {
  /** The data set to check, with its analysis. @default all of them */
  readonly dataset?: string | undefined;
  /** Zones whose files a lifecycle rule may have removed. @default [] */
  readonly expiring?: readonly string[];
}

type VerifyStore = Pick<ObjectStore, "get" | "head" | "list" | "stated">;

/** How many files to check at once: in a bucket each is a round trip. */
const together = 8;

/** Checks every document and every file that one names. Fails as the store does. */
export async function verify(store: VerifyStore, options: VerifyOptions = {}): Promise<Verified> {
  const counts = {
    documents: { checked: 0, unchecked: 0 },
    files: { checked: 0, unchecked: 0, bytes: 0 },
  };
  const uncheckedRuns = new Set<string>();
  const damaged: Damage[] = [];
  const tables = await tablesOf(store, options.dataset);
  for (const table of tables) {
    const found = await verifyTable(store, table, options.expiring ?? []);
    for (const kind of ["documents", "files"] as const)
      for (const each of found[kind]) {
        if (each.fault === undefined) counts[kind].checked += 1;
        else if (each.fault === "unchecked") {
          counts[kind].unchecked += 1;
          uncheckedRuns.add(each.run === null ? table : `${table}/${each.run}`);
        } else damaged.push({ dataset: tableSource(table), ...withAdvice(found, table, each, each.fault) });
      }
    counts.files.bytes += found.bytes;
  }
  const status = damaged.length > 0 ? "damaged" : "ok";
  const datasets = [...new Set(tables.map(tableSource))];
  return { status, datasets, ...counts, uncheckedRuns: [...uncheckedRuns].sort(), damaged };
}

/** A document or file, and what is wrong with it. */
interface Looked {
  readonly key: string;
  readonly run: string | null;
  readonly fault: string | undefined;
}

interface TableFound {
  readonly documents: readonly Looked[];
  readonly files: readonly Looked[];
  readonly bytes: number;
  /** Run that the last pointer names. */
  readonly currentRun: string | undefined;
  /** Keys of the last pointer and the last entry of the catalog. */
  readonly last: ReadonlySet<string>;
}

function withAdvice({ currentRun, last }: TableFound, table: string, { key, run }: Looked, fault: string) {
  const current = run === null ? last.has(key) : run === currentRun;
  return { key, table, run, fault, advice: adviceFor({ key, table, run, current }) };
}

/** Tables that have a document. */
async function tablesOf(store: VerifyStore, dataset: string | undefined): Promise<string[]> {
  const wanted = dataset === undefined ? undefined : [dataset, posteriorName(dataset)];
  const tables = new Set<string>();
  for (const folder of ["state/", "catalog/"]) {
    for (const prefix of wanted?.map((table) => `${folder}${table}/`) ?? [folder])
      for await (const { key } of store.list(prefix)) {
        const table = key.split("/")[1] ?? "";
        if (documentKind(key)) tables.add(table);
      }
  }
  return [...tables].sort();
}

async function verifyTable(
  store: VerifyStore,
  table: string,
  expiring: readonly string[],
): Promise<TableFound> {
  const sizes = new Map<string, number>();
  for (const zone of [...zones.filter((each) => each !== "state"), "state", "catalog"])
    for await (const { key, size } of store.list(`${zone}/${table}/`)) sizes.set(key, size);

  const documents: Looked[] = [];
  const expected = new Map<string, Expected>();
  const pointers: Pointer[] = [];
  const keys = [...sizes.keys()].filter((key) => documentKind(key) !== undefined);
  for (const { key, text } of await readAll(store, keys)) {
    const fault = documentFault(key, text);
    const unchecked = fault === undefined && isIntact(text) === undefined;
    documents.push({ key, run: runOf(table, key), fault: unchecked ? "unchecked" : fault });
    if (fault !== undefined || key.startsWith("catalog/")) continue;
    const document = JSON.parse(text) as object;
    // Pointers stay after their runs are removed: only the last one's files must exist.
    if ("publishedAt" in document) pointers.push(document as Pointer);
    else for (const file of filesOf(document)) expect(expected, file);
  }
  const current = pointers.sort((a, b) => a.number - b.number).at(-1);
  for (const file of current ? filesOf(current) : []) expect(expected, file);

  const { files, bytes } = await verifyFiles(store, sizes, expected, {
    mayBeGone: async (key) => {
      const [zone = "", , run = ""] = key.split("/");
      if (expiring.includes(zone)) return true;
      if (run === current?.run) return false;
      // A sweep removes a run zone by zone: a sweep at work has removed a whole zone, or keys that were listed a moment ago.
      const prefix = `${zone}/${table}/${run}/`;
      const there = new Set<string>();
      for await (const each of store.list(prefix)) there.add(each.key);
      return (
        there.size === 0 || [...sizes.keys()].some((each) => each.startsWith(prefix) && !there.has(each))
      );
    },
  });
  const strangers = current ? strangersOf(sizes, expected, current) : [];
  return {
    documents,
    files: [...files, ...strangers],
    bytes,
    currentRun: current?.run,
    last: new Set([lastOf(keys, `state/${table}/published/`), lastOf(keys, `catalog/${table}/`)]),
  };
}

/** If two documents name one file, the one with a checksum counts. */
function expect(expected: Map<string, Expected>, file: Expected): void {
  const known = expected.get(file.key);
  if (known?.checksum === undefined) expected.set(file.key, { ...known, ...file });
}

async function verifyFiles(
  store: VerifyStore,
  sizes: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, Expected>,
  { mayBeGone }: { readonly mayBeGone: (key: string) => Promise<boolean> },
): Promise<{ files: Looked[]; bytes: number }> {
  const files: Looked[] = [];
  let bytes = 0;
  const look = async (file: Expected): Promise<void> => {
    const { key } = file;
    // A run that published meanwhile wrote its files after their zone was listed, and its documents after that.
    const size = sizes.get(key) ?? (await store.head(key))?.size;
    const run = key.split("/")[2] ?? null;
    const fault =
      size === undefined
        ? "is missing"
        : size !== file.size
          ? `has ${size} bytes and was written with ${file.size}`
          : await contentFault(store, file).catch((error: unknown) => {
              if (isFailure(error, "NoSuchKey")) return "is missing";
              throw error;
            });
    if (fault === "is missing" && (await mayBeGone(key))) return;
    if (fault === undefined) bytes += file.size;
    files.push({ key, run, fault });
  };
  await pooled([...expected.values()], look);
  return { files: files.sort((a, b) => (a.key < b.key ? -1 : 1)), bytes };
}

/** Readers read whole prefixes, so they also read unreported files under the published prefixes. */
function strangersOf(
  sizes: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, Expected>,
  { dataset, run, attempt, location, merged }: Pointer,
): Looked[] {
  const prefixes = merged === null ? [location] : [location, basePrefix(dataset, run, attempt)];
  return [...sizes.keys()]
    .filter((key) => prefixes.some((prefix) => key.startsWith(prefix)) && !expected.has(key))
    .map((key) => ({ key, run, fault: "is there but was not reported" }));
}

async function readAll(
  store: VerifyStore,
  keys: readonly string[],
): Promise<{ key: string; text: string }[]> {
  const texts = new Map<string, string>();
  await pooled(keys, async (key) => {
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of store.get(key)) chunks.push(chunk);
    } catch (error) {
      // A sweep removed it after it was listed.
      if (isFailure(error, "NoSuchKey")) return;
      throw error;
    }
    texts.set(key, Buffer.concat(chunks).toString("utf8"));
  });
  return keys.flatMap((key) => (texts.has(key) ? [{ key, text: texts.get(key)! }] : []));
}

async function pooled<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

const runOf = (table: string, key: string): string | null =>
  key.startsWith(runs(table)) ? (key.slice(runs(table).length).split("/")[0] ?? null) : null;

/** Sorts by number instead of by key, like `pointerNumbers`. */
function lastOf(keys: readonly string[], prefix: string): string {
  const numberOf = (key: string) => Number.parseInt(key.slice(prefix.length), 10);
  const found = keys.filter((key) => key.startsWith(prefix)).sort((a, b) => numberOf(a) - numberOf(b));
  return found.at(-1) ?? "";
}
