/** Reading the store: streams of bytes and of keys. */
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { failure } from "../core/run/failure";
import type { ByteRange } from "../core/run/ports";
import { errorCode, temporaryFolder } from "./store-path";

const chunkBytes = 1 << 20;
const missing = (error: unknown) => ["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "");
const noSuchKey = (key: string) => failure("NoSuchKey", `There is no object ${key} in the store.`);

/** Streams a file, or a range of it, as `ObjectStore.get` does. An end after the last byte means the last byte. */
export async function* read(
  path: string,
  key: string,
  range: ByteRange | undefined,
  room?: Buffer,
): AsyncGenerator<Uint8Array> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw missing(error) ? noSuchKey(key) : error;
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw noSuchKey(key);
    const end = Math.min(range?.end ?? info.size, info.size);
    for (let at = range?.start ?? 0; at < end;) {
      const buffer = room ?? Buffer.allocUnsafeSlow(Math.min(chunkBytes, end - at));
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Names in a folder sorted by their bytes; folders end with "/". */
export async function namesIn(home: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(home, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (missing(error)) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .filter((entry) => folder !== "" || entry.name !== temporaryFolder)
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Objects under a folder in the byte order of their keys: there "a-b" comes before "a/b". */
export async function* walk(
  home: string,
  folder: string,
  name: string,
): AsyncGenerator<{ key: string; size: number }> {
  for (const each of await namesIn(home, folder)) {
    if (!each.startsWith(name)) continue;
    if (each.endsWith("/")) yield* walk(home, folder + each, "");
    else {
      const info = await stat(join(home, folder + each)).catch((error: unknown) => {
        if (errorCode(error) === "ENOENT") return undefined;
        throw error;
      });
      if (info) yield { key: folder + each, size: info.size };
    }
  }
}
