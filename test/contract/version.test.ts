import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { programVersion } from "../../contract";

describe("programVersion", () => {
  it("is that of package.json", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal(programVersion, version);
  });
});
