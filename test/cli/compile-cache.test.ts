import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { dataFlow, withHome } from "./command";

describe("the compiled code of the command", () => {
  it("is kept for this version of Node, and removed for others", () =>
    withHome(async (home) => {
      const folder = resolve(__dirname, "..", "..", ".compile-cache");
      const other = join(folder, "v18.0.0-x64-00000000-0");
      mkdirSync(other, { recursive: true });
      writeFileSync(join(other, "aaaaaaaa"), "x");
      assert.equal((await dataFlow(home, "--version")).code, 0);
      const [kept, ...others] = readdirSync(folder);
      assert.deepEqual(others, []);
      assert.ok(kept?.startsWith(`${process.version}-`), kept);
      assert.ok(readdirSync(join(folder, kept!)).length > 10);
    }));
});
