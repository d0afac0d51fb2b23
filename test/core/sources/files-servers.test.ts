import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Fetch } from "../../../core/run/ports";
import { startFileServer, type FileServer } from "../../file-server";
import { at, fetchFiles } from "./files-run";

const text = Array.from({ length: 400 }, (_, i) => `line ${i}\n`).join("");
const name = "/a.csv";

describe("a source of files whose server", () => {
  let server: FileServer;
  let waits: number[] = [];
  beforeEach(async () => {
    waits = [];
    server = await startFileServer({ [name]: text });
  });
  afterEach(() => server.close());

  const run = (secrets: Readonly<Record<string, string>> = {}, more: Parameters<typeof at>[2] = {}) =>
    fetchFiles(server, at(server, name, more), { waits, secrets });
  const comes = async () => assert.deepEqual((await run()).taken, { "a.csv": text });
  const fails = (error: string, message: RegExp) => assert.rejects(run(), { name: error, message });
  const first = (play: ReturnType<FileServer["play"]>) => {
    server.play = (_, number) => (number === 1 ? play : undefined);
  };

  describe("cuts a file", () => {
    it("is asked for the rest of it", async () => {
      first({ cutAfter: 700 });
      await comes();
      assert.deepEqual(
        server.asked.map(({ headers }) => headers.range),
        [undefined, "bytes=700-"],
      );
    });

    it("each time, ends the run after bounded tries", async () => {
      server.play = () => ({ cutAfter: 0 });
      await fails("SourceUnavailable", /\/a\.csv: the connection was cut/);
      assert.ok(server.asked.length <= 7, String(server.asked.length));
    });

    it("and changes it, ends the run", async () => {
      first({ cutAfter: 700 });
      const { play } = server;
      server.play = (request, number) => {
        if (number === 2) server.files.set(name, { body: text.toUpperCase() });
        return play(request, number);
      };
      await fails("SourceChanged", /changed/);
    });
  });

  it("states more bytes than it sends, is asked for the rest, which it does not have", async () => {
    server.play = () => ({ headers: { "content-length": String(text.length + 5) }, cutAfter: text.length });
    await fails("SourceChanged", /the content has changed \(\d+ bytes instead of \d+\)/);
  });

  it("falls silent, is asked again", async () => {
    first({ silentAfter: 10 });
    assert.deepEqual((await fetchFiles(server, at(server, name), { idle: 300 })).taken, { "a.csv": text });
  });

  it("is busy, is asked again after the wait that it asks for", async () => {
    first({ status: 429, headers: { "retry-after": "7" } });
    await comes();
    assert.ok(waits[0]! >= 7000, String(waits));
  });

  it("asks for too long a wait, ends the try at once", async () => {
    server.play = () => ({ status: 429, headers: { "retry-after": "3600" }, body: "Slow down" });
    await fails(
      "SourceThrottled",
      /\/a\.csv answered 429 "Slow down" \(Retry-After: 3600 s\); too many requests/,
    );
    assert.equal(server.asked.length, 1);
  });

  it("fails once, is asked again; fails always, ends the run", async () => {
    first({ status: 500 });
    await comes();
    server.play = () => ({ status: 503, body: "down" });
    await fails("SourceUnavailable", /answered 503 "down"/);
  });

  it("answers a page, is not believed", async () => {
    server.files.set(name, { body: "\uFEFF \n<!DOCTYPE html><html><body>Please log in</body></html>" });
    await fails(
      "SourceUnexpected",
      /answered a page instead of a file: ".*Please log in.*open the address in a browser/,
    );
  });

  it("answers nothing, is not believed", async () => {
    server.files.set(name, { body: "" });
    await fails("SourceEmpty", /\/a\.csv answered an empty file/);
  });

  it("answers another status of success, is not believed", async () => {
    server.play = () => ({ status: 202, body: "soon" });
    await fails("SourceUnexpected", /answered 202 "soon"; look at the address/);
  });

  for (const [status, error, message] of [
    [401, "SourceUnauthorized", /name it in "headers" or "query" of the source/],
    [403, "SourceForbidden", /whether it serves this machine/],
  ] as const)
    it(`refuses with ${status}, ends the run with advice`, async () => {
      server.play = () => ({ status });
      await fails(error, message);
    });

  describe("sends a file compressed for the way", () => {
    const packed = gzipSync(text);

    it("is understood, though it was asked for the bytes as they are", async () => {
      server.play = () => ({ body: packed, headers: { "content-encoding": "gzip" } });
      await comes();
      assert.equal(server.asked[0]!.headers["accept-encoding"], "identity");
    });

    it("and cuts it, is asked for it whole, and what came is skipped", async () => {
      const ranges: unknown[] = [];
      async function* body(cut: boolean) {
        yield await Promise.resolve(Buffer.from(text.slice(0, 1000)));
        if (cut) throw new Error("cut");
        yield Buffer.from(text.slice(1000));
      }
      const fetch: Fetch = (_, { headers: asked }) => {
        ranges.push(asked["range"]);
        const headers = new Headers({ "content-encoding": "gzip", "content-length": "90" });
        return Promise.resolve({ status: 200, headers, body: body(ranges.length === 1) });
      };
      assert.deepEqual((await fetchFiles(server, at(server, name), { fetch })).taken, { "a.csv": text });
      assert.deepEqual(ranges, [undefined, undefined]);
    });

    it("under its packed name, gives it under the other", async () => {
      server.files.set("/b.csv.gz", { body: packed });
      server.play = () => ({ headers: { "content-encoding": "gzip" } });
      assert.deepEqual((await fetchFiles(server, at(server, "/b.csv.gz"))).taken, { "b.csv": text });
    });
  });

  describe("redirects", () => {
    let other: FileServer;
    beforeEach(async () => {
      other = await startFileServer({ "/there.csv": text });
    });
    afterEach(() => other.close());
    const to = (location: string) => {
      server.play = ({ path }) => (path === name ? { status: 302, headers: { location } } : undefined);
    };

    it("to another origin, is followed without the secrets", async () => {
      to(`${other.url}/there.csv`);
      const { taken } = await run(
        { KEY: "s3cret" },
        {
          headers: { "X-Key": { secret: "KEY" }, Accept: { text: "text/csv" } },
          query: { key: { secret: "KEY" } },
        },
      );
      assert.deepEqual(taken, { "a.csv": text });
      assert.deepEqual(
        [server.asked[0]!.url, server.asked[0]!.headers["x-key"]],
        ["/a.csv?key=s3cret", "s3cret"],
      );
      assert.equal(other.asked[0]!.headers.accept, "text/csv");
      assert.ok(!JSON.stringify(other.asked).includes("s3cret"));
    });

    it("to its own origin with a secret in the address, is followed", async () => {
      server.files.set("/b.csv", { body: text });
      to("/b.csv?key=s3cret");
      const { taken } = await run({ KEY: "s3cret" }, { headers: { "X-Key": { secret: "KEY" } } });
      assert.deepEqual([taken, server.asked[1]!.headers["x-key"]], [{ "a.csv": text }, "s3cret"]);
    });

    for (const [where, location] of [
      ["its query", "/there.csv?key=s3cret%2F"],
      ["its path", "/s3cret%2F/there.csv"],
      ["other spelling", "/there.csv?key=s3cret%2f"],
      ["an address in its query", "/login?next=%2Fa.csv%3Fkey%3Ds3cret%252f"],
      ["needless percent signs", "/%733cret%2F.csv"],
    ] as const)
      it(`to another origin with a secret in ${where}, is not followed`, async () => {
        to(`${other.url}${location}`);
        await assert.rejects(run({ KEY: "s3cret/" }, { query: { key: { secret: "KEY" } } }), {
          name: "SourceUnexpected",
          message: /\/a\.csv: a redirect to another origin that passes on a secret; it is not followed/,
        });
        assert.equal(other.asked.length, 0);
      });

    it("from the internet to a private address, is not followed", async () => {
      const headers = new Headers({ location: "https://169.254.169.254/latest" });
      const fetch: Fetch = (_, { allowed }) =>
        allowed?.("169.254.169.254") === false
          ? Promise.reject(new Error("not allowed"))
          : Promise.resolve({ status: 302, headers, body: null, address: "93.184.215.14" });
      await assert.rejects(
        fetchFiles(server, { kind: "files", urls: ["https://example.org/a.csv"] }, { fetch }),
        {
          name: "SourceUnexpected",
          message: /an answer from a public address led there/,
        },
      );
    });
  });
});
