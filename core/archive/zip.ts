import { crc32, createInflateRaw } from "node:zlib";
import type { ZipFile } from "yauzl";
import type { ObjectStore } from "../run/ports";
import type { ArchiveLimits, Census } from "./census";
import { archiveFailure, archiveFailures } from "./archive-failures";
import { inflateChunk, inflated } from "./inflate";
import { refusing, type Member } from "./member";
import { overlap, zipDirectory, type ZipMember } from "./zip-directory";
import { StoredZip } from "./zip-reader";

/**
 * The files of a stored zip, in the order of its central directory, which is read first through ranged reads. A member is only
 * fetched if you read it. Holds the directory (see `zipDirectory`), a window of 256 KiB and a few chunks of the current member.
 */
export async function* zipMembers(
  store: Pick<ObjectStore, "get">,
  key: string,
  archive: string,
  size: number,
  limits: ArchiveLimits,
  census: Census,
): AsyncGenerator<Member> {
  const reader = new StoredZip(store, key, size);
  try {
    const { zip, members } = await zipDirectory(archive, reader, size, limits, census);
    for (const member of members) {
      const { path, size, odd } = member;
      if (odd?.refusal) {
        yield { path, size: member.packedSize, odd, bytes: refusing(odd.refusal) };
        continue;
      }
      const bytes = verified(archive, zip, reader, member, census);
      try {
        yield { path, size, bytes };
      } finally {
        await bytes.return(undefined);
      }
    }
  } catch (error) {
    throw named(archive, reader, error);
  }
}

async function* verified(
  archive: string,
  zip: ZipFile,
  reader: StoredZip,
  member: ZipMember,
  census: Census,
): AsyncGenerator<Uint8Array> {
  const place = { archive, member: member.path, offset: member.offset };
  const damaged = (sentence: string) =>
    archiveFailure("ArchiveDamaged", place, `${sentence}; fetch the archive again`);
  const start = await dataStart(archive, zip, reader, member);
  if (start + member.packedSize > member.bound) throw overlap(place);
  // Ten thousand small members would otherwise allocate ten thousand large chunks.
  const chunkSize = Math.min(inflateChunk, Math.max(1024, member.size));
  const packed = reader.stream({ start, end: start + member.packedSize });
  const unpacked = member.deflated
    ? inflated(
        packed,
        createInflateRaw({ chunkSize }),
        member.packedSize,
        { ...place, offset: start },
        census.inflate,
      )
    : packed;
  let [size, crc] = [0, 0];
  for await (const chunk of unpacked) {
    size += chunk.byteLength;
    if (size > member.size) throw damaged(`holds more than the ${member.size} bytes it states`);
    if (!member.deflated) census.inflate(chunk.byteLength, chunk.byteLength, place);
    census.count(chunk.byteLength, place);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== member.size) throw damaged(`holds ${size} of the ${member.size} bytes it states`);
  if (crc !== member.crc32) throw damaged(`its CRC-32 is ${hex(crc)}, not ${hex(member.crc32)} as stated`);
}

async function dataStart(
  archive: string,
  zip: ZipFile,
  reader: StoredZip,
  member: ZipMember,
): Promise<number> {
  try {
    return (await zip.readLocalFileHeaderPromise(member.entry, { minimal: true })).fileDataStart;
  } catch (error) {
    throw named(archive, reader, error, member);
  }
}

// yauzl has only one kind of error; the message tells which it is.
function named(archive: string, reader: StoredZip, error: unknown, member?: ZipMember): unknown {
  if (reader.storeError !== undefined) return reader.storeError;
  if (!(error instanceof Error) || (archiveFailures as readonly string[]).includes(error.name)) return error;
  const place = { archive, member: member?.path, offset: member?.offset };
  if (/strong encryption/.test(error.message)) {
    return archiveFailure("ArchiveEncrypted", place, "is encrypted; pack it without a password");
  }
  if (/multi-disk/.test(error.message)) {
    return archiveFailure("ArchiveUnsupported", place, "is one of several volumes; pack it as one file");
  }
  return archiveFailure(
    "ArchiveDamaged",
    place,
    `${error.message} (truncated or damaged: fetch the archive again)`,
    error,
  );
}

const hex = (value: number) => value.toString(16).padStart(8, "0");
