import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createServer as createTcpServer,
  type AddressInfo,
  type LookupFunction,
  type Server,
  type Socket,
} from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { makeHttpClient } from "../../../core/sources/http-client";
import type { FetchAnswer, FetchInit } from "../../../core/run/ports";
import { whole } from "../archive/stored";

const options = (more: Partial<FetchInit> = {}): FetchInit => ({
  method: "GET",
  headers: {},
  redirect: "manual",
  signal: new AbortController().signal,
  ...more,
});

async function serving<T>(server: Server, use: (url: string) => Promise<T>): Promise<T> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => open.add(socket.on("error", () => undefined)));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    for (const socket of open) socket.destroy();
    await new Promise((done) => server.close(done));
  }
}

const answering = <T>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (url: string) => Promise<T>,
) => serving(createServer(answer), use);

const body = async (answer: FetchAnswer) => (await whole(answer.body!)).toString();

/** Every name is this machine's. */
const everythingHere: LookupFunction = (_, { all }, callback) =>
  all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);

describe("the HTTP client", () => {
  it("sends method, headers and body, and takes status, headers and address", () =>
    answering(
      (request, response) => {
        void whole(request).then((sent) => {
          response.writeHead(
            418,
            [
              ["x-a", "1"],
              ["x-a", "2"],
            ].flat(),
          );
          response.end(
            `${request.method} ${request.headers["x-one"]?.toString()} ${request.headers["content-length"]} ${sent.toString()}`,
          );
        });
      },
      async (url) => {
        const answer = await makeHttpClient()(
          url,
          options({ method: "POST", headers: { "x-one": "one" }, body: "größe" }),
        );
        assert.equal(answer.status, 418);
        assert.equal(answer.headers.get("x-a"), "1, 2");
        assert.equal(answer.address, "127.0.0.1");
        assert.equal(await body(answer), "POST one 7 größe");
      },
    ));

  it("follows no redirect", () =>
    answering(
      (_, response) => response.writeHead(302, { location: "/next" }).end(),
      async (url) => assert.equal((await makeHttpClient()(url, options())).status, 302),
    ));

  for (const [name, packed] of Object.entries({
    gzip: gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
  }))
    it(`unpacks ${name}, whole and not cut`, () =>
      answering(
        (request, response) => {
          const bytes = packed("text ".repeat(1000));
          response.writeHead(200, { "content-encoding": name });
          response.end(request.url === "/cut" ? bytes.subarray(0, -5) : bytes);
        },
        async (url) => {
          const client = makeHttpClient();
          assert.equal(await body(await client(url, options())), "text ".repeat(1000));
          await assert.rejects(async () => body(await client(`${url}/cut`, options())));
        },
      ));

  // nodejs/undici#5360: a connection that ended while its reader was slow ended the process.
  it("downloads fifty times, whole and cut, with a slow reader", async () => {
    const content = Buffer.alloc(1_000_000, "0123456789");
    const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
      socket.once("data", (request) => {
        const [, framing, extent] = /GET \/(\w+)\/(\w+)/.exec(request.toString()) ?? [];
        const headers = framing === "length" ? `Content-Length: ${content.length}\r\n` : "";
        socket.write(
          `HTTP/1.1 200 OK\r\n${framing === "chunked" ? "Transfer-Encoding: chunked\r\n" : headers}Connection: close\r\n\r\n`,
        );
        if (framing === "chunked") socket.write(`${content.length.toString(16)}\r\n`);
        socket.write(extent === "whole" ? content : content.subarray(0, 600_000));
        socket.end(framing === "chunked" && extent === "whole" ? "\r\n0\r\n\r\n" : "");
      });
    });
    const read = async (url: string) => {
      let size = 0;
      for await (const chunk of (await makeHttpClient()(url, options())).body!) {
        size += chunk.byteLength;
        for (let turns = 0; turns < 20; turns++) await turn();
      }
      return size;
    };
    await serving(server, async (url) => {
      for (let time = 0; time < 10; time++) {
        for (const framing of ["length", "chunked", "none"])
          assert.equal(await read(`${url}/${framing}/whole`), 1_000_000);
        for (const framing of ["length", "chunked"])
          await assert.rejects(read(`${url}/${framing}/cut`), { code: "ECONNRESET" });
      }
    });
  });

  describe("asked not to connect to an address", () => {
    const noLoopback = options({ allowed: (address) => address !== "127.0.0.1" && address !== "::1" });
    const refused = { code: "ADDRESS_NOT_ALLOWED" };
    const unseen = (use: (port: string) => Promise<unknown>) =>
      answering(
        () => assert.fail("it was asked"),
        (url) => use(new URL(url).port),
      );

    for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "[::1]"])
      it(`does not to ${host}`, () =>
        unseen((port) => assert.rejects(makeHttpClient()(`http://${host}:${port}`, noLoopback), refused)));

    it("judges what a name stands for", () =>
      unseen((port) =>
        assert.rejects(
          makeHttpClient({ lookup: everythingHere })(`http://public.test:${port}`, noLoopback),
          refused,
        ),
      ));

    it("takes the other addresses of a name", () =>
      answering(
        (_, response) => response.end("here"),
        async (url) => {
          const lookup: LookupFunction = (_, __, callback) =>
            callback(null, [
              { address: "192.0.2.1", family: 4 },
              { address: "127.0.0.1", family: 4 },
            ]);
          const allowed = (address: string) => address === "127.0.0.1";
          const answer = await makeHttpClient({ lookup })(
            `http://public.test:${new URL(url).port}`,
            options({ allowed }),
          );
          assert.equal(await body(answer), "here");
        },
      ));

    it("leaves names to a proxy, and tells no address", () =>
      answering(
        (request, response) => response.end(request.url ?? ""),
        async (proxy) => {
          const client = makeHttpClient({ proxyEnv: { HTTP_PROXY: proxy } });
          const answer = await client("http://public.test/x", noLoopback);
          assert.equal(await body(answer), "http://public.test/x");
          assert.equal(answer.address, undefined);
          await assert.rejects(client("http://127.0.0.1/x", noLoopback), refused);
        },
      ));
  });

  it("ends by the reason of its signal, before the answer and within", () =>
    answering(
      (request, response) => {
        if (request.url === "/begun") response.write("beginning");
      },
      async (url) => {
        const reason = new Error("enough");
        const ended = new AbortController();
        const asked = makeHttpClient()(url, options({ signal: ended.signal }));
        const begun = await makeHttpClient()(`${url}/begun`, options({ signal: ended.signal }));
        const chunks = begun.body![Symbol.asyncIterator]();
        await chunks.next();
        const more = chunks.next();
        ended.abort(reason);
        await assert.rejects(asked, reason);
        await assert.rejects(more, reason);
      },
    ));

  it("fails for an answer that changes the protocol", () =>
    serving(
      createTcpServer((socket) =>
        socket.once("data", () =>
          socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
        ),
      ),
      (url) => assert.rejects(makeHttpClient()(url, options()), /ended before an answer/),
    ));

  for (const [how, answer] of Object.entries({
    "never opens its tunnel": undefined,
    "opens a tunnel to silence": "HTTP/1.1 200 OK\r\n\r\n",
  }))
    it(`ends by its signal behind a proxy that ${how}, and closes the connection`, async () => {
      const ended = new AbortController();
      const reason = new Error("enough");
      let asked: Promise<unknown> = Promise.resolve();
      const closed = new Promise<void>((done) => {
        const server = createTcpServer((socket) => {
          socket.on("close", done);
          socket.once("data", () => {
            if (answer === undefined) return ended.abort(reason);
            // The next bytes are the client's first of TLS.
            socket.once("data", () => ended.abort(reason)).write(answer);
          });
        });
        void serving(server, async (proxy) => {
          asked = makeHttpClient({ proxyEnv: { HTTPS_PROXY: proxy } })(
            "https://public.test/x",
            options({ signal: ended.signal }),
          );
          await asked.catch(() => undefined);
          await closed;
        });
      });
      await closed;
      await assert.rejects(asked, reason);
    });
});
