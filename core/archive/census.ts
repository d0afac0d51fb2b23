import type { Limits } from "../../contract/plan";
import { archiveFailure, type Place } from "./archive-failures";

/** Limits of one archive, or of several together. */
export interface ArchiveLimits extends Pick<Limits, "maxMembers" | "maxUnpackedBytes"> {
  /** What the archives before this one have taken of the limits. @default nothing */
  readonly taken?: { readonly members: number; readonly bytes: number };
}

/** What an archive says of one entry before its bytes are read. */
export interface Entry {
  /** As the archive writes it; a trailing slash marks a folder. */
  readonly name: string;
  readonly folder: boolean;
  /** Unpacked bytes as stated; undefined if the archive does not state them. */
  readonly size: number | undefined;
  /** Offset of its header, in bytes. */
  readonly offset: number;
}

/** The counts of one archive: paths, members and unpacked bytes so far. */
export interface Census {
  /** Returns a file's path; undefined for a folder and for files of an operating system. Throws if it refuses the entry. */
  admit(entry: Entry): string | undefined;
  /** Admits the path of a gzip'd member without its `.gz`; returns false if another member has it already. */
  admitUnpacked(path: string, packed: string): boolean;
  /** Counts unpacked bytes as they arrive, whatever a header said. Throws above the limit. */
  count(bytes: number, place: Place): void;
  /**
   * Counts the bytes that one step of unpacking took and gave. Throws if an archive grows as only a bomb does. Pass 0 for `packed`
   * if the input is itself unpacked data.
   */
  readonly inflate: (packed: number, unpacked: number, place: Place) => void;
}

// Text shrinks to a tenth, a long file of one repeated line to a thousandth; but no data file does so for 64 MiB.
const maxRatio = 300;
const ratioFrom = 64 * 1024 * 1024;

// An S3 key holds 1,024 bytes, and the run's prefix comes before the path.
const maxPathBytes = 800;

/** Holds at most `maxMembers` paths of 800 bytes: 8 MB for 10,000. */
export function makeCensus(archive: string, limits: ArchiveLimits): Census {
  const { maxMembers, maxUnpackedBytes, taken: before = { members: 0, bytes: 0 } } = limits;
  const seen = new Set<string>();
  const packedAs = new Map<string, string>();
  let [files, folders, stated, counted] = [before.members, 0, before.bytes, before.bytes];
  let [taken, given] = [0, 0];

  const tooLarge = (place: Place, found: string) =>
    archiveFailure(
      "ArchiveTooLarge",
      place,
      `${found}; the limit is ${maxUnpackedBytes} bytes (maxUnpackedBytes)`,
    );

  return {
    admit({ name, folder, size, offset }) {
      const place = { archive, member: name, offset };
      const path = safePath(name, place);
      // Folders have a separate count with the same limit, so that they take nothing from the files and are still limited.
      const number = folder ? ++folders : ++files;
      if (number > maxMembers) {
        const what = folder ? "folders" : "members";
        throw archiveFailure(
          "ArchiveTooManyMembers",
          { archive, offset },
          `more than ${maxMembers} ${what}; pack fewer, larger files`,
        );
      }
      if (folder) return undefined;
      if (path === "")
        throw archiveFailure("ArchiveUnsafePath", place, "the member has no name; pack it again");
      if (seen.has(path)) {
        const packed = packedAs.get(path);
        const both =
          packed === undefined
            ? "two members have this path; pack it once"
            : `${JSON.stringify(packed)} came before and unpacks to this path; pack one of the two, or this one first`;
        throw archiveFailure("ArchiveDuplicateMember", place, both);
      }
      seen.add(path);
      stated += size ?? 0;
      if (stated > maxUnpackedBytes) throw tooLarge(place, `its members unpack to ${stated} bytes or more`);
      return isOfSystem(path) ? undefined : path;
    },
    admitUnpacked(path, packed) {
      if (seen.has(path)) return false;
      seen.add(path);
      packedAs.set(path, packed);
      return true;
    },
    count(bytes, place) {
      counted += bytes;
      if (counted > maxUnpackedBytes) throw tooLarge(place, `unpacks to more than ${maxUnpackedBytes} bytes`);
    },
    inflate(packed, unpacked, place) {
      taken += packed;
      given += unpacked;
      if (given <= ratioFrom || given <= maxRatio * taken) return;
      throw archiveFailure(
        "ArchiveTooLarge",
        place,
        `${taken} bytes unpack to ${given} so far; an archive that grows more than ${maxRatio} times over is taken for ` +
          `a bomb: if it is none, pack its files as a tar without compression`,
      );
    },
  };
}

/** The path without `.` and empty parts. Throws `ArchiveUnsafePath` unless it stays inside the folder. */
function safePath(name: string, place: Place): string {
  const parts = name.split("/");
  const fault = /\p{Cc}/u.test(name)
    ? "holds control characters"
    : name.includes("\\")
      ? "holds a backslash"
      : name.startsWith("/") || /^[A-Za-z]:/.test(name)
        ? "is an absolute path"
        : parts.includes("..")
          ? "climbs out of the folder"
          : Buffer.byteLength(name) > maxPathBytes
            ? `is longer than ${maxPathBytes} bytes`
            : undefined;
  if (fault) {
    throw archiveFailure(
      "ArchiveUnsafePath",
      place,
      `the path ${fault}; pack it again with plain relative paths`,
    );
  }
  return parts.filter((part) => part !== "" && part !== ".").join("/");
}

// By name alone: what macOS and Windows leave in every folder is never data.
const systemFiles = [".ds_store", "thumbs.db", "desktop.ini"];

function isOfSystem(path: string): boolean {
  const parts = path.split("/");
  return parts.includes("__MACOSX") || systemFiles.includes(parts.at(-1)!.toLowerCase());
}
