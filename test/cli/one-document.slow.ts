import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { dataFlow, start, withHome } from "./command";

interface Document {
  readonly dataset?: string;
  readonly status: string;
  readonly error: { readonly name: string; readonly message: string };
}

/** The one document of a command that ends with that exit code. */
async function documentOf(home: string, code: number, ...args: string[]): Promise<Document> {
  const finished = await dataFlow(home, ...args, "--json");
  assert.equal(finished.code, code, finished.stderr);
  return JSON.parse(finished.stdout) as Document;
}

describe("--json prints one document", function () {
  it("where the state is damaged", () =>
    withHome(async (home) => {
      await dataFlow(home, "run", "mhealth", "--rows", "100");
      await writeFile(join(home, "state/mhealth/published/000001.json"), "{");
      const { dataset, status, error } = await documentOf(home, 1, "run", "mhealth", "--rows", "200");
      assert.deepEqual([dataset, status, error.name], ["mhealth", "failed", "StateDamaged"]);
      assert.equal((await documentOf(home, 1, "analyze", "prices")).error.name, "NothingPublished");
      const asked = await documentOf(home, 1, "query", "select 'x'::int");
      assert.equal(asked.error.name, "QueryFailed");
    }));

  it("where the words are wrong", () =>
    withHome(async (home) => {
      for (const words of [
        ["run", "nope"],
        ["run", "mhealth", "--rows", "0"],
        ["backfill", "mhealth", "--from", "2026-01-01", "--to", "2026-01-02"],
        ["query", "select 1", "--csv"],
      ])
        assert.equal((await documentOf(home, 2, ...words)).error.name, "WrongUsage");
    }));

  it("where an error is caught by nobody", () =>
    withHome(async (home) => {
      const file = join(home, "throws.cjs");
      await writeFile(file, 'setImmediate(() => { throw new TypeError("paused") });');
      const args = ["run", "mhealth", "--json"];
      const { code, stdout } = await start(home, args, { NODE_OPTIONS: `--require ${file}` }).done;
      assert.equal(code, 1);
      const { status, error } = JSON.parse(stdout) as Document;
      assert.deepEqual([status, error], ["failed", { name: "TypeError", message: "paused" }]);
    }));

  for (const [signal, exit] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)
    it(`on ${signal}, and says how the table stands`, () =>
      withHome(async (home) => {
        // A source that never answers: the run is under way for as long as it takes.
        const server = createServer();
        const asked = new Promise((resolve) => server.once("request", resolve));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        try {
          const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          const { child, done } = start(home, ["run", "mhealth", "--source-url", url, "--json"], {
            DATA_FLOW_ACCEPT_TERMS: "1",
          });
          await asked;
          child.kill(signal);
          const { code, stdout, stderr } = await done;
          assert.equal(code, exit);
          const { dataset, status, error } = JSON.parse(stdout) as Document;
          assert.deepEqual([dataset, status, error.name], ["mhealth", "failed", "Interrupted"]);
          assert.match(stderr, /Interrupted\. The table is either unchanged or completely new/);
        } finally {
          server.closeAllConnections();
          server.close();
        }
      }));
});
