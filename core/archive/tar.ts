import { extract, type Header } from "tar-stream";
import type { Census } from "./census";
import { archiveFailure, type Place } from "./archive-failures";
import { feed } from "./feed";
import { refusing, type Member, type Odd } from "./member";
import { withoutMaps } from "./sparse";

const block = 512;
// Headers, padding and zeros at the end, besides the members: 64 MiB, and 4 KiB for each member.
const overhead = (maxMembers: number) => 64 * 1024 * 1024 + maxMembers * 4096;

/**
 * The files of a tar, in its order. It skips unread bytes of a member. Holds the current chunk and one extended header of at most 4
 * MiB.
 */
export async function* tarMembers(
  bytes: AsyncIterable<Uint8Array>,
  archive: string,
  limits: { readonly maxMembers: number; readonly maxUnpackedBytes: number },
  census: Census,
): AsyncGenerator<Member> {
  const { bytes: readable, isSparse } = withoutMaps(bytes);
  const tail = watchTail(readable, archive, limits.maxUnpackedBytes + overhead(limits.maxMembers));
  // A tar from before POSIX has no magic string; the checksum of each header is still checked.
  const unpacking = extract({ allowUnknownFormat: true } as object);
  const feeding = feed(tail.bytes, unpacking);
  let end = 0;
  const failing = (error: unknown) => feeding.sourceError() ?? named(error, archive, end, tail.length());
  try {
    for await (const entry of unpacking) {
      const { place, path, size, odd } = admitted(archive, entry.header, census, isSparse);
      end = place.offset + block * Math.ceil(size / block);
      const rest = contentOf(entry, place, census, failing);
      if (path !== undefined)
        yield odd?.refusal
          ? { path, size, odd, bytes: refusing(odd.refusal) }
          : { path, size, bytes: withoutReturn(rest) };
      while (!(await rest.next()).done);
    }
    if (!tail.endsWithZeros() || tail.length() < end + block) {
      const place = { archive, offset: tail.length() };
      throw archiveFailure(
        "ArchiveDamaged",
        place,
        "breaks off before the end of archive mark; fetch it again",
      );
    }
  } catch (error) {
    throw failing(error);
  } finally {
    unpacking.destroy();
    await feeding.stop();
  }
}

/** What tar-stream says of a member, besides what its types declare. */
interface Described {
  readonly name: string;
  readonly size: number;
  /** Null means a kind that it does not know. */
  readonly type: Header["type"] | null;
  readonly byteOffset: number;
  readonly pax: Readonly<Record<string, string>> | null;
}

function admitted(archive: string, given: Header, census: Census, isSparse: (offset: number) => boolean) {
  const header = given as unknown as Described;
  const { type, size, byteOffset: offset } = header;
  // The regular name of a sparse file is made up by tar.
  const name = header.pax?.["GNU.sparse.name"] ?? header.name;
  const place = { archive, member: name, offset };
  const folder = type === "directory" || name.endsWith("/");
  if (folder && size > 0) throw archiveFailure("ArchiveDamaged", place, `a folder that holds ${size} bytes`);
  return {
    place,
    path: census.admit({ name, folder, size, offset }),
    size,
    odd: oddity(header, isSparse(offset), place),
  };
}

/** Describes a member that is neither a plain file nor a folder. */
function oddity({ type, pax }: Described, sparse: boolean, place: Place): Odd | undefined {
  const odd = (what: string, advice = "pack the file itself"): Odd => ({
    what,
    refusal: archiveFailure("ArchiveUnsupported", place, `is ${what}; ${advice}`),
  });
  if (sparse || Object.keys(pax ?? {}).some((key) => key.startsWith("GNU.sparse")))
    return odd("a sparse file", "pack it without --sparse");
  if (type === "file" || type === "contiguous-file" || type === "directory") return undefined;
  return odd(type === null ? "a member of unknown kind" : `a ${kinds[type] ?? type}`);
}

const kinds: Partial<Record<NonNullable<Header["type"]>, string>> = {
  link: "hard link",
  symlink: "symbolic link",
  "character-device": "character device",
  "block-device": "block device",
};

async function* contentOf(
  entry: AsyncIterable<unknown>,
  place: Place,
  census: Census,
  failing: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of entry as AsyncIterable<Uint8Array>) {
      census.count(chunk.byteLength, place);
      yield chunk;
    }
  } catch (error) {
    throw failing(error);
  }
}

// Leaving the loop over a member must not end its stream, or tar-stream would destroy the whole archive.
function withoutReturn(bytes: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => bytes.next() }) };
}

// tar-stream accepts an archive that is cut between members; the zeros at the end show that it is whole.
function watchTail(bytes: AsyncIterable<Uint8Array>, archive: string, limit: number) {
  let length = 0;
  let zeros = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      length += chunk.byteLength;
      if (length > limit) {
        throw archiveFailure("ArchiveTooLarge", { archive }, `the tar is longer than ${limit} bytes`);
      }
      zeros = trailingZeros(chunk, zeros);
      yield chunk;
    }
  }
  return { bytes: watched(), length: () => length, endsWithZeros: () => zeros >= block };
}

/** The number of zeros at the end of all bytes so far, up to one block. */
function trailingZeros(chunk: Uint8Array, before: number): number {
  let count = 0;
  while (count < block && count < chunk.length && chunk[chunk.length - 1 - count] === 0) count += 1;
  return count === chunk.length ? Math.min(block, before + count) : count;
}

// tar-stream's errors have no name, and a member that is cut off ends in streamx's StreamError.
function named(error: unknown, archive: string, end: number, length: number): unknown {
  if (!(error instanceof Error) || !["Error", "StreamError"].includes(error.name)) return error;
  const cut = error.name === "StreamError" || length < end;
  const what = cut ? "breaks off inside a member" : error.message;
  const place = { archive, offset: cut ? length : end };
  return archiveFailure("ArchiveDamaged", place, `${what} (truncated or damaged: fetch it again)`, error);
}
