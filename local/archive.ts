/** A file or a folder on the user's disk as a source: an archive, a plain file, or the files of a folder. */
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { failure } from "../core/run/failure";
import { pathOf, type ArchivesSource, type FileFacts, type Source } from "../core/sources/source";
import { errorCode } from "./store-path";

const chunkBytes = 1 << 20;

/** Opens a regular file, or throws an error that says why it cannot. */
async function openFile(path: string) {
  try {
    // Linux opens a folder and fails only at the first read; a pipe would block for ever.
    const info = await stat(path);
    if (info.isFile()) return await open(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") {
      throw failure("SourceMissing", `${path} does not exist: check the path.`, error);
    }
    throw failure(
      "SourceUnreadable",
      `${path} cannot be read (${errorCode(error) ?? String(error)}).`,
      error,
    );
  }
  throw failure(
    "SourceUnreadable",
    `${path} is neither a file nor a folder: give a zip, tar, gz or plain file, or a folder of such files.`,
  );
}

/** `room`: memory for each chunk; then a chunk is valid until the next one. */
async function* readAll(path: string, room?: Buffer): AsyncGenerator<Uint8Array> {
  const handle = await openFile(path);
  try {
    for (;;) {
      const buffer = room ?? Buffer.allocUnsafeSlow(chunkBytes);
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readAll(path, Buffer.allocUnsafeSlow(chunkBytes))) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * The file at `path`. Its version is `sha256:<hex>`, so that the run recognises an unchanged file before it stores
 * anything. Fails with `SourceMissing`, `SourceUnreadable`, and with `SourceChanged` if the file is written to between
 * its version and its last byte. `asOf`: when it was fetched (ISO 8601, UTC). The file's own times are not used, since
 * a copy, a checkout and an archive without a time zone change them.
 */
export function makeFileSource(path: string, asOf?: string): Source {
  const file = resolve(path);
  let expected: Promise<string> | undefined;

  async function* checked(): AsyncGenerator<Uint8Array> {
    const hash = expected && createHash("sha256");
    for await (const chunk of readAll(file)) {
      hash?.update(chunk);
      yield chunk;
    }
    if (hash && hash.digest("hex") !== (await expected)) {
      throw failure(
        "SourceChanged",
        `${file} changed while it was read: wait until it is complete, then run again.`,
      );
    }
  }

  return {
    origin: `file:${file}`,
    generated: false,
    asOf,
    version: async () => `sha256:${await (expected ??= sha256(file))}`,
    open: async () => {
      const handle = await openFile(file);
      const { size } = await handle.stat().finally(() => handle.close());
      return { name: basename(file), size, bytes: checked() };
    },
  };
}

/** The source of what the user gives as `--archive`: a file, or a folder. `now`: the time at which a folder's files are read. */
export const makeGivenSource = (path: string, now: () => Date, asOf?: string): Source | ArchivesSource =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? { ...makeFolderSource(path, asOf ?? now().toISOString()), asOf }
    : makeFileSource(path, asOf);

/**
 * The files of a folder, and of the folders in it, in the order of their paths. Files and folders whose names begin with "." are left
 * out, and so are links to folders. `asOf`: when they were fetched (ISO 8601, UTC). Fails like `makeFileSource`, with `SourceMissing` if there is no file.
 */
export function makeFolderSource(path: string, asOf: string): ArchivesSource {
  const folder = resolve(path);
  const facts: Record<string, FileFacts> = {};
  return {
    origin: `file:${folder}`,
    generated: false,
    name: basename(folder),
    async *archives() {
      const files = await filesIn(folder, "");
      if (files.length === 0) throw failure("SourceMissing", `${folder} has no file: check the path.`);
      refuseTwins(files, folder);
      for (const { name, folder: inside } of files) {
        const source = makeFileSource(join(folder, inside, name));
        const { size, bytes } = await source.open();
        yield { name, folder: inside, size, bytes };
        facts[pathOf({ name, folder: inside })] = { fetchedAt: asOf };
      }
    },
    facts: () => ({ archives: facts, kept: {} }),
  };
}

/** Refuses a file beside its gzip: both would be read, and each row would be there twice. */
function refuseTwins(files: readonly { name: string; folder: string }[], root: string): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const path = pathOf(file);
    const unpacked = path.replace(/\.gz$/i, "");
    const twin = seen.get(unpacked);
    if (twin !== undefined)
      throw failure(
        "SourceUnreadable",
        `${root} has ${twin} and ${path}, which unpack to the same file: take one of them out.`,
      );
    seen.set(unpacked, path);
  }
}

/** True for a link to a folder. It is not followed, because it may lead back. */
const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;

async function filesIn(root: string, inside: string): Promise<{ name: string; folder: string }[]> {
  const entries = await readdir(join(root, inside), { withFileTypes: true });
  const found: { name: string; folder: string }[] = [];
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) found.push(...(await filesIn(root, `${inside}${entry.name}/`)));
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(join(root, inside, entry.name)))))
      found.push({ name: entry.name, folder: inside });
  }
  return found;
}
