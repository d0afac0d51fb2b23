import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queryJson, runJson } from "./command";

describe("a full disk", () => {
  let mounted = "";
  before(async function () {
    const folder = await mkdtemp(join(tmpdir(), "data-flow-tmpfs-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], { stdio: "pipe" });
      mounted = folder;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      if (process.env["CI"] === "true") throw error;
      console.log("      skipped: mounting a tmpfs needs Linux and root");
      this.skip();
    }
  });
  after(async () => {
    if (!mounted) return;
    execFileSync("umount", [mounted]);
    await rm(mounted, { recursive: true, force: true });
  });

  it("is said in the error, and the old table stays", async () => {
    assert.equal((await runJson(mounted, "mhealth", "--rows", "1000")).status, "published");
    const failed = await runJson(mounted, "mhealth", "--rows", "200000");
    assert.equal(failed.code, 1);
    assert.equal(failed.error?.name, "StoreFull");
    assert.match(failed.error?.message ?? "", /space/);
    assert.deepEqual(await queryJson(mounted, "select count(*)::int as n from mhealth"), [{ n: 1000 }]);
  });
});
