import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
}

const bot = { login: "github-actions[bot]" };

describe("scripts/comment.js", () => {
  let folder: string;
  let server: Server;
  let comments: Comment[];
  let refusing: boolean;

  /** GitHub's comments of pull request 7 of o/r, a hundred a page. */
  const answer = (method: string, url: URL, body: string): unknown => {
    if (refusing) return undefined;
    if (method === "GET" && url.pathname === "/repos/o/r/issues/7/comments") {
      const page = Number(url.searchParams.get("page"));
      return comments.slice((page - 1) * 100, page * 100);
    }
    const given = (JSON.parse(body) as { body: string }).body;
    const [, id] = /^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(url.pathname) ?? [];
    const found = comments.find((each) => each.id === Number(id));
    if (method === "PATCH" && found) return (found.body = given);
    if (method === "POST" && url.pathname === "/repos/o/r/issues/7/comments")
      return comments.push({ id: comments.length + 1, body: given, user: bot });
    return undefined;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "data-flow-comment-"));
    comments = [];
    refusing = false;
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (bytes: Buffer) => (body += bytes.toString()));
      request.on("end", () => {
        assert.equal(request.headers.authorization, "Bearer the-token");
        const result = answer(request.method!, new URL(request.url!, "http://localhost"), body);
        response.writeHead(result === undefined ? 403 : 200).end(JSON.stringify(result ?? "not yours"));
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs it over a file with this text, or over none. */
  async function comment(title: string, outcome: string, text?: string) {
    const file = join(folder, "preview.txt");
    if (text !== undefined) writeFileSync(file, text);
    const child = spawn(process.execPath, [resolve("scripts", "comment.js"), title, outcome, file], {
      env: {
        GH_TOKEN: "the-token",
        GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        GITHUB_REPOSITORY: "o/r",
        PULL_REQUEST: "7",
        RUN: "https://github.test/run/1",
      },
    });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const [code] = (await once(child, "close")) as [number];
    return { code, said };
  }

  it("writes the text into a comment of its title, and replaces it by what comes later", async () => {
    await comment("Preview of dev", "success", "+ 2 to create\n");
    await comment("Preview of prod", "success", "no changes");
    await comment("Preview of dev", "success", "~ 1 to update\n");
    assert.deepEqual(
      comments.map(({ body }) => body),
      [
        "<!-- Preview of dev -->\n### Preview of dev\n\n[The run and its log](https://github.test/run/1)\n\n```text\n~ 1 to update\n```\n",
        "<!-- Preview of prod -->\n### Preview of prod\n\n[The run and its log](https://github.test/run/1)\n\n```text\nno changes\n```\n",
      ],
    );
  });

  it("says in the place of the last success that it failed, and how", async () => {
    await comment("Preview of prod", "success", "no changes");
    await comment("Preview of prod", "failure", "error: the key is protected");
    assert.equal(comments.length, 1);
    assert.match(comments[0]!.body, /### Preview of prod: \*\*failure\*\*[\s\S]*error: the key is protected/);
  });

  it("says that it did not begin where a step before it failed", async () => {
    await comment("Preview of dev", "");
    assert.match(comments[0]!.body, /Preview of dev: \*\*failed\*\*[\s\S]*It did not begin/);
  });

  it("leaves what others wrote, also where it begins alike, and finds its own on a later page", async () => {
    const other = { body: "<!-- Preview of dev -->\nmine", user: { login: "somebody" } };
    comments = Array.from({ length: 150 }, (_, i) => ({ id: i + 1, ...other }));
    comments.push({ id: 151, body: "<!-- Preview of dev -->\nold", user: bot });
    await comment("Preview of dev", "success", "new");
    assert.equal(comments.length, 151);
    assert.ok(comments.slice(0, 150).every(({ body }) => body === other.body));
    assert.match(comments[150]!.body, /new/);
  });

  it("shows a text with fences of its own as it is, and of a long one the end", async () => {
    await comment("Preview of dev", "success", `${"x".repeat(100_000)}\n\`\`\`\`\nthe end`);
    const { body } = comments[0]!;
    assert.ok(body.length < 65_536, `${body.length}`);
    assert.match(body, /^`{5}text\n… \(the whole of it stands in the log\)\n/m);
    assert.match(body, /\n````\nthe end\n`{5}\n$/);
  });

  it("fails with what GitHub said", async () => {
    refusing = true;
    assert.deepEqual(await comment("Preview of dev", "success", "x"), {
      code: 1,
      said: 'The comment could not be written: GET /repos/o/r/issues/7/comments answered 403: "not yours"\n',
    });
  });
});
