/** Folders and names in the store: created for a key, removed when empty, and synced to the disk. */
import { link, mkdir, open, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { failure } from "../core/run/failure";
import { errorCode } from "./store-path";

// Windows cannot open a directory, and some file systems cannot sync one: there the file's own sync must suffice.
const unsyncable = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "EBADF", "ENOENT"]);

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!unsyncable.has(errorCode(error) ?? "")) throw error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Gives a finished file its permanent name; another process that deletes may remove its folder at any moment. */
export async function settle(path: string, name: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await makeFolder(dirname(path));
      await name();
      break;
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || tries >= 100) throw error;
    }
  }
  await syncFolder(dirname(path));
}

/** Removes empty folders, upwards to the store's home. */
export async function prune(home: string, folder: string): Promise<void> {
  for (let each = folder; each.length > home.length; each = dirname(each)) {
    try {
      await rmdir(each);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") return syncFolder(each);
    }
  }
}

/** Links a file to a new name; false if the name exists. No reader ever sees a partial file. */
export async function linkNew(file: string, path: string, key: string, home: string): Promise<boolean> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    const code = errorCode(error) ?? "";
    if (code === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    const message =
      `${key} cannot be created safely: the file system of ${home} has no hard links. ` +
      "Set DATA_FLOW_HOME to a folder on a local disk.";
    throw failure("StoreUnsupported", message, error);
  }
}
