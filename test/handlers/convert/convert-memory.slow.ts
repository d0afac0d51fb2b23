import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const peak = async (megabytes: number) => {
  const script = join(__dirname, "convert-memory.js");
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(megabytes)]);
  return Number(stdout);
};

describe("memory of convert", () => {
  it("stays below 512 MB for 1.3 GB of CSV and does not grow with the file", async function () {
    this.timeout(600_000);
    const small = await peak(260);
    const large = await peak(1300);
    assert.ok(large < 512, `${large} MB resident`);
    assert.ok(large < small + 100, `${small} MB resident for 260 MB, ${large} for 1,300`);
  });
});
