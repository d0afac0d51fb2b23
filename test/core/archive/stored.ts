import { members, type ArchiveLimits, type ArchiveStore } from "../../../core/archive";
import { failure } from "../../../core/run/failure";

/** A store of one object that gives its bytes in chunks of a chosen size and counts what it is asked for. */
export interface OneObject extends ArchiveStore {
  /** Streams begun and not yet ended or closed. */
  readonly open: () => number;
  readonly ranges: { readonly start: number; readonly end: number }[];
}

export const limits: ArchiveLimits = { maxMembers: 10_000, maxUnpackedBytes: 20e9 };

export function stored(object: Uint8Array, chunkSize = 64 * 1024, failAt = Infinity): OneObject {
  let open = 0;
  const ranges: { start: number; end: number }[] = [];
  return {
    open: () => open,
    ranges,
    async *get(_key, range = { start: 0, end: object.length }) {
      ranges.push(range);
      open += 1;
      try {
        for (let at = range.start; at < range.end; at += chunkSize) {
          if (at >= failAt) throw failure("StoreDown", "the store is down");
          yield await Promise.resolve(object.slice(at, Math.min(at + chunkSize, range.end)));
        }
      } finally {
        open -= 1;
      }
    },
    head: () => Promise.resolve({ size: object.length }),
  };
}

/** Every member with its bytes. */
export async function readAll(
  store: ArchiveStore,
  name = "archive",
  bounds = limits,
): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  for await (const { path, bytes } of members(store, "key", name, bounds))
    found.push([path, await whole(bytes)]);
  return found;
}

export async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
