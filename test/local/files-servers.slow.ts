import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FilesSource } from "../../contract";
import { makeLocalPorts } from "../../local/local-ports";
import { run, type RunOptions } from "../../local/run";
import { occurrences } from "../closures/token";
import { startFileServer, type FilePlay, type FileServer } from "../file-server";
import { air, readings, rows } from "./files-world";
import { filesBelow, temporaryHome } from "./temporary-home";

const key = "planted-key-2f61c7d09b";
const day = (number: number) => `2026-03-${String(number).padStart(2, "0")}`;
const file = (number: number) => `/${day(number)}.csv`;

describe("a whole run from a server that errs", function () {
  this.timeout(60_000);
  const home = temporaryHome();
  let server: FileServer;
  let told: unknown[] = [];
  beforeEach(async () => {
    told = [];
    server = await startFileServer(
      Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [file(number), readings(day(number), number)])),
    );
  });
  afterEach(() => server.close());

  const source = (more: Partial<FilesSource> = {}): FilesSource => ({
    kind: "files",
    urls: [`${server.url}/{date}.csv`],
    lookback: 5,
    query: { key: { secret: "AIR_KEY" } },
    ...more,
  });
  async function runIt(
    options: Partial<RunOptions> = {},
    env: Readonly<Record<string, string>> = { AIR_KEY: key },
  ) {
    const note = (...all: unknown[]) => void told.push(...all);
    const clock = {
      now: () => new Date(`${day(6)}T12:00:00Z`),
      sleep: () => Promise.resolve(),
      random: () => 0.5,
    };
    const ports = makeLocalPorts({ home: home(), env, clock, log: { progress: note, warn: note } });
    const document = await run(air(source()), { live: true, date: day(6), ...options }, ports, {
      begin: note,
      end: note,
    });
    told.push(document);
    return document;
  }
  const whole = [1, 2, 3, 4, 5, 6].flatMap((number) => [
    ["north", day(number), number],
    ["south", day(number), number + 0.5],
  ]);
  const leaves = (folder: string) => {
    const paths = filesBelow(folder);
    assert.deepEqual(occurrences(key, paths), []);
    for (const path of paths)
      assert.deepEqual(occurrences(key, readFileSync(join(folder, path), "latin1")), [], path);
    return paths;
  };

  it("once at each file publishes them all, and shows the secret nowhere", async () => {
    const first = new Set<string>();
    const plays: Readonly<Record<string, () => FilePlay>> = {
      [file(1)]: () => ({ status: 429, headers: { "retry-after": "3" }, body: key }),
      [file(2)]: () => ({ status: 500, body: key }),
      [file(3)]: () => ({ cutAfter: 30 }),
      [file(4)]: () => ({
        body: gzipSync(readings(day(4), 4)),
        headers: { "content-encoding": "gzip" },
        cutAfter: 40,
      }),
      [file(5)]: () => ({ status: 302, headers: { location: `${file(5)}?key=${key}&again` } }),
      [file(6)]: () => ({ status: 503, headers: { "retry-after": "Sun, 01 Mar 2026 00:00:00 GMT" } }),
    };
    server.play = ({ path }) => {
      if (first.has(path)) return undefined;
      first.add(path);
      return plays[path]!();
    };
    assert.equal((await runIt()).status, "published");
    assert.deepEqual(await rows(home()), whole);
    assert.equal((await runIt()).status, "unchanged");
    assert.deepEqual(occurrences(key, told), []);
    leaves(home());
  });

  const plays: Readonly<Record<string, readonly [name: string, play: FilePlay]>> = {
    "a page": ["SourceUnexpected", { body: `<!doctype html><p>${key}</p>` }],
    "an empty file": ["SourceEmpty", { body: "" }],
    "another file": ["NoLayoutFits", { body: "a,b\n1,2\n" }],
    "no file": ["SourceNotFound", { status: 404 }],
    "a refusal": ["SourceForbidden", { status: 403, body: key }],
    "a 304 that nobody asked for": ["SourceUnexpected", { status: 304 }],
    "429 for ever": ["SourceThrottled", { status: 429, body: key }],
    "503 for ever": ["SourceUnavailable", { status: 503, body: key }],
    "a redirect to itself": ["SourceUnexpected", { status: 302, headers: { location: `?key=${key}` } }],
  };
  for (const [what, [name, play]] of Object.entries(plays))
    it(`with ${what} fails by name, and leaves the table, no raw file and no secret`, async () => {
      await runIt();
      const before = leaves(home()).filter((path) => path.startsWith("raw"));
      server.play = ({ path }) => (path === file(3) ? play : undefined);
      const { status, error } = await runIt({ force: true });
      assert.deepEqual([status, error?.name], ["failed", name], error?.message);
      assert.deepEqual(await rows(home()), whole);
      assert.deepEqual(
        leaves(home()).filter((path) => path.startsWith("raw")),
        before,
      );
      assert.deepEqual(occurrences(key, told), []);
    });

  it("without its secret fails with what to set, and asks nothing", async () => {
    const { error } = await runIt({}, {});
    assert.equal(error?.name, "SourceUnauthorized");
    assert.match(error?.message ?? "", /set the environment variable AIR_KEY/);
    assert.equal(server.asked.length, 0);
  });

  it("from another base address takes the same files", async () => {
    const dataset = air({ ...source(), urls: ["https://example.org/{date}.csv"] });
    const ports = makeLocalPorts({
      home: home(),
      env: { AIR_KEY: key },
      log: { progress: () => undefined, warn: () => undefined },
    });
    const watch = { begin: () => undefined, end: () => undefined };
    const options = { live: true, date: day(6), sourceUrl: `${server.url}/` };
    const { error } = await run(dataset, options, ports, watch);
    assert.equal(error, undefined);
    assert.deepEqual(await rows(home()), whole);
  });
});
