/** The program's HTTP client, over Node's own http and https. */
import { lookup as systemLookup } from "node:dns";
import * as http from "node:http";
import * as https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Fetch, FetchInit } from "../run/ports";

/** What a test changes. */
export interface HttpClientOptions {
  /** Finds the addresses of a name. @default the system's */
  readonly lookup?: LookupFunction;
  /** Proxies as HTTP_PROXY, HTTPS_PROXY and NO_PROXY name them. @default process.env, where NODE_USE_ENV_PROXY is 1 */
  readonly proxyEnv?: NodeJS.ProcessEnv | undefined;
}

/**
 * Makes the client. Not `globalThis.fetch`: undici 7, which Node 24 brings along, ends the whole process by an assertion when a
 * connection ends while its reader is slow (nodejs/undici#5360).
 *
 * Each request has a connection of its own, since a kept one would be used again without its address being judged. A proxy finds
 * the addresses of names by itself, so behind one only addresses that stand in the URL are judged.
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
      // Stays to the end: what goes wrong after the answer has begun fails its body, too.
      sent.on("error", (error) => reject(reasonOf(error, init.signal)));
      // While a proxy has not opened its tunnel, aborting the request ends neither the request nor the connection.
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
          // Nobody catches what a listener throws.
          sent.destroy(error as Error);
        }
      });
      sent.end(init.body);
    });
}

/** A lookup that finds only addresses which the request allows, and fails where it finds no other. */
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

/** What an abort was for, instead of the error that it makes. */
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

/** The body, unpacked where it was packed for the way. */
async function* bodyOf(answer: http.IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const unpacker = unpackers[answer.headers["content-encoding"]?.trim().toLowerCase() ?? ""]?.();
  // An error of either side reaches the reader of the last one.
  const stream = unpacker ? pipeline(answer, unpacker, () => undefined) : answer;
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw reasonOf(error as Error, signal);
  } finally {
    answer.destroy();
  }
}
