/** The program's HTTP client, built on Node's http and https. */
import { lookup as systemLookup } from "node:dns";
import * as http from "node:http";
import * as https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Fetch, FetchInit } from "../run/ports";

/** Options for tests. */
export interface HttpClientOptions {
  /** Resolves host names. @default the system's lookup */
  readonly lookup?: LookupFunction;
  /** Proxies from HTTP_PROXY, HTTPS_PROXY and NO_PROXY. @default process.env, if NODE_USE_ENV_PROXY is 1 */
  readonly proxyEnv?: NodeJS.ProcessEnv | undefined;
}

/**
 * Makes the client. It does not use `globalThis.fetch`: undici 7, which Node 24 includes, crashes the process with an assertion if
 * a connection ends while its reader is slow (nodejs/undici#5360).
 *
 * Each request opens a new connection, because a reused one would skip the check of its address. A proxy resolves host names
 * itself, so behind a proxy only addresses in the URL are checked.
 */
export function makeHttpClient({
  lookup = systemLookup,
  proxyEnv = process.env["NODE_USE_ENV_PROXY"] === "1" ? process.env : undefined,
}: HttpClientOptions = {}): Fetch {
  const kinds = { "http:": http, "https:": https };

  return (url, init) =>
    new Promise((resolve, reject) => {
      const { protocol, hostname } = new URL(url);
      const { request, Agent } = kinds[protocol as keyof typeof kinds];
      const literal = hostname.replace(/^\[|\]$/g, "");
      if (isIP(literal) && init.allowed?.(literal) === false) return reject(notAllowed(literal));

      const agent = new Agent({ keepAlive: false, proxyEnv });
      const connect = agent.createConnection.bind(agent);
      let connection: ReturnType<typeof connect>;
      agent.createConnection = (...args) => (connection = connect(...args));

      let direct = isIP(literal) > 0;
      let address: string | undefined;
      const sent = request(url, {
        method: init.method,
        headers: init.headers,
        signal: init.signal,
        agent,
        lookup: (name, options, callback) => {
          direct = true;
          judged(lookup, init)(name, options, callback);
        },
      });
      // Stays until the end: an error after the answer has begun must fail its body, too.
      sent.on("error", (error) => reject(reasonOf(error, init.signal)));
      // Until a proxy has opened its tunnel, aborting the request ends neither the request nor the connection.
      const end = () => {
        connection?.destroy();
        reject(init.signal.reason as Error);
      };
      init.signal.addEventListener("abort", end, { once: true });
      // An answer that changes the protocol (101) ends the request without an error or a response.
      sent.on("close", () =>
        reject(reasonOf(new Error("The connection ended before an answer."), init.signal)),
      );
      sent.on("socket", (socket) =>
        socket.once("connect", () => {
          if (direct) address = socket.remoteAddress;
        }),
      );
      sent.on("response", (answer) => {
        const { statusCode: status = 0 } = answer;
        try {
          resolve({ status, headers: headersOf(answer), body: bodyOf(answer, init.signal), address });
        } catch (error) {
          // An exception in a listener would be uncaught.
          sent.destroy(error as Error);
        }
      });
      sent.end(init.body);
    });
}

/** A lookup that returns only addresses that the request allows, and fails if there are none. */
function judged(lookup: LookupFunction, { allowed = () => true }: FetchInit): LookupFunction {
  return (name, options, callback) =>
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const all = found as { address: string; family: number }[];
      const good = all.filter(({ address }) => allowed(address));
      const [first] = good;
      if (!first) return callback(notAllowed(all[0]?.address ?? name), []);
      if (options.all) callback(null, good);
      else callback(null, first.address, first.family);
    });
}

const notAllowed = (address: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`The address ${address} is not allowed.`), { code: "ADDRESS_NOT_ALLOWED" });

/** The reason for an abort, instead of the error that the abort causes. */
const reasonOf = (error: Error, signal: AbortSignal): Error =>
  signal.aborted && signal.reason instanceof Error ? signal.reason : error;

function headersOf({ rawHeaders }: http.IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  return headers;
}

const unpackers: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The body, unpacked if it was compressed for transport. */
async function* bodyOf(answer: http.IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const unpacker = unpackers[answer.headers["content-encoding"]?.trim().toLowerCase() ?? ""]?.();
  // An error of either stream reaches the reader of the last one.
  const stream = unpacker ? pipeline(answer, unpacker, () => undefined) : answer;
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw reasonOf(error as Error, signal);
  } finally {
    answer.destroy();
  }
}
