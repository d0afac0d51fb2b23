import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { forbidden, importsOf, sourcesOf, type ImportTable } from "./imports";

const table = JSON.parse(readFileSync("import-table.json", "utf8")) as ImportTable;

describe("imports", () => {
  for (const room of Object.keys(table).filter((name) => existsSync(name)))
    it(`${room}/ keeps to the import table`, () => {
      const faults = sourcesOf(room).flatMap((file) =>
        importsOf(file, readFileSync(file, "utf8")).flatMap((name) => forbidden(file, name, table) ?? []),
      );
      assert.deepEqual(faults, []);
    });

  it("sees every form of import", () => {
    const text = `
      import a from "a"; import type { B } from "b"; import "c"; export * from "d"; export { e } from "e";
      import f = require("f"); const g = require("g"); const h = import("h"); type I = import("i").I;
      require.resolve("j"); const k = await import(\`k\`); const l = import(name);`;
    assert.deepEqual(importsOf("x.ts", text), [..."abcdefghijk", "(computed: name)"]);
  });

  it("refuses a foreign room, whatever the depth", () => {
    assert.match(forbidden("contract/derive/x.ts", "../../handlers/ports", table) ?? "", /may not/);
    assert.match(forbidden("handlers/x.ts", "../local/store", table) ?? "", /may not/);
  });

  it("refuses a package that is not the room's", () => {
    assert.match(forbidden("contract/x.ts", "node:fs", table) ?? "", /may not/);
    assert.match(forbidden("workflow/x.ts", "yauzl", table) ?? "", /may not/);
    assert.match(forbidden("handlers/x.ts", "yauzl-promise", table) ?? "", /may not/);
  });

  it("lets a room import itself and what its line names", () => {
    assert.equal(forbidden("contract/derive/x.ts", "../types", table), undefined);
    assert.equal(forbidden("handlers/x.ts", "parquet-wasm/node", table), undefined);
    assert.equal(forbidden("handlers/x.ts", "node:zlib", table), undefined);
    assert.equal(forbidden("local/x.ts", "../handlers/ports", table), undefined);
  });
});
