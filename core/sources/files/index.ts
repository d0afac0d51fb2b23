/** Files at HTTPS addresses. */
import type { FilesSource } from "../../../contract/sources";
import type { MissingFile } from "../../run/documents";
import type { Ports } from "../../run/ports";
import { defaultRetry } from "../../run/retry";
import { encodingOf, statedOf } from "../download";
import type { Exchange } from "../exchange";
import {
  pathOf,
  type ArchivesSource,
  type FileFacts,
  type OpenedArchive,
  type SourceContext,
} from "../source";
import { place, sourceFailure } from "../source-failures";
import { accessOf, masked } from "./access";
import { makeRequests, type Patience } from "./request";
import { kept, known as knownOf, stateOf, type FileState } from "./state";
import { wantedFiles, type Wanted } from "./wanted";

/** Options for a test or an operator. */
export interface FilesOptions extends Partial<Patience> {
  /** Origin instead of that of every address. */
  readonly baseUrl?: string | undefined;
}

/** A file that was fetched. */
interface Taken {
  /** The path under which its archive was given. */
  readonly archive: string;
  readonly state: FileState;
  readonly fetchedAt: string;
  /** True if its bytes are those of the published run. */
  readonly same: boolean;
}

/**
 * Files at the contract's addresses, for the run's days, one request after the other. Where the run may leave out what has not
 * changed, it asks only whether it has. Fails with one of `sourceFailures`. No error, log or fact shows a secret. Holds one chunk.
 */
export function makeFilesSource(
  source: FilesSource,
  ports: Pick<Ports, "fetch" | "secrets" | "clock">,
  context: SourceContext,
  { baseUrl, idle = 60_000, retry = defaultRetry }: FilesOptions = {},
): ArchivesSource {
  const wanted = wantedFiles(source, context, baseUrl);
  const before = knownOf(context);
  const taken = new Map<string, Taken>();
  const unchanged: Wanted[] = [];
  const missing: MissingFile[] = [];
  const origins = [...new Set(wanted.map(({ url }) => new URL(url).origin))].join(", ");

  /** What the published table has under a file's path. */
  const knownFile = ({ path }: Wanted): FileState | undefined =>
    Object.hasOwn(before, path) ? before[path] : undefined;

  /** What to ask by whether a file has changed: what the table has of it, from the same request. */
  function condition(file: Wanted): FileState | undefined {
    const known = context.leave && knownFile(file);
    return known?.request === file.request ? known : undefined;
  }

  function noteMissing(file: Wanted, status: number): void {
    const url = place(file.url);
    if (file.dated && source.missing === "skip") missing.push({ file: file.path, url, status });
    else
      throw sourceFailure(
        "SourceNotFound",
        `${url} answered ${status}: there is no such file; check the address${file.dated ? `, or write missing: "skip" if some days have no file` : ""}`,
      );
  }

  function refuseNone(): void {
    const dated = wanted.filter((file) => file.dated);
    if (dated.length === 0 || missing.length < dated.length) return;
    const names = missing.map(({ file }) => file);
    const list = [...names.slice(0, 10), ...(names.length > 10 ? [`and ${names.length - 10} more`] : [])];
    throw sourceFailure(
      "SourceNotFound",
      `${place(dated[0]!.url)}: none of the files of these days exists: ${list.join(", ")}; check the address` +
        (context.from === undefined ? `, or look further back ("lookback" of the source)` : ""),
    );
  }

  /** True if the table, which this run would replace, has just these files. */
  function allSame(): boolean {
    const same = [...taken].filter(([, each]) => each.same).map(([path]) => path);
    const found = new Set([...same, ...unchanged.map(({ path }) => path)]);
    return (
      found.size === wanted.length - missing.length && Object.keys(before).every((path) => found.has(path))
    );
  }

  async function* archives(): AsyncGenerator<OpenedArchive> {
    const access = await accessOf(source, ports.secrets);
    const requests = makeRequests(access, ports, { idle, retry });

    async function* bytesOf(file: Wanted, archive: string, answer: Exchange): AsyncGenerator<Uint8Array> {
      try {
        const downloaded = yield* requests.bytes(file, answer);
        const known = knownFile(file);
        taken.set(file.path, {
          archive,
          same: known?.sha256 === downloaded.sha256,
          fetchedAt: downloaded.fetchedAt,
          state: stateOf(file.request, downloaded, known, access.secrets),
        });
      } catch (error) {
        throw masked(error, access.secrets);
      }
    }

    function opened(file: Wanted, answer: Exchange): OpenedArchive {
      const { folder } = file;
      // A storage that keeps packed files for the web says so in a header, and they come unpacked.
      const name = encodingOf(answer)?.endsWith("gzip") ? file.name.replace(/\.gz$/i, "") : file.name;
      const bytes = bytesOf(file, pathOf({ name, folder }), answer);
      return { name, folder, size: statedOf(answer).length, bytes };
    }

    /** Asks for a file and gives it, or notes that it has not changed or is missing. */
    async function* taking(file: Wanted, known?: FileState): AsyncGenerator<OpenedArchive> {
      const answer = await requests.ask(file, known);
      if (typeof answer === "object") yield opened(file, answer);
      else if (answer === "unchanged") unchanged.push(file);
      else if (answer === "changed") yield* taking(file);
      else noteMissing(file, answer);
    }

    try {
      for (const file of wanted) yield* taking(file, condition(file));
      refuseNone();
      if (context.leave !== "all" || allSame()) return;
      // The table is replaced as a whole, so what has not changed is needed too.
      for (const file of unchanged) yield* taking(file);
    } catch (error) {
      throw masked(error, access.secrets);
    }
  }

  return {
    origin: origins,
    generated: false,
    name: wanted.length === 1 ? wanted[0]!.path : origins,
    archives,
    facts() {
      const { leave } = context;
      const all = leave === "all" && allSame();
      const now = [...taken.values()].filter(({ same }) => !(all || (leave === "each" && same)));
      const state = Object.fromEntries([...taken].map(([path, each]) => [path, each.state]));
      return {
        archives: Object.fromEntries(
          now.map(({ archive, fetchedAt, state: { asOf } }): [string, FileFacts] => [
            archive,
            { fetchedAt, asOf },
          ]),
        ),
        // What another contract made of the files says nothing of the rows that this one makes.
        kept: {
          ...(missing.length > 0 ? { missing } : {}),
          state: kept(leave === "each" ? before : {}, state),
        },
      };
    },
  };
}
