import assert from "node:assert/strict";
import { exchange, type HttpRequest } from "../../../core/sources/exchange";
import { makeKaggleSource } from "../../../core/sources/kaggle";
import type { Clock, Fetch } from "../../../core/run/ports";

const clock: Clock = { now: () => new Date(0), random: () => 0, sleep: () => Promise.resolve() };

const asked: HttpRequest = {
  method: "GET",
  url: "https://api.test/start",
  headers: {},
  credentials: { authorization: "Bearer secret" },
  trusted: "https://api.test",
};

/** Answers each address with a redirect to the next and records where the credentials came. */
function hops(...locations: readonly string[]) {
  const sent: [string, string | null][] = [];
  const fetch: Fetch = (url, { headers }) => {
    sent.push([url, headers["authorization"] ?? null]);
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
    await exchange({ fetch, clock }, asked, 1000);
    assert.deepEqual(sent[1], ["https://api.test/next", "Bearer secret"]);
  });

  for (const other of ["https://storage.test/x", "https://api.test:8443/x", "https://www.api.test/x"]) {
    it(`takes no credentials to ${other}, nor back`, async () => {
      const { fetch, sent } = hops(other, "https://api.test/back");
      await exchange({ fetch, clock }, asked, 1000);
      assert.deepEqual(
        sent.map(([, authorization]) => authorization),
        ["Bearer secret", null, null],
      );
    });
  }

  it("refuses a redirect from https to http", async () => {
    const { fetch, sent } = hops("http://api.test/x?signature=1");
    await assert.rejects(exchange({ fetch, clock }, asked, 1000), (error: Error) => {
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
    const { request } = await exchange({ fetch, clock }, post, 1000);
    assert.deepEqual([request.method, request.body, request.headers], ["GET", undefined, {}]);
  });

  it("sends no credentials over http but to this machine, and says so", async () => {
    const { fetch, sent } = hops();
    const warned: string[] = [];
    const ports = {
      fetch,
      secrets: { get: (name: string) => Promise.resolve(name === "KAGGLE_API_TOKEN" ? "secret" : undefined) },
      clock,
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
    await assert.rejects(exchange({ fetch, clock }, asked, 1000), (error: Error) => {
      assert.equal(error.name, "SourceUnavailable");
      assert.equal(error.cause, undefined);
      return !error.stack!.includes("secret");
    });
  });

  describe("redirected", () => {
    type Host = readonly [name: string, address: string];
    /** Hosts with their addresses; each redirects to the one after it. */
    function route(...hosts: readonly Host[]): Fetch {
      return (url, { allowed = () => true }) => {
        const at = hosts.findIndex(([host]) => host === new URL(url).host);
        const [, address = ""] = hosts[at] ?? [];
        if (!allowed(address)) return Promise.reject(new Error("refused"));
        const next = hosts[at + 1]?.[0];
        const headers = new Headers(next === undefined ? {} : { location: `https://${next}/` });
        return Promise.resolve({ status: next === undefined ? 200 : 302, headers, body: null, address });
      };
    }
    const follow = (...hosts: readonly Host[]) =>
      exchange({ fetch: route(...hosts), clock }, { ...asked, url: `https://${hosts[0]![0]}/` }, 1000);
    const open = ["open.test", "198.51.100.1"] as const;
    const inside = ["inside.test", "10.0.0.5"] as const;
    const here = ["here.test", "127.0.0.1"] as const;

    for (const [host, address] of [
      here,
      inside,
      ["meta.test", "169.254.169.254"],
      ["mapped.test", "::ffff:10.1.2.3"],
    ] as const)
      it(`from a public address, does not go to ${address}, and says so`, () =>
        assert.rejects(follow(open, [host, address]), (error: Error) => {
          assert.equal(error.name, "SourceUnexpected");
          assert.match(error.message, new RegExp(`^https://${host}/ is at ${address} \\(.*public`));
          return true;
        }));

    it("goes from a network to itself and to public addresses", async () => {
      for (const first of [here, inside]) {
        assert.equal((await follow(first, [`other.${first[0]}`, first[1]])).status, 200);
        assert.equal((await follow(first, open)).status, 200);
      }
    });

    it("goes from no network into another, nor back from a public address", async () => {
      for (const hosts of [
        [inside, here],
        [here, inside],
        [here, open, ["back.test", "127.0.0.1"]],
      ] as const)
        await assert.rejects(follow(...hosts), { name: "SourceUnexpected" });
    });

    it("judges by the answer before when the rest is asked for", async () => {
      const { request } = await follow(here, open);
      const moved = { fetch: route(["open.test", "127.0.0.1"]), clock };
      await assert.rejects(exchange(moved, request, 1000), { name: "SourceUnexpected" });
    });
  });

  describe("with a slow server", () => {
    /** Takes a body of chunks, each after so many seconds of a clock of its own; `reading` passes between them at the reader's. */
    async function read(chunks: readonly (readonly [seconds: number, bytes: number])[], reading = 0) {
      let now = 0;
      async function* body() {
        for (const [seconds, bytes] of chunks) {
          await Promise.resolve();
          now += seconds * 1000;
          yield Buffer.alloc(bytes);
        }
      }
      const fetch: Fetch = () => {
        now += 59_000;
        return Promise.resolve({ status: 200, headers: new Headers(), body: body() });
      };
      const ports = { fetch, clock: { ...clock, now: () => new Date(now) } };
      let size = 0;
      for await (const { byteLength } of (await exchange(ports, asked, 60_000)).body) {
        size += byteLength;
        now += reading * 1000;
      }
      return size;
    }
    const times = (count: number, seconds: number, bytes: number) =>
      Array.from({ length: count }, () => [seconds, bytes] as const);

    it("gives up below 1,000 bytes a second over a minute", () =>
      assert.rejects(read(times(1000, 1, 999)), {
        name: "SourceUnavailable",
        message: "https://api.test/start: only 59940 bytes came in 60 s; try again later",
      }));
    it("takes 1,000 bytes a second", async () => assert.equal(await read(times(200, 1, 1000)), 200_000));
    it("takes a stop that is made up for, and a small body in pieces", async () => {
      assert.equal(await read([...times(1, 59, 1), ...times(1, 1, 100_000)]), 100_001);
      assert.equal(await read(times(20, 2.9, 1)), 20);
    });
    it("does not count the reader's own time", async () =>
      assert.equal(await read(times(100, 0, 1), 30), 100));
  });

  it("fails after its silence even where the client overlooks the signal, before the answer and within", async () => {
    const silent = { name: "SourceUnavailable", message: /nothing came for 0.005 s/ };
    const never = new Promise<never>(() => undefined);
    await assert.rejects(exchange({ fetch: () => never, clock }, asked, 5), silent);
    async function* body() {
      yield await never;
    }
    const fetch: Fetch = () => Promise.resolve({ status: 200, headers: new Headers(), body: body() });
    const begun = await exchange({ fetch, clock }, asked, 5);
    await assert.rejects(begun.body[Symbol.asyncIterator]().next(), silent);
  });
});
