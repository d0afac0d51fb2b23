/** Reads and writes the JSON documents of `state/` (documents.ts) through an ObjectStore. */
import { pointerKey, published } from "../contract/keys";
import type { Pointer } from "./documents";
import { failure, isFailure } from "./failure";
import type { ObjectStore } from "./ports";

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]));
};

/** JSON with the names of every object in the order of their code units, indented, a newline at the end. */
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
      `${key} is not in the store: its run was removed, or was never that far. Start a new run of the data set.`,
      error,
    );
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * A JSON document. Fails with `StateMissing` where there is none, with `StateDamaged` where it is no JSON
 * object. Its shape is believed: only this program writes there, whole documents or nothing.
 */
export async function readJson<T extends object>(store: Pick<ObjectStore, "get">, key: string): Promise<T> {
  const json = await text(store, key);
  const damaged = (why: string, cause?: unknown) =>
    failure(
      "StateDamaged",
      `${key} (${Buffer.byteLength(json)} bytes) ${why}. Put back an older version of the object if there is one, or start a new run of the data set with --force.`,
      cause,
    );
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw damaged("is not JSON", error);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw damaged("is not a JSON object");
  }
  return value as T;
}

/** `readJson`, or nothing where there is no such key. */
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

/** Writes a JSON document unless the key exists; false when it does. */
export function createJson(store: Pick<ObjectStore, "create">, key: string, value: object): Promise<boolean> {
  return store.create(key, Buffer.from(canonicalJson(value), "utf8"));
}

/** Numbers of a data set's pointers, ascending. By number and not by key: 1000000 sorts before 999999 there. */
export async function pointerNumbers(store: Pick<ObjectStore, "list">, dataset: string): Promise<number[]> {
  const prefix = published(dataset);
  const numbers: number[] = [];
  for await (const { key } of store.list(prefix)) {
    const match = /^(\d{6,15})\.json$/.exec(key.slice(prefix.length));
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/** The pointer of a number; `merged` is null too where it was written before there was such a field. Fails as `readJson` does. */
export async function readPointer(
  store: Pick<ObjectStore, "get">,
  dataset: string,
  number: number,
): Promise<Pointer> {
  const key = pointerKey(dataset, number);
  const pointer = await readJson<Pointer>(store, key).catch((error: unknown) => {
    if (!isFailure(error, "StateDamaged")) throw error;
    // A new run cannot help here: it, too, is judged against this pointer.
    throw failure(
      "StateDamaged",
      `${key} cannot be read, and with it the table of ${dataset}. Put back the object's older version; or remove it, and the table is what the pointer before it says.`,
      error,
    );
  });
  if (pointer.number === number) return { ...pointer, merged: pointer.merged ?? null };
  throw failure(
    "StateDamaged",
    `${key} calls itself number ${String(pointer.number)}: it was copied or renamed by hand. Put the original back.`,
  );
}

/** The pointer with the highest number, or nothing where nothing is published. */
export async function currentPointer(
  store: Pick<ObjectStore, "get" | "list">,
  dataset: string,
): Promise<Pointer | undefined> {
  const number = (await pointerNumbers(store, dataset)).at(-1);
  return number === undefined ? undefined : readPointer(store, dataset, number);
}
