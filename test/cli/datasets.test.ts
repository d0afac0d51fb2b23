import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { load, type LoadedDatasets } from "../../cli/datasets";
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
  const places = { sources: join(folder, "src"), compiled: join(folder, "js"), stamp: join(folder, "stamp") };
  try {
    for (const each of [places.sources, places.compiled]) await mkdir(each);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(places.sources, `${name}.ts`), "");
      if (text !== null) writeFileSync(join(places.compiled, `${name}.js`), text);
    }
    writeFileSync(places.stamp, JSON.stringify({ sources: {}, faults }));
    return load(places);
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
});
