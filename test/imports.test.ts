import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { forbidden, importsOf, roomOf, sourcesOf, type ImportTable } from "./imports";

const table = JSON.parse(readFileSync("import-table.json", "utf8")) as ImportTable;

describe("imports", () => {
  for (const room of Object.keys(table).filter((name) => existsSync(name)))
    it(`${room}/ keeps to the import table`, () => {
      const faults = sourcesOf(room, table).flatMap((file) =>
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
    assert.match(forbidden("contract/derive/x.ts", "../../handlers/load", table) ?? "", /may not/);
    assert.match(forbidden("handlers/x.ts", "../local/store", table) ?? "", /may not/);
  });

  it("refuses a room beside it in the same folder", () => {
    assert.match(forbidden("core/formats/csv/x.ts", "../../sources/source", table) ?? "", /may not/);
    assert.match(forbidden("core/parquet/x.ts", "../archive/zip", table) ?? "", /may not/);
  });

  it("refuses a package that is not the room's", () => {
    assert.match(forbidden("contract/x.ts", "node:fs", table) ?? "", /may not/);
    assert.match(forbidden("workflow/x.ts", "yauzl", table) ?? "", /may not/);
    assert.match(forbidden("core/archive/x.ts", "yauzl-promise", table) ?? "", /may not/);
  });

  it("lets a room import itself and what its line names", () => {
    assert.equal(forbidden("contract/derive/x.ts", "../types", table), undefined);
    assert.equal(forbidden("core/parquet/x.ts", "parquet-wasm/node", table), undefined);
    assert.equal(forbidden("handlers/x.ts", "node:zlib", table), undefined);
    assert.equal(forbidden("local/x.ts", "../core/run/ports", table), undefined);
    assert.equal(forbidden("core/formats/csv/x.ts", "../../run/ports", table), undefined);
  });

  it("takes the innermost room of a file", () => {
    assert.equal(roomOf("handlers/aws/bucket-store.ts", table), "handlers/aws");
    assert.equal(roomOf("handlers/aws", table), "handlers/aws");
    assert.equal(roomOf("handlers/load/index.ts", table), "handlers");
    assert.equal(roomOf("core/formats/csv/scan.ts", table), "core/formats");
    assert.equal(roomOf("handlers/awsome.ts", table), "handlers");
  });

  it("lets a room inside another import it, and not the other way round", () => {
    assert.equal(forbidden("handlers/aws/bucket-store.ts", "../load", table), undefined);
    assert.equal(forbidden("handlers/aws/bucket-store.ts", "@aws-sdk/client-s3", table), undefined);
    assert.match(forbidden("handlers/ingest/index.ts", "../aws/store", table) ?? "", /may not/);
    assert.match(forbidden("handlers/x.ts", "./aws/store", table) ?? "", /may not/);
    assert.match(forbidden("handlers/x.ts", "@aws-sdk/client-s3", table) ?? "", /may not/);
    assert.match(forbidden("local/x.ts", "../handlers/aws/store", table) ?? "", /may not/);
    assert.match(forbidden("handlers/aws/bucket-store.ts", "yauzl", table) ?? "", /may not/);
  });

  it("is kept by the linter's rule, too", async () => {
    const { ESLint } = await import("eslint");
    const lint = async (file: string, specifier: string) => {
      const rule = (await new ESLint().calculateConfigForFile(file)) as {
        rules: Record<string, [number, { patterns: { regex: string }[] }]>;
      };
      const [, { patterns }] = rule.rules["no-restricted-imports"]!;
      return patterns.some(({ regex }) => new RegExp(regex, "u").test(specifier));
    };
    assert.equal(await lint("handlers/x.ts", "./aws/store"), true);
    assert.equal(await lint("handlers/ingest/x.ts", "../aws/store"), true);
    assert.equal(await lint("handlers/ingest/x.ts", "@aws-sdk/client-s3"), true);
    assert.equal(await lint("handlers/ingest/x.ts", "../load"), false);
    assert.equal(await lint("handlers/ingest/x.ts", "../../core/run/ports"), false);
    assert.equal(await lint("handlers/aws/x.ts", "../load"), false);
    assert.equal(await lint("handlers/aws/x.ts", "../../contract"), false);
    assert.equal(await lint("handlers/aws/x.ts", "@aws-sdk/client-s3"), false);
    assert.equal(await lint("handlers/aws/x.ts", "../../local/store"), true);
    assert.equal(await lint("local/x.ts", "../handlers/aws/store"), true);
    assert.equal(await lint("local/x.ts", "../core/run/ports"), false);
    assert.equal(await lint("core/formats/csv/x.ts", "../../run/ports"), false);
    assert.equal(await lint("core/formats/csv/x.ts", "../../sources/source"), true);
  });
});
