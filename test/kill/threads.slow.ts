import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { mhealth } from "../../datasets/mhealth";
import { makeLocalPorts } from "../../local/local-ports";
import { run } from "../../local/run";
import { withHome } from "../cli/command";

const child = resolve(__dirname, "threads-child.js");
const rows = 10_000;
const date = "2026-03-01";
const quiet = { progress: () => undefined, warn: () => undefined };
const watch = { begin: () => undefined, end: () => undefined };

describe("a run that ends while threads convert", () => {
  for (const [signal, exit] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGKILL", null],
  ] as const)
    it(`by ${signal} leaves what the next run finishes`, () =>
      withHome(async (home) => {
        const victim = spawn(process.execPath, [child, home, `${rows}`, date], { stdio: "pipe" });
        let stderr = "";
        victim.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
        victim.stdout.once("data", () => victim.kill(signal));
        const code = await new Promise((done) => victim.once("close", done));
        assert.equal(code, exit, stderr);
        assert.equal(stderr, exit === null ? "" : "\nInterrupted. The run stopped.\n");
        const ports = makeLocalPorts({ home, log: quiet });
        assert.deepEqual(await readdir(`${home}/.tmp`), []);
        const { status, rows: counts } = await run(mhealth, { rows, date }, ports, watch);
        assert.deepEqual([status, counts.published], ["published", rows]);
      }));
});
