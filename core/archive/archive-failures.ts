import { failure } from "../run/failure";

/** Every name that an archive can be refused with. The same bytes always fail the same way, so these are never retried. */
export const archiveFailures = [
  "ArchiveDamaged",
  "ArchiveDuplicateMember",
  "ArchiveEncrypted",
  "ArchiveTooLarge",
  "ArchiveTooManyMembers",
  "ArchiveUnsafePath",
  "ArchiveUnsupported",
] as const;
export type ArchiveFailure = (typeof archiveFailures)[number];

/** Where in an archive something is. `offset` is in bytes of the archive (for a tar.gz, of the unpacked tar). */
export interface Place {
  readonly archive: string;
  readonly member?: string | undefined;
  readonly offset?: number | undefined;
}

/** An error that names archive, member and offset, then says what is wrong and what to do. */
export function archiveFailure(name: ArchiveFailure, place: Place, sentence: string, cause?: unknown): Error {
  const member = place.member === undefined ? "" : `, member ${quoted(place.member)}`;
  const offset = place.offset === undefined ? "" : `, byte ${place.offset}`;
  return failure(name, `${place.archive}${member}${offset}: ${sentence}`, cause);
}

// JSON's escapes keep control characters of a hostile name away from the terminal.
function quoted(text: string): string {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return JSON.stringify(shown).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "?");
}
