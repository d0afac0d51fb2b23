import { fromRandomAccessReaderPromise, getFileNameLowLevel, type Entry, type ZipFile } from "yauzl";
import type { ArchiveLimits, Census } from "./census";
import { archiveFailure } from "./failures";
import type { StoredZip } from "./zip-reader";

/** One file of a zip, as its central directory states it. Sizes and offsets in bytes. */
export interface ZipMember {
  readonly path: string;
  readonly deflated: boolean;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
  readonly entry: Entry;
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
 * Every file of the zip, each one admitted, before a byte is unpacked. Holds the directory's entries without names
 * longer than 800 bytes, extra fields and comments: below 20 MB for 10,000.
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
  const members: ZipMember[] = [];
  for await (const entry of zip.eachEntry()) {
    const member = admitted(archive, entry, census);
    if (member) members.push(member);
  }
  await assertDirectoryEnds(archive, zip, reader);
  return { zip, members };
}

function admitted(archive: string, entry: Entry, census: Census): ZipMember | undefined {
  const { generalPurposeBitFlag: flags, compressionMethod: method, uncompressedSize: size } = entry;
  const name = getFileNameLowLevel(flags, entry.fileNameRaw, entry.extraFields, true);
  const offset = entry.relativeOffsetOfLocalHeader;
  const place = { archive, member: name, offset };
  const folder = name.endsWith("/");
  const path = census.admit({ name, folder, size, offset });
  // Method 99 is the encryption of WinZip.
  if (flags & 1 || method === 99) {
    throw archiveFailure("ArchiveEncrypted", place, "is encrypted; pack it without a password");
  }
  if (folder && size > 0) throw archiveFailure("ArchiveDamaged", place, `a folder that holds ${size} bytes`);
  refuseSpecial(entry, folder, place);
  if (path === undefined) return undefined;
  if (method !== 0 && method !== 8) {
    const named = methods[method] ?? "unknown";
    throw archiveFailure(
      "ArchiveUnsupported",
      place,
      `compression method ${method} (${named}); pack it with Deflate`,
    );
  }
  // yauzl keeps name, comment and extra fields in one buffer of up to 192 KB: only the numbers are kept.
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
  };
}

function refuseSpecial(
  entry: Entry,
  folder: boolean,
  place: { archive: string; member: string; offset: number },
): void {
  // The upper half holds the Unix mode, whose upper four bits are the kind; 0 where the packer wrote none.
  const kind = entry.externalFileAttributes >>> 28;
  if (kind === 0 || kind === 8 || (kind === 4 && folder)) return;
  const what =
    kind === 10 ? "a symbolic link" : kind === 4 ? "a folder under a file's name" : "a device or pipe";
  throw archiveFailure("ArchiveUnsupported", place, `is ${what}; pack the file itself`);
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
