import assert from "node:assert/strict";
import { allOf, run, token, type Outcome } from "./kaggle-run";
import type { KaggleServerOptions, Play } from "../../kaggle-server";

const archive = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 2654435761) >>> 24));
const json = { "content-type": "application/json" };

/** The token reaches the API alone and is said nowhere. */
function assertSecret({ server, logged, error }: Outcome, secret = token): void {
  const outside = [JSON.stringify(server.storage), logged, error ? allOf(error) : ""].join("\n");
  assert.ok(!outside.includes(secret), outside);
  assert.ok(!/authorization/i.test(JSON.stringify(server.storage)));
  assert.ok(!(error && allOf(error).includes("signed-")), "the signature of an address is shown");
}

async function downloads(options: Partial<KaggleServerOptions>): Promise<Outcome> {
  const outcome = await run({ archive, ...options });
  assert.equal(outcome.error, undefined, outcome.error && allOf(outcome.error));
  assert.deepEqual(outcome.bytes, archive);
  assertSecret(outcome);
  return outcome;
}

async function fails(name: string, message: RegExp, options: Partial<KaggleServerOptions>): Promise<Outcome> {
  const outcome = await run({ archive, ...options });
  assert.ok(outcome.error, "nothing failed");
  assert.equal(outcome.error.name, name, outcome.error.message);
  assert.match(outcome.error.message, message);
  assertSecret(outcome);
  return outcome;
}

const nth = (plays: Readonly<Record<number, Play>>) => (_: unknown, number: number) => plays[number];

describe("the Kaggle source", () => {
  it("asks the newer API for the version, then for the archive of that version", async () => {
    const { server, version, name } = await downloads({ version: 7, name: "some data.zip" });
    assert.equal(version, "7");
    assert.equal(name, "some data.zip");
    assert.deepEqual(
      server.api.map(({ method, url, body }) => [method, url, JSON.parse(body) as unknown]),
      [
        [
          "POST",
          "/v1/datasets.DatasetApiService/GetDataset",
          { ownerSlug: "someone", datasetSlug: "some-data" },
        ],
        [
          "POST",
          "/v1/datasets.DatasetApiService/DownloadDataset",
          { ownerSlug: "someone", datasetSlug: "some-data", datasetVersionNumber: 7 },
        ],
      ],
    );
    assert.equal(server.api[0]!.headers.authorization, `Bearer ${token}`);
    assert.equal(server.storage[0]!.headers["accept-encoding"], "identity");
  });

  it("falls back to the older API", async () => {
    const { server, version } = await downloads({ version: 3, generations: ["old"] });
    assert.equal(version, "3");
    assert.deepEqual(
      server.api.slice(1).map(({ method, url }) => `${method} ${url.split("&")[0]}`),
      [
        "GET /api/v1/datasets/view/someone/some-data",
        "GET /api/v1/datasets/download/someone/some-data?datasetVersionNumber=3",
      ],
    );
  });

  it("takes an archive that the API sends itself", async () => {
    const { name } = await downloads({
      onApi: nth({ 2: { status: 200, body: archive, headers: { location: undefined } } }),
    });
    assert.equal(name, "some-data.zip");
  });

  for (const [header, expected] of [
    ['attachment; filename="my data.csv"', "my data.csv"],
    ["attachment; filename=plain.zip; filename*=UTF-8''gr%C3%B6%C3%9Fe.zip", "größe.zip"],
    ['attachment; filename="../../etc/passwd"', "archive.zip"],
  ] as const) {
    it(`is named ${expected} by ${header}`, async () => {
      const { name } = await downloads({ onStorage: () => ({ headers: { "content-disposition": header } }) });
      assert.equal(name, expected);
    });
  }

  it("is content with no checksum at all", async () => {
    await downloads({ onStorage: () => ({ headers: { "x-goog-hash": undefined, etag: undefined } }) });
  });

  describe("credentials", () => {
    const sent = async (secrets: Record<string, string>) =>
      (await run({ archive }, secrets)).server.api[0]!.headers.authorization;
    const basic = `Basic ${Buffer.from("me:kk").toString("base64")}`;
    const stored = { "kaggle.json": '{"username":"me","key":"kk"}' };

    it("prefer the token", async () =>
      assert.equal(
        await sent({ KAGGLE_API_TOKEN: "t\n", KAGGLE_USERNAME: "me", KAGGLE_KEY: "kk", ...stored }),
        "Bearer t",
      ));
    it("then name and key", async () =>
      assert.equal(await sent({ KAGGLE_USERNAME: "me", KAGGLE_KEY: "kk" }), basic));
    it("then kaggle.json", async () => assert.equal(await sent({ KAGGLE_USERNAME: "x", ...stored }), basic));
    it("else are none", async () => assert.equal(await sent({}), undefined));

    for (const [name, text] of [
      ["KAGGLE_API_TOKEN", `${token}\nx`],
      ["kaggle.json", `{"username":"me","key":"${token}"`],
      ["kaggle.json", `{"key":"${token}"}`],
    ] as const) {
      it(`are not shown when ${name} is malformed (${text.length} characters)`, async () => {
        const outcome = await run({ archive }, { [name]: text });
        assert.equal(outcome.error?.name, "SourceUnauthorized");
        assertSecret(outcome);
        assert.equal(outcome.server.api.length, 0);
      });
    }
  });

  describe("when the connection is cut", () => {
    const cut = { cutAfter: 100_000 };

    it("goes on where it was cut", async () => {
      const { server, slept } = await downloads({ onStorage: nth({ 1: cut, 2: { cutAfter: 50_000 } }) });
      assert.deepEqual(
        server.storage.map(({ headers }) => headers.range),
        [undefined, "bytes=100000-", "bytes=150000-"],
      );
      assert.equal(server.storage[1]!.headers["if-range"], server.storage[2]!.headers["if-range"]);
      assert.deepEqual(slept, [999, 1998]);
    });

    it("skips what it has where the server sends everything again", async () => {
      await downloads({ onStorage: nth({ 1: cut, 2: { ignoreRange: true } }) });
    });

    it("notices another content behind a 200", async () => {
      const body = Buffer.from(archive);
      body[5]! ^= 1;
      const other = { ignoreRange: true, body, headers: { etag: undefined } };
      await fails("SourceChanged", /another MD5/, { onStorage: nth({ 1: cut, 2: other }) });
    });

    it("notices another ETag", async () => {
      const other = { headers: { etag: '"other"' } };
      await fails("SourceChanged", /another ETag/, { onStorage: nth({ 1: cut, 2: other }) });
    });

    it("notices another length", async () => {
      const other = { headers: { "content-range": "bytes 100000-299999/400000" } };
      await fails("SourceChanged", /400000 bytes instead of 300000/, {
        onStorage: nth({ 1: cut, 2: other }),
      });
    });

    it("notices that an answer without a length has become shorter", async () => {
      const bare = { "content-length": undefined, etag: undefined, "x-goog-hash": undefined };
      const shorter = { ignoreRange: true, headers: bare, body: archive.subarray(0, 50_000) };
      await fails("SourceChanged", /shorter/, {
        onStorage: nth({ 1: { ...cut, headers: bare }, 2: shorter }),
      });
    });

    it("does not take a range it never asked for", async () => {
      const range = { status: 206, body: archive, headers: { "content-range": "bytes 5-299999/300000" } };
      await fails("SourceUnexpected", /from 0 on/, { onStorage: () => range });
    });

    it("does not take another range for the rest", async () => {
      const other = { headers: { "content-range": "bytes 0-299999/300000" } };
      await fails("SourceUnexpected", /from 100000 on/, { onStorage: nth({ 1: cut, 2: other }) });
    });

    for (const status of [400, 401, 403]) {
      it(`asks for a fresh address when the old one answers ${status}`, async () => {
        const { server } = await downloads({
          onStorage: nth({ 1: cut, 2: { status, body: "<Code>ExpiredToken</Code>" } }),
        });
        assert.deepEqual(
          server.storage.map(({ url, headers }) => [/signed-\d/.exec(url)?.[0], headers.range]),
          [
            ["signed-2", undefined],
            ["signed-2", "bytes=100000-"],
            ["signed-3", "bytes=100000-"],
          ],
        );
      });
    }

    it("begins again where nothing had come", async () => {
      await downloads({ onStorage: nth({ 1: { cutAfter: 0 }, 2: { status: 503 } }) });
    });

    it("gives up when it is cut again and again", async () => {
      const { server, slept } = await fails("SourceUnavailable", /cut/, {
        onStorage: () => ({ cutAfter: 10 }),
      });
      assert.equal(server.storage.length, 6);
      assert.deepEqual(slept, [999, 1998, 3996, 7992, 15984]);
    });

    it("does not wait for a silent server", async () => {
      const outcome = await run({ archive, onStorage: nth({ 1: { silentAfter: 1000 } }) }, {}, { idle: 400 });
      assert.deepEqual(outcome.bytes, archive);
      assert.ok(outcome.server.storage.some(({ headers }) => headers.range === "bytes=1000-"));
    });
  });

  describe("fails by name", () => {
    const hash = (value: string) => ({ onStorage: () => ({ headers: { "x-goog-hash": value } }) });
    it("for a wrong md5", () => fails("SourceDamaged", /md5 .*AAAA/, hash("md5=AAAA")));
    it("for a wrong crc32c", () => fails("SourceDamaged", /crc32c .*AAAAAA==/, hash("crc32c=AAAAAA==")));
    it("for more bytes than stated by the storage", () =>
      fails("SourceDamaged", /more bytes came than the 299999/, {
        onStorage: () => ({
          headers: { "content-length": undefined, "x-goog-stored-content-length": "299999" },
        }),
      }));
    it("for fewer bytes than stated, after asking for the rest", async () => {
      const lie = {
        "content-length": undefined,
        "x-goog-stored-content-length": "300001",
        "x-goog-hash": undefined,
      };
      const rest = {
        body: Buffer.alloc(0),
        headers: { ...lie, "content-range": "bytes 300000-300000/300001" },
      };
      await fails("SourceDamaged", /300000 of 300001 bytes/, {
        onStorage: (_, number) => (number === 1 ? { headers: lie } : { ...rest, status: 206 }),
      });
    });

    const said = (body: string, status = 200, headers: Play["headers"] = json) => ({
      onApi: () => ({ status, body, headers }),
    });
    it("401", () =>
      fails(
        "SourceUnauthorized",
        /401 "Unauthenticated".*check the Kaggle token/,
        said('{"code":401,"message":"Unauthenticated"}', 401),
      ));
    it("401 without credentials", async () => {
      const { error } = await run({ archive, ...said("", 401) }, {});
      assert.match(error!.message, /set KAGGLE_API_TOKEN/);
    });
    it("403", () =>
      fails(
        "SourceForbidden",
        /accept the terms on https:\/\/www.kaggle.com\/datasets\/someone\/some-data/,
        said("{}", 403),
      ));
    it("404", () => fails("SourceNotFound", /check owner and name/, { generations: [] }));
    for (const [what, status, body] of [
      [
        "404 of a version that was named",
        404,
        '{"code":404,"message":"The requested version is still being processed"}',
      ],
      ["404 without a word", 404, ""],
      ["an error inside of error", 404, '{"error":{"code":404,"message":"still being processed"}}'],
      ["202", 202, "{}"],
      ["a message under 200", 200, '{"message":"The archive is being created"}'],
    ] as const)
      it(`an archive that is not made yet: ${what}`, async () => {
        const { slept } = await fails(
          "SourceUnavailable",
          /the archive of version 3 is not ready; run it again later/,
          {
            version: 3,
            onApi: ({ url }) =>
              /Download|download/.test(url)
                ? { status, body, headers: { ...json, location: undefined } }
                : undefined,
          },
        );
        assert.equal(slept.length, 5);
      });
    it("an archive that is not made yet, with Kaggle's own words", () =>
      fails("SourceUnavailable", /"still being processed"; the archive of version 1/, {
        onApi: nth(
          Object.fromEntries(
            [2, 3, 4, 5, 6, 7].map((number) => [
              number,
              {
                status: 404,
                body: '{"code":404,"message":"still being processed"}',
                headers: { ...json, location: undefined },
              },
            ]),
          ),
        ),
      }));
    it("an archive that was removed", () =>
      fails("SourceNotFound", /check owner and name/, {
        onApi: nth({ 2: { status: 410, headers: { location: undefined } } }),
      }));
    for (const status of [403, 404])
      it(`${status} for the rest of an archive that the API itself sends`, async () => {
        const archiveItself = { status: 200, body: archive, headers: { location: undefined } };
        const { error } = await fails("SourceUnavailable", new RegExp(`answered ${status}`), {
          onApi: (_, number) =>
            number === 1
              ? undefined
              : number === 2
                ? { ...archiveItself, cutAfter: 100_000 }
                : { status, body: "", headers: { location: undefined } },
        });
        assert.doesNotMatch(error!.message, /terms|check owner/);
      });
    it("an error body under 200", () =>
      fails("SourceForbidden", /"no"/, said('{"code":403,"message":"no"}')));
    it("an error inside of error", () =>
      fails(
        "SourceThrottled",
        /"slow down"/,
        said('{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}', 429),
      ));
    it("HTML with a JSON content type", () =>
      fails("SourceUnexpected", /"<html> down for lunch/, said("<html>\n down\x1b for\tlunch")));
    it("an answer without a version", () =>
      fails("SourceUnexpected", /no currentVersionNumber/, said('{"title":"x"}')));
    it("a message that repeats the token and an address", async () => {
      const message = `${token} at https://storage/x?sig=signed-1`;
      await fails(
        "SourceUnauthorized",
        /\*\*\* at https:\/\/storage\/x\?\*\*\*/,
        said(JSON.stringify({ code: 401, message }), 401),
      );
    });

    const content = (play: Play) => ({ onStorage: () => play });
    it("HTML instead of the archive", () =>
      fails(
        "SourceUnexpected",
        /"<!DOCTYPE html>/,
        content({ body: "<!DOCTYPE html><p>", headers: { "x-goog-hash": undefined } }),
      ));
    it("HTML stated as HTML instead of the archive", () =>
      fails(
        "SourceUnexpected",
        /"sorry"/,
        content({ body: "sorry", headers: { "content-type": "text/html" } }),
      ));
    it("an error body under 200 instead of the archive", () =>
      fails("SourceForbidden", /terms/, content({ body: '{"code":403,"message":"terms"}' })));
    it("an error body of many kilobytes under 200 instead of the archive", () =>
      fails(
        "SourceForbidden",
        /terms/,
        content({ body: JSON.stringify({ code: 403, message: "terms", more: "x".repeat(40_000) }) }),
      ));
    it("a page that begins with a comment", () =>
      fails("SourceUnexpected", /busy/, content({ body: "<!-- edge --><p>busy</p>" })));
    it("a packed transfer", () =>
      fails("SourceUnexpected", /sent as br/, content({ headers: { "content-encoding": "br" } })));
    it("a redirect without a Location", () =>
      fails("SourceUnexpected", /without a Location/, {
        onApi: nth({ 2: { headers: { location: undefined } } }),
      }));
    it("a redirect to no web address", () =>
      fails("SourceUnexpected", /file:/, {
        onApi: nth({ 2: { headers: { location: "file:///etc/passwd" } } }),
      }));
    it("redirects without end", () =>
      fails(
        "SourceUnexpected",
        /more than 5 redirects/,
        content({ status: 302, headers: { location: "/again" } }),
      ));

    it("429, after a bounded number of growing waits", async () => {
      const { slept, server } = await fails(
        "SourceThrottled",
        /too many requests/i,
        said("Too Many Requests", 429, {}),
      );
      assert.deepEqual(slept, [999, 1998, 3996, 7992, 15984]);
      assert.equal(server.api.length, 6);
    });
    it("503, likewise, from the storage", async () => {
      const { slept } = await fails("SourceUnavailable", /503/, content({ status: 503 }));
      assert.equal(slept.length, 5);
    });
    it("a storage that refuses every fresh address", async () => {
      const { server } = await fails(
        "SourceUnavailable",
        /refused the signed address \(403\)/,
        content({ status: 403 }),
      );
      assert.equal(new Set(server.storage.map(({ url }) => url)).size, 6);
    });
    it("a server that is not there", async () => {
      const { error } = await run(
        { archive },
        { KAGGLE_API_TOKEN: token },
        { baseUrl: "http://127.0.0.1:1" },
      );
      assert.equal(error!.name, "SourceUnavailable");
      assert.ok(!allOf(error).includes(token));
    });
  });

  it("goes on after a passing 429 and 500", async () => {
    const { slept } = await downloads({ onApi: nth({ 1: { status: 429 }, 2: { status: 500 } }) });
    assert.equal(slept.length, 2);
  });
});
