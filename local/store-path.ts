/** Keys as paths below a directory, and file system errors in words for people. */
import { join, resolve } from "node:path";
import { failure } from "../core/run/failure";

/** Folder of unfinished files below the store's home; it cannot be a key. */
export const temporaryFolder = ".tmp";

const climbs = (segment: string) => segment === "." || segment === "..";

/** Why a key or prefix cannot be a path; undefined if it can. The caller checks the last segment. */
function fault(key: string): string | undefined {
  if (key.includes("\0")) return "it holds a NUL character";
  if (key.includes("\\")) return "it holds a backslash";
  if (key.startsWith("/") || /^[A-Za-z]:/.test(key)) return "it is an absolute path";
  const folders = key.split("/").slice(0, -1);
  if (folders.some(climbs)) return "it climbs with . or ..";
  if (folders.includes("")) return "it has an empty segment";
  if (folders[0] === temporaryFolder) return `${temporaryFolder}/ is the store's own`;
  return undefined;
}

/**
 * Absolute path of a key below `home`. Fails with `KeyRefused` if the key would leave the store or would be listed
 * under another name.
 */
export function keyPath(home: string, key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const nameless = name === "" || climbs(name) || key === temporaryFolder;
  const reason = nameless ? "it names no object" : fault(key);
  if (reason) throw failure("KeyRefused", `The key ${JSON.stringify(key)} is refused: ${reason}.`);
  return join(resolve(home), ...key.split("/"));
}

/** Folder and beginning of the name for a prefix. Fails with `KeyRefused` like a key. */
export function splitPrefix(prefix: string): { readonly folder: readonly string[]; readonly name: string } {
  const reason = fault(prefix);
  if (reason) throw failure("KeyRefused", `The prefix ${JSON.stringify(prefix)} is refused: ${reason}.`);
  const segments = prefix.split("/");
  return { folder: segments.slice(0, -1), name: segments.at(-1) ?? "" };
}

/** The error code of a failed file system call (`ENOENT`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/**
 * A file system error as a failure with a name that the state machine knows: `StoreFull`, `StoreReadOnly`,
 * `KeyRefused`; returns any other error unchanged.
 */
export function storeFailure(error: unknown, key: string, home: string): unknown {
  switch (errorCode(error) ?? "") {
    case "ENOSPC":
    case "EDQUOT":
      return failure(
        "StoreFull",
        `No space left for ${key} in ${home}: free space there, or set DATA_FLOW_HOME to a folder on another disk.`,
        error,
      );
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return failure(
        "StoreReadOnly",
        `${key} cannot be written in ${home} (${errorCode(error)}): ` +
          "give this user the right to write there, or set DATA_FLOW_HOME to another folder.",
        error,
      );
    case "ENAMETOOLONG":
      return failure("KeyRefused", `The key ${key} is longer than the file system of ${home} allows.`, error);
    case "ENOTDIR":
    case "EISDIR":
    case "EEXIST":
    case "ENOTEMPTY":
      return failure(
        "KeyRefused",
        `The key ${key} cannot lie in ${home}: one is a folder of the other.`,
        error,
      );
    default:
      return error;
  }
}
