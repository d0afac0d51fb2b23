import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const { include } = JSON.parse(readFileSync("tsconfig.json", "utf8")) as { include: readonly string[] };
/** What the command is made of, and the rules by which. */
const needed = [
  ...include.filter((name) => !["test", "bench"].includes(name)),
  "scripts",
  "package.json",
  "tsconfig.json",
];

describe("the command after a change", function () {
  const folder = mkdtempSync(join(tmpdir(), "data-flow-build-"));
  const at = (...names: string[]) => join(folder, ...names);

  before(() => {
    for (const name of needed) cpSync(resolve(name), at(name), { recursive: true });
    symlinkSync(resolve("node_modules"), at("node_modules"), "junction");
  });
  after(() => rmSync(folder, { recursive: true }));

  function node(script: string, ...words: string[]) {
    const env = { ...process.env, DATA_FLOW_HOME: at(".data-flow") };
    return spawnSync(process.execPath, [at("scripts", script), ...words], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
  }
  const run = (dataset: string) => {
    const { status, stdout, stderr } = node("data-flow.js", "run", dataset, "--rows", "100", "--json");
    return {
      status,
      stderr,
      document: JSON.parse(stdout) as { status: string; error?: { name: string; message: string } },
    };
  };
  const made = (file: string) => statSync(at("build", file), { throwIfNoEntry: false })?.mtimeMs;

  it("is made from its sources, and not made again where nothing changed", () => {
    const { status, stdout, stderr } = node("build.js");
    assert.deepEqual([status, stdout, stderr], [0, "", ""]);
    const before = made("cli/main.js");
    writeFileSync(at("build", ".tsbuildinfo"), "{}");
    assert.equal(node("data-flow.js", "--version").status, 0);
    assert.equal(made("cli/main.js"), before);
    assert.ok(existsSync(at("build", ".tsbuildinfo")));
  });

  it("takes what changed and no more, and leaves nothing of its own to tsc", () => {
    const before = made("cli/main.js");
    const text = readFileSync(at("datasets", "mhealth.ts"), "utf8");
    writeFileSync(at("datasets", "mhealth.ts"), text.replace('title: "', 'title: "New: '));
    assert.equal(node("build.js").status, 0);
    assert.match(readFileSync(at("build", "datasets", "mhealth.js"), "utf8"), /title: "New: /);
    assert.equal(made("cli/main.js"), before);
    assert.ok(!existsSync(at("build", ".tsbuildinfo")));
  });

  describe("that put faults into data sets", () => {
    const good = () => readFileSync(at("datasets", "mhealth.ts"), "utf8").replaceAll("mhealth", "mine");
    const faults = {
      mistyped: () => `${good()}\nexport const wrong: number = "text";\n`,
      unread: () => `${good()}\nexport const = ;\n`,
      refused: () => good().replace(/sql: `/, "sql: ``, more: `"),
      thrown: () => `${good()}\nnull!.x;\n`,
    };

    before(() => {
      for (const [name, text] of Object.entries(faults))
        writeFileSync(at("datasets", `${name}.ts`), text().replaceAll("mine", name));
    });

    it("runs the others, and shows the faults with their places", () => {
      const { document, stderr, status } = run("mhealth");
      assert.ok(status === 0 && document.status !== "failed", stderr);
      assert.match(stderr, /! Skipping datasets\/mistyped\.ts\(\d+,14\): error TS2322: Type 'string'/);
      assert.match(stderr, /! Skipping datasets\/unread\.ts\(\d+,14\): error: /);
      assert.match(stderr, /! Skipping datasets\/refused\.ts\(\d+,14\): error TS2353: /);
      assert.match(stderr, /! Skipping datasets\/thrown\.ts\(\d+,7\): error TS2339: /);
    });

    for (const name of Object.keys(faults))
      it(`fails ${name} alone, by name`, () => {
        const { status, document } = run(name);
        assert.deepEqual([status, document.status, document.error?.name], [1, "failed", "DatasetFaulty"]);
        assert.match(document.error!.message, new RegExp(`^datasets/${name}\\.ts\\(\\d+,\\d+\\): error`));
      });

    it("still knows what it could not read, after another change", () => {
      writeFileSync(
        at("datasets", "mistyped.ts"),
        faults.mistyped().replaceAll("mine", "mistyped").replace('"text"', "3"),
      );
      assert.equal(run("mistyped").status, 0);
      assert.match(run("unread").document.error!.message, /unread\.ts\(\d+,14\): error/);
    });

    it("is well again once they are mended or gone", () => {
      for (const name of Object.keys(faults)) rmSync(at("datasets", `${name}.ts`));
      const { stderr, status } = run("mhealth");
      assert.equal(status, 0);
      assert.doesNotMatch(stderr, /left out/);
      assert.ok(!existsSync(at("build", "datasets", "mistyped.js")));
    });
  });

  it("is refused while the program's own types are wrong", () => {
    const text = readFileSync(at("cli", "main.ts"), "utf8");
    writeFileSync(at("cli", "main.ts"), `${text}\nexport const wrong: number = "text";\n`);
    const { status, stderr } = node("data-flow.js", "--version");
    assert.equal(status, 1);
    assert.match(stderr, /^cli\/main\.ts\(\d+,14\): error TS2322/);
    writeFileSync(at("cli", "main.ts"), text);
  });
});
