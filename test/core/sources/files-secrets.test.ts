import assert from "node:assert/strict";
import type { FilesSource } from "../../../contract";
import { startFileServer, type FilePlay, type FileServer } from "../../file-server";
import { at, fetchFiles } from "./files-run";

const key = "K 3y/+&=ü-0123456789";
const token = "t0ken-0123456789";
const secrets = { AIR_KEY: key, AIR_TOKEN: token };
const asking: Partial<FilesSource> = {
  headers: { Authorization: { secret: "AIR_TOKEN", prefix: "Bearer " } },
  query: { unit: { text: "m s" }, key: { secret: "AIR_KEY" } },
};
const spellings = [
  key,
  token,
  encodeURIComponent(key),
  new URLSearchParams({ k: key }).toString().slice(2),
  Buffer.from(token).toString("base64"),
];

/** True if some spelling of a secret is in a value, or in what a reader would decode it to. */
const leaks = (value: unknown) => {
  const text = JSON.stringify(value);
  const decoded = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const last = key.slice(key.indexOf("ü") + 1);
  return spellings.some((each) => text.includes(each) || decoded.includes(each)) || decoded.includes(last);
};

describe("the secrets of a source of files", () => {
  let server: FileServer;
  beforeEach(async () => {
    server = await startFileServer({ "/a.csv": "a" });
  });
  afterEach(() => server.close());
  const run = (path = "/a.csv") => fetchFiles(server, at(server, path, asking), { secrets });

  it("are sent as headers and in the query, and are in nothing that a run keeps", async () => {
    const fetched = await run("/a.csv?x=1");
    const { url, headers } = server.asked[0]!;
    assert.equal(headers.authorization, `Bearer ${token}`);
    assert.deepEqual(
      [...new URL(url, server.url).searchParams],
      [
        ["x", "1"],
        ["unit", "m s"],
        ["key", key],
      ],
    );
    assert.ok(!leaks(fetched));
  });

  it("are not kept if the server repeats them where an ETag belongs", async () => {
    server.play = () => ({ headers: { etag: `"${token}"`, "last-modified": encodeURIComponent(key) } });
    assert.ok(!leaks(await run()));
  });

  const plays: Readonly<Record<string, FilePlay>> = {
    "repeats them in an error": { status: 403, body: `${key} and ${token} are wrong` },
    "repeats them in a page": { body: `<html>${key} ${encodeURIComponent(key)} ${token}</html>` },
    "redirects to an address with them": {
      status: 302,
      headers: { location: `/${encodeURIComponent(key)}/${token}.csv` },
    },
    "redirects to an address with them, spelled otherwise": {
      status: 302,
      headers: { location: `/${encodeURIComponent(key).replaceAll("%2F", "%2f")}/%74${token.slice(1)}.csv` },
    },
    "redirects for ever": { status: 307, headers: { location: `/a.csv?${token}` } },
  };
  for (const [what, play] of Object.entries(plays))
    it(`are in no error of a server that ${what}`, async () => {
      server.play = ({ path }) => (path === "/a.csv" ? play : { status: 403 });
      await assert.rejects(run(), ({ name, message, stack, cause }: Error) => {
        assert.match(name, /^Source/);
        assert.ok(!leaks({ message, stack, cause }), message);
        return true;
      });
    });

  it("are in no error if one begins with another", async () => {
    const short = { AIR_KEY: "s3cret-and-more", AIR_TOKEN: "s3cret" };
    server.play = () => ({ status: 403, body: `${short.AIR_KEY} is wrong` });
    await assert.rejects(
      fetchFiles(server, at(server, "/a.csv", asking), { secrets: short }),
      ({ message }: Error) => !message.includes("and-more") && message.includes('"*** is wrong"'),
    );
  });

  it("are named if they are missing or empty, with what to set", async () => {
    for (const AIR_KEY of ["", " "])
      await assert.rejects(
        fetchFiles(server, at(server, "/a.csv", asking), { secrets: { ...secrets, AIR_KEY } }),
        {
          name: "SourceUnauthorized",
          message:
            'The secret AIR_KEY is missing. On a laptop, set the environment variable AIR_KEY; in a stack, add {"AIR_KEY": "…"} to the data set\'s secret.',
        },
      );
    assert.equal(server.asked.length, 0);
  });

  it("are named, not shown, if no header can hold them or the server refuses them", async () => {
    const broken = { ...secrets, AIR_TOKEN: "two\nlines" };
    await assert.rejects(fetchFiles(server, at(server, "/a.csv", asking), { secrets: broken }), {
      name: "SourceUnauthorized",
      message: "The secret AIR_TOKEN has characters that no header can hold; set it again.",
    });
    server.play = () => ({ status: 401 });
    await assert.rejects(run(), {
      name: "SourceUnauthorized",
      message: /answered 401 "a"; check the value of AIR_TOKEN and AIR_KEY$/,
    });
  });

  it("are not sent over http to another machine", async () => {
    const source = { ...at({ url: "http://192.0.2.1" }, "/a.csv"), ...asking };
    await assert.rejects(fetchFiles(server, source, { secrets }), {
      name: "SourceUnexpected",
      message: /^http:\/\/192\.0\.2\.1 is not https, so the secrets of the source are not sent there$/,
    });
  });
});
