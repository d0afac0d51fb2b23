import { failure } from "../core/run/failure";
import type { ObjectStore } from "../core/run/ports";

/** An object store in memory; `objects` is what it holds, in no order. */
export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>;
}

/** Makes an empty store. Each call takes effect at once; a listing is of the moment it begins. */
export function makeMemoryStore(): MemoryStore {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,

    async *get(key, range) {
      const bytes = objects.get(key);
      if (!bytes) throw failure("NoSuchKey", `no object ${key}`);
      yield await Promise.resolve(range ? bytes.slice(range.start, range.end) : bytes.slice());
    },

    head(key) {
      const bytes = objects.get(key);
      return Promise.resolve(bytes && { size: bytes.length });
    },

    async put(key, bytes) {
      const chunks: Uint8Array[] = [];
      // Not slice: of a Buffer it is a view.
      for await (const chunk of bytes) chunks.push(Uint8Array.from(chunk));
      const whole = Buffer.concat(chunks);
      objects.set(key, whole);
      return whole.length;
    },

    create(key, bytes) {
      if (objects.has(key)) return Promise.resolve(false);
      objects.set(key, Uint8Array.from(bytes));
      return Promise.resolve(true);
    },

    async *list(prefix) {
      const found = [...objects].filter(([key]) => key.startsWith(prefix));
      const inOrder = found.sort(([a], [b]) => byBytes(a, b));
      for (const [key, bytes] of inOrder) yield await Promise.resolve({ key, size: bytes.length });
    },

    async *names(prefix) {
      const names = new Set<string>();
      for (const key of objects.keys())
        if (key.startsWith(prefix)) names.add(/^[^/]*\/?/.exec(key.slice(prefix.length))![0]);
      for (const name of [...names].sort(byBytes)) yield await Promise.resolve(name);
    },

    delete(keys) {
      for (const key of keys) objects.delete(key);
      return Promise.resolve();
    },
  };
}

/** By their UTF-8 bytes, which of plain texts is the order of their code units. */
function byBytes(a: string, b: string): number {
  if (/^[ -~]*$/.test(a) && /^[ -~]*$/.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
