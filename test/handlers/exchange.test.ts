import assert from "node:assert/strict";
import { exchange, type HttpRequest } from "../../handlers/exchange";
import { makeKaggleSource } from "../../handlers/kaggle";

const asked: HttpRequest = {
  method: "GET",
  url: "https://api.test/start",
  headers: {},
  authorization: "Bearer secret",
  trusted: "https://api.test",
};

/** Answers each address with a redirect to the next and records where the credentials came. */
function hops(...locations: readonly string[]) {
  const sent: [string, string | null][] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    sent.push([input as string, new Headers(init?.headers).get("authorization")]);
    const location = locations[sent.length - 1];
    const answer =
      location === undefined
        ? new Response("ok")
        : new Response(null, { status: 302, headers: { location } });
    return Promise.resolve(answer);
  };
  return { fetch, sent };
}

describe("an exchange over HTTP", () => {
  it("keeps the credentials on the way through their own origin", async () => {
    const { fetch, sent } = hops("/next");
    await exchange(fetch, asked, 1000);
    assert.deepEqual(sent[1], ["https://api.test/next", "Bearer secret"]);
  });

  for (const other of ["https://storage.test/x", "https://api.test:8443/x", "https://www.api.test/x"]) {
    it(`takes no credentials to ${other}, nor back`, async () => {
      const { fetch, sent } = hops(other, "https://api.test/back");
      await exchange(fetch, asked, 1000);
      assert.deepEqual(
        sent.map(([, authorization]) => authorization),
        ["Bearer secret", null, null],
      );
    });
  }

  it("refuses a redirect from https to http", async () => {
    const { fetch, sent } = hops("http://api.test/x?signature=1");
    await assert.rejects(exchange(fetch, asked, 1000), (error: Error) => {
      assert.equal(error.name, "SourceUnexpected");
      assert.ok(!error.message.includes("signature"));
      return true;
    });
    assert.equal(sent.length, 1);
  });

  it("turns a POST into a GET without body at a 302", async () => {
    const { fetch } = hops("/next");
    const post = {
      ...asked,
      method: "POST" as const,
      body: "{}",
      headers: { "content-type": "application/json" },
    };
    const { request } = await exchange(fetch, post, 1000);
    assert.deepEqual([request.method, request.body, request.headers], ["GET", undefined, {}]);
  });

  it("sends no credentials over http but to this machine, and says so", async () => {
    const { fetch, sent } = hops();
    const warned: string[] = [];
    const ports = {
      fetch,
      secrets: { get: (name: string) => Promise.resolve(name === "KAGGLE_API_TOKEN" ? "secret" : undefined) },
      clock: { now: () => new Date(0), random: () => 0, sleep: () => Promise.resolve() },
      log: { progress: () => undefined, warn: (message: string) => void warned.push(message) },
    };
    const source = makeKaggleSource({ owner: "o", dataset: "d" }, ports, { baseUrl: "http://mirror.test" });
    await assert.rejects(source.version(), { name: "SourceUnexpected" });
    assert.deepEqual(
      sent.map(([, authorization]) => authorization),
      [null],
    );
    assert.match(warned.join(), /http:\/\/mirror\.test.*credentials are not sent/);
  });

  it("does not show what fetch says of a header", async () => {
    const fetch = () =>
      Promise.reject(
        new TypeError('"Bearer secret" is an invalid header value', { cause: new Error("secret") }),
      );
    await assert.rejects(exchange(fetch, asked, 1000), (error: Error) => {
      assert.equal(error.name, "SourceUnavailable");
      assert.equal(error.cause, undefined);
      return !error.stack!.includes("secret");
    });
  });
});
