import { failure } from "../core/run/failure";
import type { Catalog, CatalogEntry } from "../core/run/ports";

/** A catalog in memory; `history` holds every entry of a table that was ever put, the oldest first. */
export interface MemoryCatalog extends Catalog {
  history(name: string): readonly CatalogEntry[];
}

/** Makes an empty catalog; a table's version is the number of its puts. */
export function makeMemoryCatalog(): MemoryCatalog {
  const tables = new Map<string, CatalogEntry[]>();
  return {
    history: (name) => tables.get(name) ?? [],

    get(name) {
      const entries = tables.get(name);
      const entry = entries?.at(-1);
      return Promise.resolve(entries && entry && { version: String(entries.length), entry });
    },

    put(name, entry, version) {
      const entries = tables.get(name) ?? [];
      const current = entries.length === 0 ? undefined : String(entries.length);
      if (version !== current) {
        return Promise.reject(
          failure("CatalogConflict", `${name}: put on version ${version}, current is ${current}`),
        );
      }
      tables.set(name, [...entries, entry]);
      return Promise.resolve();
    },
  };
}
