/** A stand-in for S3 over a directory store: what Convert needs for a small part. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DirectoryStore } from "../local/directory-store";

/** A server of one bucket. */
export interface BucketServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts a server on the loopback address. Its bucket, "lake", has the store's objects. */
export async function serveBucket(store: DirectoryStore): Promise<BucketServer> {
  const server = createServer((request, response) => {
    answer(store, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(
  store: DirectoryStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const key = decodeURIComponent(new URL(request.url!, "http://bucket").pathname.replace(/^\/lake\//, ""));
  if (request.method === "PUT") {
    await store.put(key, request as AsyncIterable<Buffer>);
    response.writeHead(200, { etag: '"1"' }).end();
    return;
  }
  const found = await store.head(key);
  if (!found) {
    response.writeHead(404, { "content-type": "application/xml" });
    response.end(
      request.method === "HEAD" ? "" : "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>",
    );
    return;
  }
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const start = Number(asked?.[1] ?? 0);
  const end = asked?.[2] ? Math.min(Number(asked[2]) + 1, found.size) : found.size;
  response.writeHead(asked ? 206 : 200, {
    "content-length": end - start,
    etag: '"1"',
    ...(asked ? { "content-range": `bytes ${start}-${end - 1}/${found.size}` } : {}),
  });
  if (request.method === "GET")
    for await (const chunk of store.get(key, { start, end })) response.write(chunk);
  response.end();
}
