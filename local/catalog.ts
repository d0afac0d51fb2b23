/** The laptop's catalog: each table's state as numbered JSON objects, each written once. */
import { failure, isFailure } from "../core/run/failure";
import type { Catalog, CatalogEntry, DamagedEntry, ObjectStore } from "../core/run/ports";
import { createJson, readJson } from "../core/run/state";

const folder = "catalog/";
/** Ignores other objects in the folder, such as those of a file manager. */
const entryName = /^(\d{6,15})\.json$/;
const versionKey = (name: string, version: number) =>
  `${folder}${name}/${String(version).padStart(6, "0")}.json`;

/**
 * A catalog in the store, under `catalog/<table>/000001.json`; the entry with the highest number is current. Fails with
 * `CatalogConflict` if a version is taken, `StateDamaged` if an entry is unreadable.
 */
export function makeCatalog(store: ObjectStore): Catalog {
  async function latest(name: string): Promise<{ key: string; version: number } | undefined> {
    let last: { key: string; version: number } | undefined;
    for await (const entry of store.names(`${folder}${name}/`)) {
      const version = Number(entryName.exec(entry)?.[1]);
      if (version > (last?.version ?? 0)) last = { key: `${folder}${name}/${entry}`, version };
    }
    return last;
  }

  return {
    async get(name) {
      const found = await latest(name);
      if (!found) return undefined;
      const version = String(found.version);
      const entry = await readJson<CatalogEntry>(store, found.key).catch((error: unknown) => {
        if (!isFailure(error, "StateDamaged")) throw error;
        throw Object.assign(error, { version }) satisfies DamagedEntry;
      });
      return { version, entry };
    },

    async put(name, entry, version) {
      const key = versionKey(name, (version === undefined ? 0 : Number(version)) + 1);
      if (await createJson(store, key, entry)) return;
      const based = version === undefined ? "as a new table" : `on version ${version}`;
      throw failure(
        "CatalogConflict",
        `The catalog table ${name} was to be written ${based}, but ${key} exists: read it again and decide again.`,
      );
    },
  };
}

/** Names of all tables in the catalog, sorted by their bytes. */
export async function catalogTables(store: ObjectStore): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.names(folder))
    if (name.endsWith("/") && (await isTable(store, name))) names.push(name.slice(0, -1));
  return names;
}

async function isTable(store: ObjectStore, name: string): Promise<boolean> {
  for await (const entry of store.names(`${folder}${name}`)) if (entryName.test(entry)) return true;
  return false;
}
