import { failure } from "../run/failure";

/** Every name an archive can be refused by. The same bytes fail the same way: never retried. */
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

/** Where in an archive something is; `offset` in bytes of the archive (of the unpacked tar for a tar.gz). */
export interface Place {
  readonly archive: string;
  readonly member?: string | undefined;
  readonly offset?: number | undefined;
}

/** An error that names archive, member and offset, then what is wrong and what to do. */
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
