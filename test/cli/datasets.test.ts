import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadsCompiled } from "../../cli/compiled-datasets";
import { faultText } from "../../cli/dataset-fault";
import { load, type LoadedDatasets } from "../../cli/datasets";
import { loadsSources } from "../../cli/source-datasets";
import { datasets } from "../../datasets";

const contract = JSON.stringify(resolve(__dirname, "..", "..", "contract", "index.js"));
const described = (name: string) => `{ name: "${name}", source: {}, stage: {}, table: {} }`;
const good = (name: string) => `exports.${name} = ${described(name)};`;

/** Loads a folder of these files, compiled as they stand here; null for one that could not be. */
async function loaded(
  files: Readonly<Record<string, string | null>>,
  faults: Readonly<Record<string, string>> = {},
): Promise<LoadedDatasets> {
  const folder = mkdtempSync(join(tmpdir(), "data-flow-"));
  const sources = join(folder, "src");
  const compiled = { folder: join(folder, "js"), stamp: join(folder, "stamp") };
  try {
    for (const each of [sources, compiled.folder]) await mkdir(each);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(sources, `${name}.ts`), "");
      if (text !== null) writeFileSync(join(compiled.folder, `${name}.js`), text);
    }
    writeFileSync(compiled.stamp, JSON.stringify({ sources: {}, faults }));
    return load(sources, loadsCompiled(compiled));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const namesOf = ({ datasets }: LoadedDatasets) => datasets.map(({ name }) => name);

describe("the command's data sets", () => {
  it("are all that the program has", async () => {
    const files = await readdir(resolve(__dirname, "..", "..", "..", "datasets"));
    const sources = files.filter((name) => name.endsWith(".ts") && name !== "index.ts");
    assert.deepEqual(
      sources.map((name) => name.slice(0, -".ts".length)).sort(),
      Object.values(datasets)
        .map(({ name }) => name)
        .sort(),
    );
  });

  for (const [what, text, message] of [
    ["throws", 'throw new TypeError("no such thing");', /^TypeError: no such thing$/],
    ["throws what is no error", 'throw "a word";', /^a word$/],
    ["imports what is not there", 'require("./gone");', /^Error: Cannot find module '\.\/gone'$/],
    [
      "breaks the contract",
      `require(${contract}).defineDataset(${described("bad")});`,
      /^data set "bad" has \d+ faults:\n {2}/,
    ],
    ["was not compiled", null, /^it is not compiled: run npm run build$/],
  ] as const)
    it(`are the others where one ${what}`, async () => {
      const found = await loaded({ a: good("a"), bad: text, c: good("c") });
      assert.deepEqual(namesOf(found), ["a", "c"]);
      assert.deepEqual(
        found.faults.map(({ file, names }) => ({ file, names })),
        [{ file: "datasets/bad.ts", names: ["bad"] }],
      );
      assert.match(found.faults[0]!.message, message);
    });

  it("are not those in whose file the build found a fault, whether it can be loaded or not", async () => {
    const faults = { "datasets/types.ts": "datasets/types.ts(1,2): error", "datasets/syntax.ts": "no end" };
    const found = await loaded({ a: good("a"), types: good("other"), syntax: null }, faults);
    assert.deepEqual(namesOf(found), ["a"]);
    assert.deepEqual(found.faults, [
      { file: "datasets/syntax.ts", names: ["syntax"], message: "no end" },
      { file: "datasets/types.ts", names: ["types", "other"], message: "datasets/types.ts(1,2): error" },
    ]);
    assert.deepEqual(found.faults.map(faultText), [
      "datasets/syntax.ts: no end",
      "datasets/types.ts(1,2): error",
    ]);
  });

  it("are not those that import a file with a fault, be it by another one", async () => {
    const files = {
      a: good("a"),
      b: `require("./types"); ${good("b")}`,
      c: `require("./b"); ${good("c")}`,
      d: `require("./syntax"); ${good("d")}`,
      types: "",
      syntax: null,
    };
    const faults = { "datasets/types.ts": "wrong type", "datasets/syntax.ts": "no end" };
    const found = await loaded(files, faults);
    assert.deepEqual(namesOf(found), ["a"]);
    assert.deepEqual(
      found.faults.map(({ file, message }) => `${file}: ${message}`),
      [
        "b.ts: wrong type",
        "c.ts: wrong type",
        "d.ts: no end",
        "syntax.ts: no end",
        "types.ts: wrong type",
      ].map((each) => `datasets/${each}`),
    );
  });

  it("are what a file exports, once, and not its other values", async () => {
    const text = `exports.a = ${described("a")}; exports.default = exports.a; exports.b = ${described("b")}; exports.rows = 3;`;
    assert.deepEqual(namesOf(await loaded({ a: text, shared: "exports.limit = 1;" })), ["a", "b"]);
  });

  it("have a name each: a copy is left out, and of two copies both", async () => {
    const { datasets, faults } = await loaded({
      a: good("a"),
      copy: good("a"),
      x1: good("x"),
      x2: good("x"),
    });
    assert.deepEqual(
      datasets.map(({ name }) => name),
      ["a"],
    );
    assert.deepEqual(
      faults.map(({ file, message }) => `${file}: ${message}`),
      [
        'datasets/copy.ts: its data set is named "a", like the one in datasets/a.ts; rename one of them',
        'datasets/x1.ts: its data set is named "x", like the one in datasets/x2.ts; rename one of them',
        'datasets/x2.ts: its data set is named "x", like the one in datasets/x1.ts; rename one of them',
      ],
    );
  });

  describe("in a project that has the package installed", () => {
    /** Loads a folder of these files as the project wrote them. */
    function loadedSources(files: Readonly<Record<string, string>>): LoadedDatasets {
      const folder = mkdtempSync(join(tmpdir(), "data-flow-"));
      try {
        for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
        return load(folder, loadsSources(folder));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }

    it("are compiled as they are loaded, with the project's files that they import", () => {
      const found = loadedSources({
        "package.json": '{"type": "module"}',
        "a.ts": `import { basename } from "node:path"; import { shared } from "./shared"; import { more } from "./more.js";
          export const a = { ...shared, ...more, name: basename("x/a") } as const satisfies object;`,
        "shared.ts": "export const shared: object = { source: {}, stage: {} };",
        "more.ts": "export const more: object = { table: {} };",
        "index.ts": "throw new Error();",
      });
      assert.deepEqual([namesOf(found), found.faults], [["a"], []]);
    });

    it("are the others where one throws or cannot be read, with its place", () => {
      const { datasets, faults } = loadedSources({
        "a.ts": `export const a = ${described("a")};`,
        "thrown.ts": "interface Left {\n  readonly out: string;\n}\n(null as unknown as Left).out;",
        "unread.ts": "\nexport const = 1;",
        "gone.ts": 'import "./not-there";',
        "uninstalled.ts": 'import "not-installed"; export const b = 1;',
      });
      assert.deepEqual(
        datasets.map(({ name }) => name),
        ["a"],
      );
      const told = Object.fromEntries(faults.map(({ file, message }) => [file, message]));
      assert.match(told["datasets/thrown.ts"]!, /^TypeError: .* \(line 4\)$/);
      assert.match(told["datasets/unread.ts"]!, /unread\.ts\(2,14\): error: /);
      assert.match(told["datasets/gone.ts"]!, /gone\.ts\(1,8\): error: Could not resolve "\.\/not-there"$/);
      assert.match(told["datasets/uninstalled.ts"]!, /^Error: Cannot find module 'not-installed'/);
    });

    it("are asked for in the right folder where there is none", () => {
      const folder = join(tmpdir(), "data-flow-none", "datasets");
      assert.throws(() => load(folder, loadsSources(folder)), {
        name: "DatasetsMissing",
        message: new RegExp(`^There is no folder ${folder}: .* Run it in the folder of your project`),
      });
    });
  });
});
