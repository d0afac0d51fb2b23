/** What a source of files keeps in the manifest for the next run: each file that the table has. */
import { object, optional, record, text } from "../../run/document-shape";
import type { SourceContext } from "../source";

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
