/** Reads and writes the JSON documents of `state/` (documents.ts) through an ObjectStore. */
import { Readable } from "node:stream";
import { tableSource } from "../../contract/derive/posterior-table";
import { pointerKey, published } from "../../contract/keys";
import { documentKind } from "./document-shapes";
import type { Pointer } from "./documents";
import { failure, isFailure } from "./failure";
import type { ObjectStore } from "./ports";
import { isIntact, seal } from "./sealed";

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]));
};

/** JSON with the member names of every object sorted by code unit, indented, with a newline at the end. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

async function text(store: Pick<ObjectStore, "get">, key: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of store.get(key)) chunks.push(chunk);
  } catch (error) {
    if (!isFailure(error, "NoSuchKey")) throw error;
    throw failure(
      "StateMissing",
      `${key} is not in the store: its run was removed or did not get that far. ${again(key)}`,
      error,
    );
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Reads a JSON document. Fails with `StateMissing` if there is none; with `StateDamaged` if it is not a JSON object, differs from
 * what was written, or lacks what a reader relies on (document-shapes.ts).
 */
export async function readJson<T extends object>(
  store: Pick<ObjectStore, "get">,
  key: string,
  advice = adviceFor(key),
): Promise<T> {
  const json = await text(store, key);
  const fault = documentFault(key, json);
  if (fault !== undefined)
    throw failure("StateDamaged", `${key} (${Buffer.byteLength(json)} bytes) ${fault}. ${advice}`);
  const { checksum: _, ...value } = JSON.parse(json) as T & { readonly checksum?: string };
  return value as unknown as T;
}

/** What is wrong with a document's JSON; undefined if it is right. */
export function documentFault(key: string, json: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return "is not JSON";
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return "is not a JSON object";
  // If the checksum itself is damaged, no line matches it.
  if (isIntact(json) === false || (isIntact(json) === undefined && "checksum" in value))
    return "does not match its checksum: it was changed after it was written";
  const kind = documentKind(key);
  const fault = kind?.shape(value, "");
  return fault === undefined ? undefined : `is not a ${kind?.name}: ${fault}`;
}

/** Says what recreates a missing document. */
function again(key: string): string {
  const [zone, table = ""] = key.split("/");
  return zone === "state" ? `Run ${tableSource(table)} again with --force.` : "Start a new run with --force.";
}

function adviceFor(key: string): string {
  const [zone, table = ""] = key.split("/");
  const dataset = tableSource(table);
  // The next run writes a new entry, whatever it finds.
  if (zone === "catalog") return `Run ${dataset} again.`;
  const run = zone === "state" ? `run ${dataset} again with --force` : "start a new run with --force";
  return `Put back an older version of the object if there is one, or ${run}.`;
}

/** Like `readJson`, but undefined if the key does not exist. */
export async function findJson<T extends object>(
  store: Pick<ObjectStore, "get">,
  key: string,
): Promise<T | undefined> {
  try {
    return await readJson<T>(store, key);
  } catch (error) {
    if (isFailure(error, "StateMissing")) return undefined;
    throw error;
  }
}

/** Like `findJson`, but undefined if the document is damaged, for what a run can do without. `damaged` receives the fault. */
export async function findIntact<T extends object>(
  store: Pick<ObjectStore, "get">,
  key: string,
  damaged: (fault: Error) => void = () => undefined,
): Promise<T | undefined> {
  try {
    return await findJson<T>(store, key);
  } catch (error) {
    if (!isFailure(error, "StateDamaged")) throw error;
    damaged(error);
    return undefined;
  }
}

/** Writes a JSON document with its checksum unless the key exists; returns false if it does. */
export function createJson(store: Pick<ObjectStore, "create">, key: string, value: object): Promise<boolean> {
  return store.create(key, Buffer.from(seal(value, canonicalJson), "utf8"));
}

/** Replaces a damaged JSON document. */
export async function replaceJson(
  store: Pick<ObjectStore, "put">,
  key: string,
  value: object,
): Promise<void> {
  await store.put(key, Readable.from([Buffer.from(seal(value, canonicalJson), "utf8")]));
}

/** Numbers of a data set's pointers, ascending. Sorted by number, because by key 1000000 comes before 999999. */
export async function pointerNumbers(store: Pick<ObjectStore, "names">, dataset: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const name of store.names(published(dataset))) {
    const match = /^(\d{6,15})\.json$/.exec(name);
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/** The pointer with this number. `merged` is null if it was written before that field existed. Fails as `readJson` does. */
export async function readPointer(
  store: Pick<ObjectStore, "get">,
  dataset: string,
  number: number,
): Promise<Pointer> {
  const key = pointerKey(dataset, number);
  // A new run alone does not help, because it is judged against this pointer too.
  const advice =
    `Put an older version of the object back; or remove it and run ${tableSource(dataset)} again: ` +
    `the run then ${number > 1 ? "builds on the previous pointer" : "starts from scratch"}.`;
  const pointer = await readJson<Pointer>(store, key, advice);
  if (pointer.number === number) return { ...pointer, merged: pointer.merged ?? null };
  throw failure(
    "StateDamaged",
    `${key} contains the number ${String(pointer.number)}: it was copied or renamed by hand. ${advice}`,
  );
}

/** The pointer with the highest number; undefined if nothing is published. */
export async function currentPointer(
  store: Pick<ObjectStore, "get" | "names">,
  dataset: string,
): Promise<Pointer | undefined> {
  const number = (await pointerNumbers(store, dataset)).at(-1);
  return number === undefined ? undefined : readPointer(store, dataset, number);
}
