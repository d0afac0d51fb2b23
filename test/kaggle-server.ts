import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32c } from "@aws-crypto/crc32c";

/** One request as a server received it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** How an answer differs from the good one. */
export interface Play {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
  /** Closes the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Says nothing more after so many bytes of the body. */
  readonly silentAfter?: number;
  /** Sends everything, whatever Range was asked for. */
  readonly ignoreRange?: boolean;
}

export interface KaggleServerOptions {
  /** The archive's bytes, or the path of a file. */
  readonly archive: Uint8Array | string;
  /** @default 1 */
  readonly version?: number;
  /** Which generations of the API are served. @default both */
  readonly generations?: readonly ("new" | "old")[];
  /** Name in the storage's address. @default archive.zip */
  readonly name?: string;
  /** Called with each request and its number, from 1; what it returns changes the answer. */
  readonly onApi?: (request: Received, number: number) => Play | undefined;
  readonly onStorage?: (request: Received, number: number) => Play | undefined;
}

/** A stand-in for Kaggle on 127.0.0.1: the API, and on another port the storage it redirects to. */
export interface KaggleServer {
  /** Base address of the API: the value of `--source-url`. */
  readonly url: string;
  readonly api: readonly Received[];
  readonly storage: readonly Received[];
  close(): Promise<void>;
}

/** Starts the two servers. Every download is redirected to an address with a signature of its own. */
export async function startKaggleServer(options: KaggleServerOptions): Promise<KaggleServer> {
  const { version = 1, generations = ["new", "old"], name = "archive.zip", onApi, onStorage } = options;
  const archive = typeof options.archive === "string" ? readFileSync(options.archive) : options.archive;
  const goodHeaders = storageHeaders(archive);
  const api: Received[] = [];
  const storage: Received[] = [];

  const storageServer = await listening(async (request, response) => {
    storage.push(await received(request));
    const play = onStorage?.(storage.at(-1)!, storage.length) ?? {};
    const body = Buffer.from(play.body ?? archive);
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
    const etag = play.headers?.["etag"] ?? goodHeaders.etag;
    const matches = (request.headers["if-range"] ?? etag) === etag;
    if (!range || play.ignoreRange || play.status || !matches)
      return send(response, 200, goodHeaders, body, play);
    const start = Number(range[1]);
    const headers = { ...goodHeaders, "content-range": `bytes ${start}-${body.length - 1}/${body.length}` };
    send(response, 206, headers, body.subarray(start), play);
  });
  const apiServer = await listening(async (request, response) => {
    api.push(await received(request));
    const play = onApi?.(api.at(-1)!, api.length) ?? {};
    const path = request.url!.split("?")[0]!;
    const json = { "content-type": "application/json" };
    const asked = generations
      .map((one) => questions[one].exec(path)?.[1])
      .find((found) => found !== undefined);
    if (asked === undefined)
      return send(response, 404, { "content-type": "text/plain" }, "no such service", play);
    if (asked === "GetDataset" || asked === "view") {
      return send(response, 200, json, JSON.stringify({ currentVersionNumber: version }), play);
    }
    const location = `${addressOf(storageServer)}/data/${name}?X-Goog-Signature=signed-${api.length}`;
    send(response, 302, { location }, "", play);
  });
  return {
    url: addressOf(apiServer),
    api,
    storage,
    close: async () => {
      for (const server of [apiServer, storageServer]) server.closeAllConnections();
      await Promise.all(
        [apiServer, storageServer].map((server) => new Promise((done) => server.close(done))),
      );
    },
  };
}

const questions = {
  new: /^\/v1\/datasets\.DatasetApiService\/(GetDataset|DownloadDataset)$/,
  old: /^\/api\/v1\/datasets\/(view|download)\/[^/]+\/[^/]+$/,
};

function storageHeaders(archive: Uint8Array) {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32c(archive));
  const md5 = createHash("md5").update(archive).digest("base64");
  return {
    "content-type": "application/zip",
    etag: `"${createHash("sha1").update(archive).digest("hex")}"`,
    "x-goog-hash": `crc32c=${crc.toString("base64")},md5=${md5}`,
  };
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  good: string | Uint8Array,
  play: Play,
): void {
  const body = Buffer.from(
    play.status !== undefined && status !== 206 ? (play.body ?? "") : pick(good, status, play),
  );
  const all = { ...headers, "content-length": String(body.length), ...play.headers };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(play.status ?? status);
  const stop = play.cutAfter ?? play.silentAfter;
  if (stop === undefined || stop >= body.length) return void response.end(body);
  response.write(body.subarray(0, stop), () => {
    if (play.cutAfter !== undefined) response.destroy();
  });
  response.flushHeaders();
}

// A body to play replaces that of an answer in full; the rest of it is asked for by Range.
const pick = (good: string | Uint8Array, status: number, play: Play) =>
  status === 206 ? good : (play.body ?? good);

async function received(request: IncomingMessage): Promise<Received> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const { method = "", url = "", headers } = request;
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}

async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
