/** The catalog of the laptop: each table's state as a numbered JSON object that is written once. */
import { failure } from "../handlers/failure";
import type { Catalog, CatalogEntry, ObjectStore } from "../handlers/ports";
import { createJson, readJson } from "../handlers/state";

const folder = "catalog/";
const versionKey = (name: string, version: number) =>
  `${folder}${name}/${String(version).padStart(6, "0")}.json`;

/**
 * A catalog in the store, under `catalog/<table>/000001.json`; the highest number is the table. Fails with
 * `CatalogConflict` where a version is taken, `StateDamaged` for an object that is no JSON.
 */
export function makeCatalog(store: ObjectStore): Catalog {
  async function latest(name: string): Promise<{ key: string; version: number } | undefined> {
    let last: { key: string; version: number } | undefined;
    for await (const { key } of store.list(`${folder}${name}/`)) {
      const match = /\/(\d{6,})\.json$/.exec(key);
      if (match) last = { key, version: Number(match[1]) };
    }
    return last;
  }

  return {
    async get(name) {
      const found = await latest(name);
      return (
        found && { version: String(found.version), entry: await readJson<CatalogEntry>(store, found.key) }
      );
    },

    async put(name, entry, version) {
      const key = versionKey(name, (version === undefined ? 0 : Number(version)) + 1);
      if (await createJson(store, key, entry)) return;
      const based = version === undefined ? "as a new table" : `on version ${version}`;
      throw failure(
        "CatalogConflict",
        `The catalog's table ${name} was to be written ${based}, but ${key} exists: read it again and decide anew.`,
      );
    },
  };
}

/** Names of all tables in the catalog, in the order of their bytes. */
export async function catalogTables(store: ObjectStore): Promise<string[]> {
  const names = new Set<string>();
  for await (const { key } of store.list(folder)) names.add(key.slice(folder.length, key.lastIndexOf("/")));
  return [...names];
}
