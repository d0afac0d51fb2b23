/** Folders and names of the store: made when a key needs them, gone when empty, and on the disk for good. */
import { link, mkdir, open, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { failure } from "../core/run/failure";
import { errorCode } from "./store-path";

// Windows opens no directory, and some file systems do not sync one: there the file's own sync must do.
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

/** Gives a finished file its name for good; its folder may be removed by a deleting process at any moment. */
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

/** Removes folders that are empty, upwards to the store's home. */
export async function prune(home: string, folder: string): Promise<void> {
  for (let each = folder; each.length > home.length; each = dirname(each)) {
    try {
      await rmdir(each);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") return syncFolder(each);
    }
  }
}

/** Links a file to a new name; false when the name exists, and nobody ever sees a part of the file. */
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
