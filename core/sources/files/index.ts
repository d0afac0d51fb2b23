/** Files at HTTPS addresses. */
import { createHash } from "node:crypto";
import { secretsIn } from "../../../contract/sources/files";
import type { FilesSource } from "../../../contract/sources";
import { programVersion } from "../../../contract/version";
import type { MissingFile } from "../../run/documents";
import { httpDate } from "../../run/http-date";
import type { Ports } from "../../run/ports";
import { defaultRetry, retried, type RetryPolicy } from "../../run/retry";
import { download, encodingOf, statedOf } from "../download";
import { exchange, type Exchange } from "../exchange";
import {
  pathOf,
  type ArchivesSource,
  type FileFacts,
  type OpenedArchive,
  type SourceContext,
} from "../source";
import { place, retryableSourceFailures, sourceFailure } from "../source-failures";
import { accessOf, masked, namesNone, type Access } from "./access";
import { fileAnswer, refusePage } from "./answer";
import { kept, known as knownOf, type FileState } from "./state";
import { wantedFiles, type Wanted } from "./wanted";

/** Options for a test or an operator. */
export interface FilesOptions {
  /** Origin instead of that of every address. */
  readonly baseUrl?: string | undefined;
  /** Longest silence in milliseconds. @default 60,000 */
  readonly idle?: number;
  readonly retry?: RetryPolicy;
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
  const { clock } = ports;
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

  function ask(file: Wanted, access: Access, added: Readonly<Record<string, string>>, known?: FileState) {
    const asked = conditions(known);
    return retried(clock, retryableSourceFailures, retry, async () => {
      const url = access.address(file.url);
      const answer = await exchange(
        ports,
        {
          method: "GET",
          url,
          headers: {
            // Compression on the way would change lengths, ranges and checksums.
            "accept-encoding": "identity",
            "user-agent": `data-flow/${programVersion}`,
            ...access.headers,
            ...asked,
            ...added,
          },
          credentials: access.credentials,
          trusted: new URL(url).origin,
          secrets: access.secrets,
        },
        idle,
      );
      return fileAnswer(answer, {
        secrets: access.secrets,
        secretNames: secretsIn(source),
        now: clock.now(),
        known: Object.keys(asked).length > 0 ? known : undefined,
        ranged: "range" in added,
      });
    });
  }

  /** Asks for a file; a missing one is noted, if the contract allows it. */
  async function first(file: Wanted, access: Access, known?: FileState): Promise<Exchange | undefined> {
    const answer = await ask(file, access, {}, known);
    if (typeof answer === "object") return answer;
    if (answer === "unchanged") unchanged.push(file);
    else if (answer === "changed") return first(file, access);
    else noteMissing(file, answer);
    return undefined;
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
      `${place(dated[0]!.url)}: none of the files of these days exists: ${list.join(", ")}; ` +
        `check the address, or look further back ("lookback" of the source)`,
    );
  }

  function opened(file: Wanted, answer: Exchange, access: Access): OpenedArchive {
    const { folder } = file;
    // A storage that keeps packed files for the web says so in a header, and they come unpacked.
    const name = encodingOf(answer)?.endsWith("gzip") ? file.name.replace(/\.gz$/i, "") : file.name;
    const archive = pathOf({ name, folder });
    return { name, folder, size: statedOf(answer).length, bytes: bytesOf(file, archive, answer, access) };
  }

  async function* bytesOf(
    file: Wanted,
    archive: string,
    first: Exchange,
    access: Access,
  ): AsyncGenerator<Uint8Array> {
    const hash = createHash("sha256");
    const fetchedAt = clock.now().toISOString();
    let { headers } = first;
    let size = 0;
    const from = place(file.url);
    const again = async (added: Readonly<Record<string, string>>): Promise<Exchange> => {
      const answer = await ask(file, access, added);
      if (typeof answer !== "object")
        throw sourceFailure("SourceChanged", `${from}: it went away meanwhile; run it again`);
      if (answer.status === 200) headers = answer.headers;
      return answer;
    };
    try {
      for await (const chunk of download(ports, unconditional(first), {
        ask: again,
        inspect: (beginning) => refusePage(beginning, from, access.secrets),
        encoded: "unpack",
        idle,
        retry,
      })) {
        hash.update(chunk);
        size += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      throw masked(error, access.secrets);
    }
    if (size === 0)
      throw sourceFailure("SourceEmpty", `${from} answered an empty file; check it, and run it again`);
    const sha256 = hash.digest("hex");
    const known = knownFile(file);
    taken.set(file.path, {
      archive,
      same: known?.sha256 === sha256,
      fetchedAt,
      state: {
        request: file.request,
        sha256,
        asOf: asOf(sha256, fetchedAt, headers.get("last-modified"), known),
        ...validators(headers, fetchedAt, access.secrets),
      },
    });
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
    try {
      for (const file of wanted) {
        const answer = await first(file, access, condition(file));
        if (answer) yield opened(file, answer, access);
      }
      refuseNone();
      if (context.leave !== "all" || allSame()) return;
      // The table is replaced as a whole, so what has not changed is needed too.
      for (const file of unchanged) {
        const answer = await first(file, access);
        if (answer) yield opened(file, answer, access);
      }
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

const conditions = (known: FileState | undefined): Record<string, string> => ({
  ...(known?.etag === undefined ? {} : { "if-none-match": known.etag }),
  ...(known?.modified === undefined ? {} : { "if-modified-since": known.modified }),
});

/** The answer, as if its request had had no conditions: those are not for the rest of its bytes. */
const unconditional = (answer: Exchange): Exchange => ({
  ...answer,
  request: {
    ...answer.request,
    headers: Object.fromEntries(
      Object.entries(answer.request.headers).filter(([name]) => !/^if-/i.test(name)),
    ),
  },
});

/** What to ask by the next time: headers that look as they should, and repeat no secret. */
function validators(
  headers: Headers,
  fetchedAt: string,
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
function asOf(
  sha256: string,
  fetchedAt: string,
  header: string | null,
  known: FileState | undefined,
): string {
  if (known?.sha256 === sha256) return known.asOf;
  const time = httpDate(header ?? "");
  const modified = time === undefined ? undefined : new Date(time).toISOString();
  if (modified === undefined || modified > fetchedAt || (known && modified <= known.asOf)) return fetchedAt;
  return modified;
}
