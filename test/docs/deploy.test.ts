import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const read = (path: string) => readFileSync(path, "utf8").replaceAll("\r\n", "\n");
const pages = { "docs/deploy.md": read("docs/deploy.md"), "docs/athena.md": read("docs/athena.md") };
const both = Object.values(pages).join("\n");
const all = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map(([, found]) => found!)),
];

describe("docs/deploy.md and docs/athena.md", () => {
  it("name every variable that the workflows read, and no other", () => {
    const folder = ".github/workflows";
    const workflows = readdirSync(folder).map((file) => read(join(folder, file)));
    assert.deepEqual(
      all(pages["docs/deploy.md"], /`((?:AWS|PULUMI)_(?!CONFIG)[A-Z_]+)`/g).sort(),
      all(workflows.join("\n"), /vars\.(\w+)/g).sort(),
    );
  });

  it("ask for outputs that there are", () => {
    const outputs = all(read("index.ts").split("\n  return {").at(-1)!, /^ {4}(\w+):/gm);
    const asked = all(both.replaceAll(/pulumi -C bootstrap .*/g, ""), /pulumi stack output (\w+)/g);
    assert.ok(asked.length > 4);
    assert.deepEqual(
      asked.filter((name) => !outputs.includes(name)),
      [],
    );
    const ofBootstrap = all(read("bootstrap/index.ts"), /^export const (\w+)/gm);
    const askedThere = all(both, /pulumi -C bootstrap stack output (\w+)/g);
    assert.deepEqual(
      askedThere.filter((name) => !ofBootstrap.includes(name)),
      [],
    );
  });

  it("set keys that are declared", () => {
    const keys = (file: string) => Object.keys((parse(read(file)) as { config: object }).config);
    const set = (text: string) =>
      all(text, /config set (?:--secret |--path ')?([\w:]+)/g).filter((key) => key !== "aws:region");
    const bootstrap = all(both, /(pulumi -C bootstrap config set .*)/g).join("\n");
    const stacks = both.replaceAll(/pulumi -C bootstrap config set .*/g, "");
    assert.ok(set(bootstrap).length > 2 && set(stacks).length > 2);
    assert.deepEqual(
      set(bootstrap).filter((key) => !keys("bootstrap/Pulumi.yaml").includes(key)),
      [],
    );
    assert.deepEqual(
      set(stacks).filter((key) => !keys("Pulumi.yaml").includes(key)),
      [],
    );
  });

  it("keep a stack's file when they remove the stack", () => {
    const removing = all(both, /^(pulumi .*stack rm .*)$/gm);
    assert.ok(removing.length > 0);
    for (const command of removing) assert.match(command, / --preserve-config\b/);
  });

  it("run scripts that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: object };
    assert.deepEqual(
      all(both, /npm run (?:--silent )?([a-z:-]+)/g).filter((name) => !(name in scripts)),
      [],
    );
  });

  it("link to files that there are", () => {
    for (const [page, text] of Object.entries(pages)) {
      const missing = all(text, /\]\(([^):#]+)(?:#[\w-]+)?\)/g).filter((to) => !existsSync(join("docs", to)));
      assert.deepEqual(missing, [], page);
    }
  });

  it("name errors that there are", () => {
    const sources = ["core", "handlers", "contract", "glue"].flatMap((room) =>
      readdirSync(room, { recursive: true, encoding: "utf8" })
        .filter((file) => /\.(ts|py)$/.test(file))
        .map((file) => read(join(room, file))),
    );
    const ours = all(
      pages["docs/deploy.md"],
      /`((?:Source|Secret|No|Invalid|Rule|Key|TooManyBad)[A-Z]\w+)`/g,
    );
    assert.ok(ours.length > 6, ours.join());
    assert.deepEqual(
      ours.filter((name) => !sources.some((text) => text.includes(`"${name}"`))),
      [],
    );
  });
});
