/** What a source of files keeps in the manifest for the next run: each file that the table has. */
import { object, optional, record, text } from "../../run/document-shape";
import { httpDate } from "../../run/http-date";
import type { SourceContext } from "../source";
import { namesNone } from "./access";

/** A file that the published table has. */
export interface FileState {
  /** Hex sha256 of what was asked for: another address or another parameter may have another file. */
  readonly request: string;
  /** Hex sha256 of its bytes. */
  readonly sha256: string;
  /** `_as_of` of its rows; ISO 8601, UTC. */
  readonly asOf: string;
  /** Headers of its answer, for the next, conditional request. */
  readonly etag?: string;
  readonly modified?: string;
}

/** A file that was downloaded. */
export interface Downloaded {
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly fetchedAt: string;
  readonly headers: Headers;
}

/** By path. */
export type FilesState = Readonly<Record<string, FileState>>;

const name = "files";
/** Files besides those of the run; the state would otherwise grow with every day. */
const most = 1000;

const shape = record(
  object<FileState>({
    request: text,
    sha256: text,
    asOf: text,
    etag: optional(text),
    modified: optional(text),
  }),
);

/** What the published run kept; empty if it kept none. */
export function known({ state }: SourceContext): FilesState {
  const found = state?.[name];
  return shape(found, "") === undefined ? (found as FilesState) : {};
}

/** The state in the form that a manifest keeps: the run's files, and of the earlier ones the last by path, which begins with the day. */
export function kept(before: FilesState, now: FilesState): NonNullable<SourceContext["state"]> {
  const earlier = Object.keys(before)
    .filter((path) => !Object.hasOwn(now, path))
    .sort()
    .slice(-most);
  return { [name]: { ...Object.fromEntries(earlier.map((path) => [path, before[path]])), ...now } };
}

/** Headers that ask whether a file has changed; none if nothing is known of it. */
export const conditions = (known: FileState | undefined): Record<string, string> => ({
  ...(known?.etag === undefined ? {} : { "if-none-match": known.etag }),
  ...(known?.modified === undefined ? {} : { "if-modified-since": known.modified }),
});

/** What to keep of a downloaded file. `known`: what the table has under its path. */
export function stateOf(
  request: string,
  downloaded: Downloaded,
  known: FileState | undefined,
  secrets: readonly string[],
): FileState {
  return {
    request,
    sha256: downloaded.sha256,
    asOf: asOf(downloaded, known),
    ...validators(downloaded, secrets),
  };
}

/** What to ask by the next time: headers that look as they should, and repeat no secret. */
function validators(
  { headers, fetchedAt }: Downloaded,
  secrets: readonly string[],
): Pick<FileState, "etag" | "modified"> {
  const etag = headers.get("etag") ?? "";
  const modified = headers.get("last-modified") ?? "";
  // Within the same second, the file may have changed again.
  const settled = Date.parse(fetchedAt) - (httpDate(modified) ?? Infinity) >= 1000;
  return {
    ...(/^(W\/)?"[\x21\x23-\x7e]{1,300}"$/.test(etag) && namesNone(etag, secrets) ? { etag } : {}),
    ...(settled ? { modified } : {}),
  };
}

/**
 * When the content of a file is from: its Last-Modified, so that taking it twice changes nothing. A later row wins, so other bytes
 * need a later time than the table has from them: the time of the fetch, if Last-Modified is missing, in the future, or not later.
 */
function asOf({ sha256, fetchedAt, headers }: Downloaded, known: FileState | undefined): string {
  if (known?.sha256 === sha256) return known.asOf;
  const time = httpDate(headers.get("last-modified") ?? "");
  const modified = time === undefined ? undefined : new Date(time).toISOString();
  if (modified === undefined || modified > fetchedAt || (known && modified <= known.asOf)) return fetchedAt;
  return modified;
}
