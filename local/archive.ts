/** A file on the user's disk as a source: an archive or a plain file. */
import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { failure } from "../core/run/failure";
import type { Source } from "../core/sources/source";
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
      throw failure("SourceMissing", `${path} does not exist: check the path given as --archive.`, error);
    }
    throw failure(
      "SourceUnreadable",
      `${path} cannot be read (${errorCode(error) ?? String(error)}).`,
      error,
    );
  }
  throw failure("SourceUnreadable", `${path} is not a file: give a zip, tar, gz or plain file.`);
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
