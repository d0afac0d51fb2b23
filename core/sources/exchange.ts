import { isSafeAddress } from "../../contract/address";
import { addressKind, type AddressKind } from "./address-kind";
import type { FetchAnswer, Ports } from "../run/ports";
import { place, sourceFailure } from "./source-failures";
import { showingSecret } from "./spelled-secrets";

/** A request. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Headers with secrets. They go only to `trusted` (an origin), and only over https or to this machine. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  readonly trusted?: string | undefined;
  /** Strings that no redirect to another origin may repeat. @default none */
  readonly secrets?: readonly string[] | undefined;
  /**
   * Kind of the address that named this one, by a redirect or in an earlier answer. This address must be public or of the same
   * kind.
   * @default any, for an address from the user or the contract
   */
  readonly from?: AddressKind | undefined;
}

/** An answer whose body has not been read. Read `body` once, or call `close`. */
export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  /** The request that was answered, after all redirects. */
  readonly request: HttpRequest;
  readonly redirected: boolean;
  /** Fails with `SourceUnavailable` if it is cut, silent too long, or slower than `leastSpeed`. */
  readonly body: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const maxRedirects = 5;
const redirects: readonly number[] = [301, 302, 303, 307, 308];
/** Bytes a second, averaged over a wait as long as the longest silence: a slow line is faster, a stuck one is not. */
const leastSpeed = 1000;

/**
 * One request and its answer. It follows redirects by hand. Fails with `SourceUnavailable` if the network fails, or too little or
 * nothing comes for `idle` milliseconds; with `SourceUnexpected` for a redirect that leads nowhere, or from another network into
 * one of this machine's. Holds one chunk.
 */
export async function exchange(
  ports: Pick<Ports, "fetch" | "clock">,
  first: HttpRequest,
  idle: number,
): Promise<Exchange> {
  let request = first;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const patience = makePatience(ports.clock, request.url, idle);
    const answer = await send(ports, request, patience);
    const { status, headers } = answer;
    const from = answer.address === undefined ? "public" : addressKind(answer.address);
    request = { ...request, from };
    if (!redirects.includes(status)) {
      const body = bodyOf(answer, request, patience);
      return { status, headers, request, redirected: hops > 0, body, close: patience.end };
    }
    await patience.end();
    request = redirectedTo(headers.get("location"), status, request);
  }
  throw sourceFailure(
    "SourceUnexpected",
    `${place(first.url)}: more than ${maxRedirects} redirects; try again later`,
  );
}

function redirectedTo(location: string | null, status: number, from: HttpRequest): HttpRequest {
  const target = location === null ? null : URL.parse(location, from.url);
  const given = location === null ? "without a Location" : "to an address that is none";
  const current = new URL(from.url);
  if (!target) throw sourceFailure("SourceUnexpected", `${place(current)}: a redirect (${status}) ${given}`);
  const downgrade = current.protocol === "https:" && target.protocol !== "https:";
  if (downgrade || !/^https?:$/.test(target.protocol) || target.username !== "" || target.password !== "") {
    const host = `${target.protocol}//${target.host}`;
    throw sourceFailure(
      "SourceUnexpected",
      `${place(current)}: a redirect to ${host}, which is not safe to follow`,
    );
  }
  if (target.origin !== from.trusted && showingSecret(target.href, from.secrets ?? []) !== undefined)
    throw sourceFailure(
      "SourceUnexpected",
      `${place(current)}: a redirect to another origin that passes on a secret; it is not followed`,
    );
  const keeps = from.method === "GET" || status === 307 || status === 308;
  const { "content-type": _, ...headers } = from.headers;
  return {
    ...(keeps ? from : { ...from, method: "GET", headers, body: undefined }),
    url: target.href,
    // Once dropped, credentials stay dropped: the way back may belong to anyone.
    credentials: target.origin === from.trusted ? from.credentials : undefined,
  };
}

async function send(
  { fetch }: Pick<Ports, "fetch">,
  request: HttpRequest,
  patience: Patience,
): Promise<FetchAnswer> {
  const { method, url, body, from } = request;
  let refused: string | undefined;
  const allowed = (address: string) => {
    const kind = addressKind(address);
    if (kind === "public" || kind === from) return true;
    refused = `${address} (${kind})`;
    return false;
  };
  const options = {
    method,
    headers: {
      ...request.headers,
      ...(mayAuthorize(request) ? request.credentials : {}),
    },
    redirect: "manual",
    signal: patience.signal,
    ...(body === undefined ? {} : { body }),
    ...(from === undefined ? {} : { allowed }),
  } as const;
  try {
    return await patience.during(fetch(url, options));
  } catch (error) {
    if (refused === undefined) throw unavailable(error, url, "no answer");
    throw sourceFailure(
      "SourceUnexpected",
      `${place(url)} is at ${refused}, and an answer from a ${from} address led there: it is not followed. ` +
        `If you mean that server, give its address as the source's own.`,
    );
  }
}

/** True if the request's credentials may go to its address. */
export function mayAuthorize(
  request: HttpRequest,
): request is HttpRequest & { readonly credentials: Readonly<Record<string, string>> } {
  const { origin } = new URL(request.url);
  return request.credentials !== undefined && origin === request.trusted && isSafeAddress(request.url);
}

async function* bodyOf(
  answer: FetchAnswer,
  request: HttpRequest,
  patience: Patience,
): AsyncGenerator<Uint8Array> {
  const chunks = answer.body?.[Symbol.asyncIterator]();
  if (!chunks) return;
  try {
    for (;;) {
      const next = await patience.during(chunks.next());
      if (next.done) return;
      yield patience.counted(next.value);
    }
  } catch (error) {
    throw unavailable(error, request.url, "the connection was cut");
  } finally {
    await patience.end();
    // Do not await this: a client that ignores the signal would wait for a chunk that never comes.
    void chunks.return?.().catch(() => undefined);
  }
}

interface Patience {
  readonly signal: AbortSignal;
  /** Waits, and ends the request after `idle` milliseconds of silence. */
  during<T>(waiting: Promise<T>): Promise<T>;
  /** Counts bytes of a body as they come; fails if there were too few for the time spent waiting. */
  counted(bytes: Uint8Array): Uint8Array;
  /** Ends the request in any state. */
  readonly end: () => Promise<void>;
}

// The time runs only while it waits for bytes, so that a slow reader does not make the server look slow or silent.
function makePatience(clock: Ports["clock"], url: string, idle: number): Patience {
  const controller = new AbortController();
  const least = (leastSpeed * idle) / 1000;
  const seconds = `${idle / 1000} s`;
  let [answered, waited, bytes] = [false, 0, 0];
  return {
    signal: controller.signal,
    async during(waiting) {
      const silent = sourceFailure("SourceUnavailable", `${place(url)}: nothing came for ${seconds}`);
      const began = clock.now().getTime();
      let timer: NodeJS.Timeout | undefined;
      // Do not rely on the client alone: one that ignores the signal would hold the run for ever.
      const silence = new Promise<never>((_, fail) => {
        timer = setTimeout(() => {
          controller.abort(silent);
          fail(silent);
        }, idle);
      });
      try {
        return await Promise.race([waiting, silence]);
      } finally {
        clearTimeout(timer);
        // The time until the answer begins does not count, because the server may need it.
        if (answered) waited += clock.now().getTime() - began;
        answered = true;
      }
    },
    counted(chunk) {
      bytes += chunk.byteLength;
      if (waited < idle) return chunk;
      if (bytes < least)
        throw sourceFailure(
          "SourceUnavailable",
          `${place(url)}: only ${bytes} bytes came in ${seconds}; try again later`,
        );
      [waited, bytes] = [0, 0];
      return chunk;
    },
    end: async () => controller.abort(),
  };
}

// Do not pass on the error of fetch: its message and causes may quote headers and whole addresses.
function unavailable(error: unknown, url: string, what: string): Error {
  if (error instanceof Error && error.name === "SourceUnavailable") return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return sourceFailure("SourceUnavailable", `${place(url)}: ${what}${code}; check the network and try again`);
}

/** The body as a string, cut off after this many bytes. */
export async function textOf(answer: Exchange, maxBytes: number): Promise<string> {
  return (await bytesOf(answer, maxBytes)).toString("utf8");
}

/** The body, cut off after this many bytes. */
export async function bytesOf(answer: Exchange, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}
