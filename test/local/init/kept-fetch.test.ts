import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Fetch, FetchInit } from "../../../core/run/ports";
import { keepFetched } from "../../../local/init/kept-fetch";
import { temporaryHome } from "../temporary-home";

describe("what a look has fetched", () => {
  const home = temporaryHome();
  const init = (headers: Record<string, string> = {}): FetchInit => ({
    method: "GET",
    headers,
    redirect: "manual",
    signal: new AbortController().signal,
  });

  /** A server of two addresses, its wrapped fetch, and what was asked of it. */
  function server() {
    const asked: string[] = [];
    const fetch: Fetch = (url) => {
      asked.push(url);
      const moved = url.endsWith("/old");
      return Promise.resolve({
        status: moved ? 302 : url.endsWith("/gone") ? 404 : 200,
        headers: new Headers(moved ? { location: "/new" } : { etag: '"1"' }),
        body: moved ? null : body(),
        address: "192.0.2.1",
      });
    };
    async function* body() {
      const room = Buffer.alloc(2);
      for (const text of ["ab", "cd", "ef"]) {
        room.write(text);
        yield room;
      }
    }
    mkdirSync(home(), { recursive: true });
    return { asked, kept: keepFetched(fetch, join(home(), "kept")) };
  }
  const read = async (fetch: Fetch, url: string, headers?: Record<string, string>) => {
    const answer = await fetch(url, init(headers));
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body ?? []) chunks.push(Buffer.from(chunk));
    const { status, headers: shown, address } = answer;
    return [status, shown.get("etag") ?? shown.get("location"), address, Buffer.concat(chunks).toString()];
  };

  it("is not fetched again, redirects included", async () => {
    const { asked, kept } = server();
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(await read(kept, "https://x/old"), [302, "/new", "192.0.2.1", ""]);
      assert.deepEqual(await read(kept, "https://x/new"), [200, '"1"', "192.0.2.1", "abcdef"]);
    }
    assert.deepEqual(asked, ["https://x/old", "https://x/new"]);
  });

  it("is fetched again if it was not read to its end, is a part, or was refused", async () => {
    const { asked, kept } = server();
    for await (const _ of (await kept("https://x/new", init())).body!) break;
    await read(kept, "https://x/new");
    for (let time = 0; time < 2; time++) {
      await read(kept, "https://x/new", { range: "bytes=2-" });
      await read(kept, "https://x/gone");
    }
    assert.equal(asked.length, 6);
  });
});
