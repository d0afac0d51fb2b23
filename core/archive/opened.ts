/** The members of a zip or tar, judged by their bytes: unpacks gzip'd ones and marks those that cannot be read. */
import { createGunzip } from "node:zlib";
import type { Census } from "./census";
import { archiveFailure } from "./archive-failures";
import { inflateChunk, inflated } from "./inflate";
import { anyPacking, isAppleDouble, magicBytes, packingOf } from "./magic";
import { refusing, type Member } from "./member";
import { peek } from "./peek";

/** Opens each member in turn. Holds the beginning of one member, besides what unpacking it takes. */
export async function* opened(
  given: AsyncIterable<Member>,
  archive: string,
  census: Census,
  isMeant: (path: string) => boolean,
): AsyncGenerator<Member> {
  for await (const member of given) {
    if (member.odd) {
      yield member;
      continue;
    }
    const { head, bytes } = await peek(member.bytes, magicBytes);
    const found = { ...member, bytes };
    if (isAppleDouble(head) && basename(member.path).startsWith("._"))
      yield { ...found, odd: { what: "attributes that macOS keeps beside a file (AppleDouble)" } };
    else if (packingOf(head) !== "gzip") yield packedAs(found, anyPacking(head), archive);
    // Unpacking a file that is not data could fail or exceed a limit, and fail the whole archive.
    else if (isMeant(withoutGz(member.path))) yield* unzipped(found, archive, census);
    else yield { ...found, odd: { what: "a gzip file" } };
  }
}

async function* unzipped(member: Member, archive: string, census: Census): AsyncGenerator<Member> {
  const path = withoutGz(member.path);
  const place = { archive, member: member.path };
  if (path !== member.path && !census.admitUnpacked(path, member.path)) {
    yield { ...member, odd: { what: `a packed ${basename(path)}, which lies beside it unpacked` } };
    return;
  }
  const size = member.size!;
  // Ten thousand small members would otherwise allocate ten thousand large chunks.
  const engine = createGunzip({ chunkSize: Math.min(inflateChunk, Math.max(1024, 4 * size)) });
  // The member's bytes were already counted when it was unpacked or read.
  const unpacked = inflated(member.bytes, engine, size, place, (_, given, at) =>
    census.inflate(0, given, at),
  );
  try {
    const { head, bytes } = await peek(unpacked, magicBytes);
    yield packedAs({ path, size: undefined, bytes: counted(bytes) }, insideGzip(head), archive);
  } finally {
    await unpacked.return(undefined);
  }

  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      census.count(chunk.byteLength, place);
      yield chunk;
    }
  }
}

/** What a gzip file contains, if that is packed again. */
export function insideGzip(head: Uint8Array): string | undefined {
  const packing = anyPacking(head);
  return packing && `${packing} inside a gzip file`;
}

/** Marks a member that is itself packed, so that it does not pass for text. */
export function packedAs(member: Member, what: string | undefined, archive: string): Member {
  if (what === undefined) return member;
  const place = { archive, member: member.path };
  const refusal = archiveFailure(
    "ArchiveUnsupported",
    place,
    `is ${what}; pack the file itself, or pack it with gzip`,
  );
  return { ...member, odd: { what, refusal }, bytes: refusing(refusal) };
}

/** A path without gzip's suffix. */
export const withoutGz = (path: string) => path.replace(/\.gz$/i, "");

const basename = (path: string) => path.slice(path.lastIndexOf("/") + 1);
