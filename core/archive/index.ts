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
 * The files of an archive in a store: a zip, a tar, a gzipped tar, one gzipped file, or one plain file. The bytes decide which, not
 * the name. A gzip'd member of a zip or tar is unpacked, one level deep, if its path without `.gz` `isMeant`; any other is `odd`,
 * and its bytes stay packed. Read the `bytes` of a member before you ask for the next; unread bytes are skipped. Folders are left
 * out, and so is what macOS and Windows leave in them. Fails with one of `archiveFailures`. A member that is not a plain file says
 * so in `odd` and fails when you read its bytes. Only when the iteration ends do you know that the whole archive is sound.
 *
 * Memory, whatever the size of archive and members: the paths and, for a zip, its directory (below 30 MB for 10,000 members), and
 * below 4 MB of buffers besides the store's chunks. Nothing goes to disk. (10,000 tiny members leave about 100 MB of spent streams
 * for the garbage collector.)
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
  // Do not ask a store for an empty range.
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

/** Counts the bytes of an archive that is not unpacked as a whole; its members may be. */
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
    yield { path, size, bytes: content, alone: true };
  } finally {
    await content.return(undefined);
  }
}

async function beginning(store: ArchiveStore, key: string, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.get(key, { start: 0, end })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
