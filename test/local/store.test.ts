import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { makeDirectoryStore } from "../../local/directory-store";
import { storeSuite } from "../store-suite";
import { filesBelow, keysOf, streamOf, temporaryHome, textOf } from "./temporary-home";

describe("directory store", () => {
  const home = temporaryHome();
  let opened = 0;
  storeSuite(() => makeDirectoryStore(join(home(), String(opened++))));

  it("leaves no file beside an object that was created, or was not", async () => {
    const store = makeDirectoryStore(home());
    await store.create("state/1.json", Buffer.from("first"));
    await store.create("state/1.json", Buffer.from("second"));
    assert.deepEqual(filesBelow(home()), [join("state", "1.json")]);
  });

  it("yields no more than 1 MiB at once", async () => {
    const store = makeDirectoryStore(home());
    await store.put("raw/big", streamOf("x".repeat(3_000_000)));
    for await (const chunk of store.get("raw/big")) assert.ok(chunk.length <= 1 << 20);
  });

  it("closes the file when the reader stops early", async function () {
    if (process.platform !== "linux") return this.skip();
    const store = makeDirectoryStore(home());
    await store.put("raw/big", streamOf("x".repeat(3_000_000)));
    const before = readdirSync("/proc/self/fd").length;
    for await (const chunk of store.get("raw/big")) if (chunk.length) break;
    assert.equal(readdirSync("/proc/self/fd").length, before);
  });

  it("leaves nothing, not even a temporary file, when the stream throws", async () => {
    const store = makeDirectoryStore(home());
    async function* broken() {
      yield* streamOf("first half");
      throw new Error("connection lost");
    }
    await assert.rejects(store.put("raw/a", broken()), /connection lost/);
    assert.deepEqual(filesBelow(home()), []);
  });

  it("never lists unfinished files", async () => {
    const store = makeDirectoryStore(home());
    writeFileSync(store.temporary(), "unfinished");
    assert.deepEqual(await keysOf(store, ""), []);
  });

  it("deletes keys with the folders that become empty, and no others", async () => {
    const store = makeDirectoryStore(home());
    for (const key of ["raw/a/b/1", "raw/a/b/2", "raw/c/1"]) await store.put(key, streamOf("x"));
    await store.delete(["raw/a/b/1", "raw/a/b/2", "raw/not/there", "raw/c"]);
    assert.deepEqual(await keysOf(store, ""), ["raw/c/1"]);
    assert.equal(existsSync(join(home(), "raw", "a")), false);
  });

  it("writes into a folder that others keep removing", async () => {
    const store = makeDirectoryStore(home());
    const write = async (name: string) => {
      for (let i = 0; i < 40; i += 1) {
        await store.create(`stage/run/${name}-${i}`, Buffer.from("x"));
        await store.delete([`stage/run/${name}-${i}`]);
      }
    };
    await Promise.all(["a", "b", "c"].map(write));
    assert.deepEqual(await keysOf(store, ""), []);
  });

  it("adopts a finished file without copying it", async () => {
    const store = makeDirectoryStore(home());
    const file = store.temporary();
    writeFileSync(file, "written by another hand");
    assert.equal(await store.adopt("processed/a/part-00000.parquet", file), 23);
    assert.equal(await textOf(store.get("processed/a/part-00000.parquet")), "written by another hand");
    assert.equal(existsSync(file), false);
  });

  for (const key of [
    "../a",
    "raw/../../a",
    "/etc/passwd",
    "raw//a",
    "raw/./a",
    "raw\\a",
    "raw/a\0b",
    "",
    "raw/",
    ".tmp/a",
    "C:/a",
  ]) {
    it(`refuses the key ${JSON.stringify(key)}`, async () => {
      const store = makeDirectoryStore(home());
      await assert.rejects(store.put(key, streamOf("x")), { name: "KeyRefused" });
      await assert.rejects(store.create(key, Buffer.from("x")), { name: "KeyRefused" });
      await assert.rejects(store.delete([key]), { name: "KeyRefused" });
      assert.throws(() => store.path(key), { name: "KeyRefused" });
      assert.deepEqual(filesBelow(home()), []);
    });
  }

  it("accepts a key of dots that climbs nowhere", async () => {
    const store = makeDirectoryStore(home());
    await store.put("raw/..a/...", streamOf("x"));
    assert.deepEqual(await keysOf(store, "raw/."), ["raw/..a/..."]);
  });

  it("refuses a key below another object by name", async () => {
    const store = makeDirectoryStore(home());
    await store.put("raw/a", streamOf("x"));
    await assert.rejects(store.put("raw/a/b", streamOf("x")), { name: "KeyRefused" });
  });

  it("refuses a name too long for the file system by name", async () => {
    const store = makeDirectoryStore(home());
    await assert.rejects(store.put(`raw/${"x".repeat(300)}`, streamOf("x")), { name: "KeyRefused" });
  });

  it("removes what dead processes left, and spares the living", () => {
    const folder = join(home(), ".tmp");
    mkdirSync(folder);
    const host = hostname().replace(/[^A-Za-z0-9.-]/g, "-");
    const dead = `${host}~4194999~aaaaaaaaaaaa~1`;
    const reused = `${host}~${process.pid}~aaaaaaaaaaaa~1`;
    const living = `${host}~${process.ppid}~aaaaaaaaaaaa~1`;
    const foreign = `another-${host}~1~aaaaaaaaaaaa~1`;
    for (const name of [dead, reused, living, foreign]) writeFileSync(join(folder, name), "x");
    const own = makeDirectoryStore(home()).temporary();
    writeFileSync(own, "x");
    makeDirectoryStore(home());
    assert.deepEqual(readdirSync(folder).sort(), [living, foreign, own.slice(folder.length + 1)].sort());
  });
});
