/** Fetches from a source of files, as a run does. */
import type { FilesSource } from "../../../contract";
import type { Fetch } from "../../../core/run/ports";
import { makeFilesSource } from "../../../core/sources/files";
import { makeHttpClient } from "../../../core/sources/http-client";
import { pathOf, type SourceContext } from "../../../core/sources/source";
import type { FileServer } from "../../file-server";

/** What a run of a source gave. */
export interface FilesRun {
  /** The text of each file to take, by path. */
  readonly taken: Readonly<Record<string, string>>;
  /** `_as_of` of each of them. */
  readonly asOf: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  readonly state: SourceContext["state"];
  /** Paths asked for. */
  readonly asked: readonly string[];
}

/** Options of a run. */
export interface RunOptions extends Omit<SourceContext, "date"> {
  /** @default "2026-03-10" */
  readonly date?: string;
  /** The time; ISO 8601, UTC. @default noon of the date */
  readonly now?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Waits that the run asked for, in milliseconds. */
  readonly waits?: number[];
  /** @default 10,000 */
  readonly idle?: number;
  /** @default the program's HTTP client */
  readonly fetch?: Fetch;
}

/** A source of files at these paths of the server. */
export const at = (
  { url }: Pick<FileServer, "url">,
  paths: string | readonly string[],
  more: Partial<FilesSource> = {},
): FilesSource => ({ kind: "files", urls: [paths].flat().map((path) => `${url}${path}`), ...more });

/** Runs a source to its end. */
export async function fetchFiles(
  server: FileServer,
  source: FilesSource,
  {
    date = "2026-03-10",
    now = `${date}T12:00:00Z`,
    secrets = {},
    waits = [],
    idle = 10_000,
    fetch = makeHttpClient(),
    ...context
  }: RunOptions = {},
): Promise<FilesRun> {
  server.newlyAsked();
  const clock = {
    now: () => new Date(now),
    sleep: (milliseconds: number) => Promise.resolve(void waits.push(milliseconds)),
    random: () => 0.5,
  };
  const ports = {
    fetch,
    clock,
    secrets: { get: (name: string) => Promise.resolve(secrets[name]) },
  };
  const made = makeFilesSource(source, ports, { date, ...context }, { idle });
  const texts = new Map<string, string>();
  for await (const opened of made.archives()) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of opened.bytes) chunks.push(chunk);
    texts.set(pathOf(opened), Buffer.concat(chunks).toString());
  }
  const { archives, kept } = made.facts();
  const of = <T>(value: (path: string) => T) =>
    Object.fromEntries(Object.keys(archives).map((path) => [path, value(path)]));
  return {
    taken: of((path) => texts.get(path)!),
    asOf: of((path) => archives[path]!.asOf!),
    missing: (kept.missing ?? []).map(({ file }) => file),
    state: kept.state,
    asked: server.newlyAsked(),
  };
}
