import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFolder } from "../../components/package-folder";

const { makeKernel } = createRequire(__filename)(join(packageFolder, "scripts/kernel.js")) as {
  readonly makeKernel: (output?: string) => number;
};

describe("the build of the kernel", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "data-flow-kernel-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("makes the same bytes each time, and nothing if nothing has changed", () => {
    const made = join(folder, "kernel.wasm");
    assert.equal(makeKernel(made), 0);
    assert.ok(readFileSync(made).equals(readFileSync(join(packageFolder, "build/core/kernel/kernel.wasm"))));
    const { mtimeMs } = statSync(made);
    assert.equal(makeKernel(made), 0);
    assert.equal(statSync(made).mtimeMs, mtimeMs);
  });
});
