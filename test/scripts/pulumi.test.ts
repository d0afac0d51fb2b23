import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** A `pulumi` that tells its version, or else its arguments, folder and first PATH entry, and ends with 7. */
const fake = (version: string) => `#!${process.execPath}
const words = process.argv.slice(2);
if (words[0] === "version") console.log(${JSON.stringify(version)});
else {
  console.log(JSON.stringify({ words, cwd: process.cwd(), first: process.env.PATH.split(${JSON.stringify(delimiter)})[0] }));
  process.exitCode = 7;
}
`;

describe("scripts/pulumi.js", () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "data-flow-pulumi-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it from another folder, with nothing on the PATH but the fake. */
  const run = (version: string | undefined, ...words: string[]) => {
    if (version !== undefined) writeFileSync(join(folder, "pulumi"), fake(version), { mode: 0o755 });
    return spawnSync(process.execPath, [resolve("scripts", "pulumi.js"), ...words], {
      cwd: folder,
      env: { PATH: folder },
      encoding: "utf8",
    });
  };

  it("hands its words to the CLI in the project's folder, with the project's commands first on the PATH", () => {
    const { stdout } = run("v3.259.0", "preview", "-s", "dev", "--diff");
    assert.deepEqual(JSON.parse(stdout), {
      words: ["preview", "--policy-pack", join("policy", "pack"), "-s", "dev", "--diff"],
      cwd: process.cwd(),
      first: resolve("node_modules", ".bin"),
    });
  });

  it("has the policy pack judge what is deployed, and nothing else", () => {
    const wordsOf = (...words: string[]) =>
      (JSON.parse(run("v3.259.0", ...words).stdout) as { words: string[] }).words;
    assert.deepEqual(wordsOf("up", "--yes"), ["up", "--policy-pack", join("policy", "pack"), "--yes"]);
    assert.deepEqual(wordsOf("destroy", "--yes"), ["destroy", "--yes"]);
    assert.ok(existsSync(join("policy", "pack", "PulumiPolicy.yaml")));
  });

  it("ends as the CLI ends", () => {
    assert.equal(run("v4.0.0", "up").status, 7);
  });

  it("refuses an old CLI with the version it found and the one it needs", () => {
    const { status, stdout, stderr } = run("v3.99.4", "up");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /needs the Pulumi CLI 3\.259 or later and found 3\.99\.4/);
  });

  it("says how to get the CLI where there is none", () => {
    const { status, stderr } = run(undefined, "up");
    assert.equal(status, 1);
    assert.match(stderr, /not installed .*\. https:\/\/www\.pulumi\.com\/docs\/install\//);
  });
});
