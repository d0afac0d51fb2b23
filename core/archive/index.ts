import { createGunzip } from "node:zlib";
import { failure } from "../run/failure";
import type { ObjectStore } from "../run/ports";
import { makeCensus, type ArchiveLimits, type Census } from "./census";
import { archiveFailure } from "./archive-failures";
import { inflateChunk, inflated } from "./inflate";
import { isTar, magicBytes, packingOf, refusedPacking } from "./magic";
import type { Member } from "./member";
import { insideGzip, opened, packedAs, withoutGz } from "./opened";
import { peek } from "./peek";
import { tarMembers } from "./tar";
import { zipMembers } from "./zip";

export { archiveFailures } from "./archive-failures";
export type { ArchiveLimits } from "./census";
export type { Member, Odd } from "./member";

/** What `members` needs of a store. */
export type ArchiveStore = Pick<ObjectStore, "get" | "head">;

/**
 * The files of an archive that lies in a store: a zip, a tar, a gzipped tar, one gzipped file, or one plain file;
 * the bytes tell which, not the name. A gzip'd member of a zip or tar is unpacked, one level deep,
 * if its path without `.gz` `isMeant`; another is `odd`, and its bytes are left alone. Read the `bytes` of
 * a member before asking for the next; what is left unread is passed over. Folders are left out, and what macOS and
 * Windows leave in them. Fails by one of `archiveFailures`; a member that is no plain file says so in `odd`, and fails
 * when its bytes are read. Only when the iteration ends is the whole archive known to be sound.
 *
 * Memory, whatever the size of archive and members: the paths and, for a zip, its directory (below 30 MB for 10,000
 * members), and below 4 MB of buffers beside the chunks that the store gives. Nothing goes to a disk. (10,000 tiny
 * members leave about 100 MB of spent streams for the garbage collector.)
 */
export async function* members(
  store: ArchiveStore,
  key: string,
  name: string,
  limits: ArchiveLimits,
  isMeant: (path: string) => boolean = () => true,
): AsyncGenerator<Member> {
  const object = await store.head(key);
  if (!object) throw failure("NoSuchKey", `${key}: no such object`);
  const { size } = object;
  const census = makeCensus(name, limits);
  // An empty range is nothing to ask a store for.
  const head = size === 0 ? Buffer.alloc(0) : await beginning(store, key, Math.min(size, magicBytes));
  const refused = refusedPacking(head);
  if (refused)
    throw archiveFailure("ArchiveUnsupported", { archive: name }, `is ${refused}; pack it as zip or tar.gz`);

  const packing = packingOf(head);
  const each = (given: AsyncGenerator<Member>) => opened(given, name, census, isMeant);
  if (packing === "zip") yield* each(zipMembers(store, key, name, size, limits, census));
  else if (packing === "gzip") yield* gzipMembers(store, key, name, size, limits, census, isMeant);
  else if (isTar(head)) {
    const bytes = taken(store.get(key), name, census);
    yield* each(tarMembers(bytes, name, limits, census));
  } else yield* plainFile(store.get(key), name, name, size, census);
}

/** Counts the bytes of an archive that are not unpacked as a whole: its members may be. */
async function* taken(
  bytes: AsyncIterable<Uint8Array>,
  archive: string,
  census: Census,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    census.inflate(chunk.byteLength, 0, { archive });
    yield chunk;
  }
}

async function* gzipMembers(
  store: ArchiveStore,
  key: string,
  name: string,
  size: number,
  limits: ArchiveLimits,
  census: Census,
  isMeant: (path: string) => boolean,
): AsyncGenerator<Member> {
  const engine = createGunzip({ chunkSize: inflateChunk });
  const unpacked = inflated(store.get(key), engine, size, { archive: name }, census.inflate);
  try {
    const { head, bytes } = await peek(unpacked, magicBytes);
    if (isTar(head)) yield* opened(tarMembers(bytes, name, limits, census), name, census, isMeant);
    else {
      const inside = insideGzip(head);
      for await (const member of plainFile(bytes, name, withoutGz(name), undefined, census))
        yield packedAs(member, inside, name);
    }
  } finally {
    await unpacked.return(undefined);
  }
}

async function* plainFile(
  bytes: AsyncIterable<Uint8Array>,
  archive: string,
  name: string,
  size: number | undefined,
  census: Census,
): AsyncGenerator<Member> {
  const path = census.admit({ name, folder: name.endsWith("/"), size, offset: 0 });
  if (path === undefined)
    throw archiveFailure("ArchiveUnsafePath", { archive, member: name }, "is no name of a file");
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      census.count(chunk.byteLength, { archive, member: name });
      yield chunk;
    }
  }
  const content = counted();
  try {
    yield { path, size, bytes: content };
  } finally {
    await content.return(undefined);
  }
}

async function beginning(store: ArchiveStore, key: string, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.get(key, { start: 0, end })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
