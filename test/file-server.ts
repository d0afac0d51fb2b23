import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A file as the server has it. */
export interface ServedFile {
  readonly body: string | Uint8Array;
  /** Last-Modified, as a date that `Date` reads. @default none */
  readonly modified?: string;
  /** @default the body's hash */
  readonly etag?: string | undefined;
}

/** A request as the server received it. */
export interface FileRequest {
  readonly path: string;
  /** The path with the query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
}

/** How an answer differs from the good one. */
export interface FilePlay {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
  /** Closes the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Says nothing more after so many bytes of the body. */
  readonly silentAfter?: number;
}

/** A server of files on 127.0.0.1 that answers conditions and ranges as it should, until it is told otherwise. */
export interface FileServer {
  readonly url: string;
  /** By path; change them as the world does. */
  readonly files: Map<string, ServedFile>;
  readonly asked: FileRequest[];
  /** Paths asked for since the last call. */
  newlyAsked(): string[];
  /** Changes answers; called with each request and its number, from 1. */
  play: (request: FileRequest, number: number) => FilePlay | undefined;
  close(): Promise<void>;
}

const hashed = (body: string | Uint8Array) => `"${createHash("sha1").update(body).digest("hex")}"`;

/** Starts a server of these files, by path. */
export async function startFileServer(
  files: Readonly<Record<string, ServedFile | string>> = {},
): Promise<FileServer> {
  const asked: FileRequest[] = [];
  let seen = 0;
  const served = new Map(
    Object.entries(files).map(([path, file]) => [path, typeof file === "string" ? { body: file } : file]),
  );
  const server = createServer((request, response) => {
    const url = request.url!;
    const path = new URL(url, "http://127.0.0.1").pathname;
    asked.push({ path, url, headers: request.headers });
    const play = it.play(asked.at(-1)!, asked.length);
    answer(request, response, served.get(path), play);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const it: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: served,
    asked,
    newlyAsked() {
      const paths = asked.slice(seen).map(({ path }) => path);
      seen = asked.length;
      return paths;
    },
    play: () => undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return it;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  file: ServedFile | undefined,
  play: FilePlay = {},
): void {
  if (!file && play.status === undefined) return void response.writeHead(404).end("no such file");
  const body = Buffer.from((play.body ?? file?.body ?? "") as string);
  const etag = file && "etag" in file ? file.etag : hashed(body);
  const modified = file?.modified === undefined ? undefined : new Date(file.modified).toUTCString();
  const said = { etag, "last-modified": modified };
  const send = (status: number, headers: FilePlay["headers"], bytes: Buffer) => {
    const all = { ...said, "content-length": String(bytes.length), ...headers, ...play.headers };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) response.setHeader(name, value);
    response.writeHead(play.status ?? status);
    const stop = play.cutAfter ?? play.silentAfter;
    if (stop === undefined) return void response.end(bytes);
    response.write(bytes.subarray(0, stop), () => {
      if (play.cutAfter !== undefined) response.destroy();
    });
  };
  if (play.status !== undefined) return send(play.status, {}, body);
  const {
    "if-none-match": none,
    "if-modified-since": since,
    range,
    "if-range": ifRange = etag,
  } = request.headers;
  const unchanged = none === undefined ? since !== undefined && since === modified : none === etag;
  if (unchanged) return void response.writeHead(304, etag === undefined ? {} : { etag }).end();
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? NaN);
  if (Number.isNaN(start) || ifRange !== etag) return send(200, {}, body);
  send(206, { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` }, body.subarray(start));
}

/** Serves files while `use` runs. */
export async function withFileServer<T>(
  files: Readonly<Record<string, ServedFile | string>>,
  use: (server: FileServer) => Promise<T>,
): Promise<T> {
  const server = await startFileServer(files);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}
