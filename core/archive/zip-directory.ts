import { fromRandomAccessReaderPromise, getFileNameLowLevel, type Entry, type ZipFile } from "yauzl";
import type { ArchiveLimits, Census } from "./census";
import { archiveFailure, type Place } from "./archive-failures";
import type { Odd } from "./member";
import type { StoredZip } from "./zip-reader";

/** One file of a zip, as its central directory describes it. Sizes and offsets in bytes. */
export interface ZipMember {
  readonly path: string;
  readonly deflated: boolean;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  /** Offset of its local header. */
  readonly offset: number;
  /** Where the next entry or the directory begins: the member's bytes must end before that. */
  readonly bound: number;
  readonly entry: Entry;
  readonly odd?: Odd | undefined;
}

const methods: Readonly<Record<number, string>> = {
  1: "Shrink",
  6: "Implode",
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  95: "xz",
  98: "PPMd",
};

/**
 * Every file of the zip, after admitting all of them, before unpacking a byte. Holds the directory's entries without names longer
 * than 800 bytes, extra fields and comments: below 20 MB for 10,000.
 */
export async function zipDirectory(
  archive: string,
  reader: StoredZip,
  size: number,
  limits: ArchiveLimits,
  census: Census,
): Promise<{ readonly zip: ZipFile; readonly members: readonly ZipMember[] }> {
  const zip = await fromRandomAccessReaderPromise(reader, size, { decodeStrings: false, autoClose: false });
  if (zip.entryCount > 2 * limits.maxMembers) {
    throw archiveFailure(
      "ArchiveTooManyMembers",
      { archive },
      `${zip.entryCount} members and folders; the limit is ${limits.maxMembers} of each`,
    );
  }
  const directory = Number(zip.readEntryCursor);
  const members: Omit<ZipMember, "bound">[] = [];
  const offsets: number[] = [directory];
  for await (const entry of zip.eachEntry()) {
    offsets.push(entry.relativeOffsetOfLocalHeader);
    const member = admitted(archive, entry, census);
    if (member) members.push(member);
  }
  await assertDirectoryEnds(archive, zip, reader);
  return { zip, members: bounded(archive, members, offsets) };
}

/**
 * Gives each member the offset of the entry behind it, or of the directory. Fails if two entries begin at one offset, or if one
 * reaches into the next by the directory's sizes: small zip bombs reuse the same bytes for all members.
 */
function bounded(
  archive: string,
  members: readonly Omit<ZipMember, "bound">[],
  offsets: readonly number[],
): ZipMember[] {
  const sorted = Float64Array.from(offsets).sort();
  const next = new Map<number, number>();
  for (let index = 0; index < sorted.length; index++) {
    const [offset, bound = Infinity] = [sorted[index]!, sorted[index + 1]];
    if (offset === bound) throw overlap({ archive, offset });
    next.set(offset, bound);
  }
  return members.map((member) => {
    const bound = next.get(member.offset)!;
    const place = { archive, member: member.path, offset: member.offset };
    if (member.offset + localHeaderBytes + member.packedSize > bound) throw overlap(place);
    return { ...member, bound };
  });
}

// Without its name and extra field; the header states their lengths.
const localHeaderBytes = 30;

/** The error for an entry that reaches into what follows it. */
export const overlap = (place: Place) =>
  archiveFailure("ArchiveDamaged", place, "overlaps the entry behind it, or the directory; pack it again");

function admitted(archive: string, entry: Entry, census: Census): Omit<ZipMember, "bound"> | undefined {
  const { generalPurposeBitFlag: flags, compressionMethod: method, uncompressedSize: size } = entry;
  const name = getFileNameLowLevel(flags, entry.fileNameRaw, entry.extraFields, true);
  const offset = entry.relativeOffsetOfLocalHeader;
  const place = { archive, member: name, offset };
  const kind = unixKind(entry);
  const folder = name.endsWith("/") || (kind === unixFolder && size === 0);
  const path = census.admit({ name, folder, size, offset });
  if (folder && size > 0) throw archiveFailure("ArchiveDamaged", place, `a folder that holds ${size} bytes`);
  if (path === undefined) return undefined;
  const odd = oddity(entry, kind, place);
  // yauzl keeps name, comment and extra fields in one buffer of up to 192 KB: keep only the numbers.
  const empty = Buffer.alloc(0);
  Object.assign(entry, { fileName: empty, fileNameRaw: empty, extraFieldRaw: empty, extraFields: [] });
  Object.assign(entry, { fileComment: empty, fileCommentRaw: empty, comment: empty });
  return {
    path,
    deflated: method === 8,
    crc32: entry.crc32,
    packedSize: entry.compressedSize,
    size,
    offset,
    entry,
    odd,
  };
}

// The upper half of the attributes holds the Unix mode; its upper four bits are the kind of file, 0 if unknown.
const unixKind = (entry: Entry) => entry.externalFileAttributes >>> 28;
const unixFolder = 4;

/** Describes an entry that is not a readable file. */
function oddity(entry: Entry, kind: number, place: Place): Odd | undefined {
  const { generalPurposeBitFlag: flags, compressionMethod: method } = entry;
  const odd = (name: "ArchiveUnsupported" | "ArchiveEncrypted", what: string, sentence: string): Odd => ({
    what,
    refusal: archiveFailure(name, place, sentence),
  });
  // Method 99 is WinZip's encryption.
  if (flags & 1 || method === 99)
    return odd("ArchiveEncrypted", "an encrypted file", "is encrypted; pack it without a password");
  if (kind !== 0 && kind !== 8) {
    const what =
      kind === 10
        ? "a symbolic link"
        : kind === unixFolder
          ? "a folder under a file's name"
          : "a device or pipe";
    return odd("ArchiveUnsupported", what, `is ${what}; pack the file itself`);
  }
  if (method === 0 || method === 8) return undefined;
  const packed = `compression method ${method} (${methods[method] ?? "unknown"})`;
  return odd("ArchiveUnsupported", `packed by ${packed}`, `${packed}; pack it with Deflate`);
}

// A count that is too low would hide members: after the last entry only the directory's end may follow.
async function assertDirectoryEnds(archive: string, zip: ZipFile, reader: StoredZip): Promise<void> {
  const offset = Number(zip.readEntryCursor);
  const signature = (await reader.slice({ start: offset, end: offset + 4 })).readUInt32LE(0);
  if (![0x06054b50, 0x06064b50, 0x05054b50].includes(signature)) {
    const sentence = `the directory goes on after the ${zip.entryCount} entries it states; fetch the archive again`;
    throw archiveFailure("ArchiveDamaged", { archive, offset }, sentence);
  }
}
