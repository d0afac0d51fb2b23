import { isSafeAddress } from "../contract/address";
import { place, sourceFailure } from "./source-failures";

/** A request; `authorization` goes to `trusted` (an origin) alone, and over https or to this machine alone. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly authorization?: string | undefined;
  readonly trusted?: string | undefined;
}

/** An answer whose body has not been read. Read `body` once, or `close`. */
export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  /** The request that was answered, after all redirects. */
  readonly request: HttpRequest;
  readonly redirected: boolean;
  /** Fails with `SourceUnavailable` when it is cut or silent too long. */
  readonly body: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const maxRedirects = 5;
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/**
 * One request and its answer, redirects followed by hand. Fails with `SourceUnavailable` when the network fails or
 * nothing comes for `idle` milliseconds, `SourceUnexpected` for a redirect that leads nowhere. Holds one chunk.
 */
export async function exchange(
  fetch: typeof globalThis.fetch,
  first: HttpRequest,
  idle: number,
): Promise<Exchange> {
  let request = first;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const { response, idleTimer } = await send(fetch, request, idle);
    const { status, headers } = response;
    if (!redirects.includes(status)) {
      const body = bodyOf(response, request, idleTimer);
      const close = async () => response.body?.cancel().catch(() => undefined);
      return { status, headers, request, redirected: hops > 0, body, close };
    }
    await response.body?.cancel().catch(() => undefined);
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
  const keeps = from.method === "GET" || status === 307 || status === 308;
  const { "content-type": _, ...headers } = from.headers;
  return {
    ...(keeps ? from : { ...from, method: "GET", headers, body: undefined }),
    url: target.href,
    // Once away, credentials are not taken up again: the way back may be anyone's.
    authorization: target.origin === from.trusted ? from.authorization : undefined,
  };
}

async function send(fetch: typeof globalThis.fetch, request: HttpRequest, idle: number) {
  const { method, url, body } = request;
  const idleTimer = makeIdleTimer(url, idle);
  const headers = {
    ...request.headers,
    ...(mayAuthorize(request) ? { authorization: request.authorization } : {}),
  };
  try {
    const options = { method, headers, redirect: "manual" as const, signal: idleTimer.signal };
    const response = await idleTimer.during(fetch(url, body === undefined ? options : { ...options, body }));
    return { response, idleTimer };
  } catch (error) {
    throw unavailable(error, url, "no answer");
  }
}

/** Whether the request's credentials may go where it goes. */
export function mayAuthorize(
  request: HttpRequest,
): request is HttpRequest & { readonly authorization: string } {
  const { origin } = new URL(request.url);
  return request.authorization !== undefined && origin === request.trusted && isSafeAddress(request.url);
}

async function* bodyOf(
  response: Response,
  request: HttpRequest,
  idleTimer: IdleTimer,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const next = await idleTimer.during(reader.read());
      if (next.done) return;
      yield next.value as Uint8Array;
    }
  } catch (error) {
    throw unavailable(error, request.url, "the connection was cut");
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

interface IdleTimer {
  readonly signal: AbortSignal;
  during<T>(waiting: Promise<T>): Promise<T>;
}

// Runs only while bytes are awaited, so that a slow reader is not taken for a silent server.
function makeIdleTimer(url: string, idle: number): IdleTimer {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    async during(waiting) {
      const silent = sourceFailure("SourceUnavailable", `${place(url)}: nothing came for ${idle / 1000} s`);
      const timer = setTimeout(() => controller.abort(silent), idle);
      try {
        return await waiting;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

// The error of fetch is not handed on: its message and its causes may quote headers and whole addresses.
function unavailable(error: unknown, url: string, what: string): Error {
  if (error instanceof Error && error.name === "SourceUnavailable") return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return sourceFailure("SourceUnavailable", `${place(url)}: ${what}${code}; check the network and try again`);
}

/** The body as text, cut off after so many bytes. */
export async function textOf(answer: Exchange, maxBytes: number): Promise<string> {
  return (await bytesOf(answer, maxBytes)).toString("utf8");
}

/** The body, cut off after so many bytes. */
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
