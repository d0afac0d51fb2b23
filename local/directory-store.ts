/** The object store over a directory: same keys and guarantees as a bucket, and safe against power loss. */
import { open, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ObjectStore } from "../core/run/ports";
import { linkNew, prune, settle } from "./store-folders";
import { errorCode, keyPath, splitPrefix, storeFailure, temporaryFolder } from "./store-path";
import { namesIn, read, walk } from "./directory-read";
import { openTemporaryFolder, temporaryName } from "./store-temporary";

/** The laptop's store: an object store whose objects are files that DuckDB can open by path. */
export interface DirectoryStore extends ObjectStore {
  /** Absolute path of the folder that holds the keys. */
  readonly home: string;
  /** Absolute path of a key, whether the object exists or not. */
  path(key: string): string;
  /** A new path for unfinished work on the store's own disk; a later process removes it after this process has ended. */
  temporary(): string;
  /** Turns a finished file on the store's disk into the object of a key. Returns its size in bytes. */
  adopt(key: string, file: string): Promise<number>;
}

/**
 * Opens the store in `home`, which it creates if missing. Writing fails with `StoreFull` if the disk is full,
 * `StoreReadOnly` without the permission to write, `KeyRefused` for a key that is not a path below `home`.
 */
export function makeDirectoryStore(home: string): DirectoryStore {
  const root = resolve(home);
  const folder = join(root, temporaryFolder);
  try {
    openTemporaryFolder(folder);
  } catch (error) {
    throw storeFailure(error, `${temporaryFolder}/`, root);
  }
  const path = (key: string) => keyPath(root, key);
  const temporary = () => join(folder, temporaryName());

  /** Writes and syncs a file under a temporary name, then renames it; removes it on failure. */
  async function write(
    key: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    name: (file: string) => Promise<void>,
  ): Promise<number> {
    const target = path(key);
    const file = temporary();
    const explain = (error: unknown) => {
      throw storeFailure(error, key, root);
    };
    let size = 0;
    try {
      const handle = await open(file, "wx").catch(explain);
      try {
        for await (const chunk of bytes) {
          await handle.writeFile(chunk).catch(explain);
          size += chunk.byteLength;
        }
        await handle.sync().catch(explain);
      } finally {
        await handle.close();
      }
      await settle(target, () => name(file)).catch(explain);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return size;
  }

  return {
    home: root,
    path,
    temporary,
    get: (key, range, room) => read(path(key), key, range, room),

    async head(key) {
      const info = await stat(path(key)).catch((error: unknown) => {
        if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
        throw error;
      });
      return info?.isFile() ? { size: info.size } : undefined;
    },

    put: (key, bytes) => write(key, bytes, (file) => rename(file, path(key))),

    async create(key, bytes) {
      let created = true;
      await write(key, [bytes], async (file) => {
        created = await linkNew(file, path(key), key, root);
        await rm(file, { force: true });
      });
      return created;
    },

    async *list(prefix) {
      const { folder: segments, name } = splitPrefix(prefix);
      yield* walk(root, segments.map((segment) => `${segment}/`).join(""), name);
    },

    async *names(prefix) {
      const { folder: segments } = splitPrefix(prefix);
      yield* await namesIn(root, segments.map((segment) => `${segment}/`).join(""));
    },

    async delete(keys) {
      const folders = new Set<string>();
      for (const key of keys) {
        try {
          await unlink(path(key));
          folders.add(dirname(path(key)));
        } catch (error) {
          // A folder is not an object, and an object that does not exist is already removed.
          const info = await stat(path(key)).catch(() => undefined);
          if (info?.isFile()) throw storeFailure(error, key, root);
        }
      }
      for (const each of folders) await prune(root, each);
    },

    async adopt(key, file) {
      try {
        const handle = await open(file, "r+");
        const info = await handle
          .sync()
          .then(() => handle.stat())
          .finally(() => handle.close());
        await settle(path(key), () => rename(file, path(key)));
        return info.size;
      } catch (error) {
        throw storeFailure(error, key, root);
      }
    },
  };
}
