import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { makeDirectoryStore } from "../../local/directory-store";
import { filesBelow, streamOf, temporaryHome, textOf } from "./temporary-home";

/** Runs work on a disk of 1 MiB, or skips the test, but never under CI. */
async function onSmallDisk(context: Mocha.Context, folder: string, work: () => Promise<void>): Promise<void> {
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { encoding: "utf8" });
  if (mounted.status !== 0) {
    const reason = `no small disk can be mounted: ${mounted.error?.message ?? mounted.stderr.trim()}`;
    if (process.env["CI"] === "true") throw new Error(reason);
    console.log(`      skipped: ${reason}`);
    return context.skip();
  }
  try {
    await work();
  } finally {
    assert.equal(spawnSync("umount", [folder]).status, 0);
  }
}

describe("directory store on a full disk", () => {
  const home = temporaryHome();

  it("says StoreFull with key, place and remedy, and keeps the old object and no rest", async function () {
    await onSmallDisk(this, home(), async () => {
      const store = makeDirectoryStore(home());
      await store.put("raw/a", streamOf("old"));
      await assert.rejects(
        store.put("raw/a", streamOf("x".repeat(600_000), "x".repeat(600_000))),
        (error: Error) => {
          assert.equal(error.name, "StoreFull");
          for (const word of ["raw/a", home(), "DATA_FLOW_HOME"])
            assert.ok(error.message.includes(word), word);
          return true;
        },
      );
      assert.equal(await textOf(store.get("raw/a")), "old");
      assert.deepEqual(filesBelow(home()), [join("raw", "a")]);
    });
  });

  it("says StoreFull when creating, and creates nothing", async function () {
    await onSmallDisk(this, home(), async () => {
      const store = makeDirectoryStore(home());
      await assert.rejects(store.create("state/a", Buffer.alloc(2_000_000)), { name: "StoreFull" });
      assert.deepEqual(filesBelow(home()), []);
    });
  });

  it("has room again once keys are deleted", async function () {
    await onSmallDisk(this, home(), async () => {
      const store = makeDirectoryStore(home());
      await store.put("raw/a", streamOf("x".repeat(700_000)));
      await store.delete(["raw/a"]);
      await store.put("raw/b", streamOf("x".repeat(700_000)));
    });
  });

  it("says StoreReadOnly without the right to write", async function () {
    if (process.getuid?.() === 0 || process.platform === "win32") {
      // Root may write everywhere but on a disk that is mounted for reading.
      return onSmallDisk(this, home(), async () => {
        const store = makeDirectoryStore(home());
        assert.equal(spawnSync("mount", ["-o", "remount,ro", home()]).status, 0);
        await assert.rejects(store.put("raw/a", streamOf("x")), { name: "StoreReadOnly" });
      });
    }
    const store = makeDirectoryStore(home());
    chmodSync(join(home(), ".tmp"), 0o500);
    await assert.rejects(store.put("raw/a", streamOf("x")), { name: "StoreReadOnly" });
  });
});
