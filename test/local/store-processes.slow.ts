import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { makeCatalog } from "../../local/catalog";
import { makeDirectoryStore } from "../../local/directory-store";
import { filesBelow, keysOf, streamOf, temporaryHome, textOf } from "./temporary-home";

const child = (...args: string[]) => fork(join(__dirname, "store-child.js"), args);

/** Starts processes that all do the same at once; their results. */
async function race(home: string, mode: string, count: number): Promise<unknown[]> {
  const children = Array.from({ length: count }, (_, i) => child(home, mode, String(i)));
  const exits = children.map((each) => once(each, "exit"));
  await Promise.all(children.map((each) => once(each, "message")));
  const results = children.map((each) => once(each, "message") as Promise<[{ result: unknown }]>);
  for (const each of children) each.send("go");
  const all = (await Promise.all(results)).map(([{ result }]) => result);
  await Promise.all(exits);
  return all;
}

describe("directory store between processes", function () {
  const home = temporaryHome();

  it("lets exactly one of many processes create a key", async () => {
    const results = await race(home(), "race", 8);
    assert.deepEqual(results.filter((result) => result === true).length, 1);
    assert.deepEqual(results.filter((result) => result === false).length, 7);
    const winner = results.indexOf(true);
    assert.equal(
      await textOf(makeDirectoryStore(home()).get("state/pointer.json")),
      `${winner}\n`.repeat(1000),
    );
  });

  it("lets exactly one of many processes create a table, and tells the others of the conflict", async () => {
    const results = await race(home(), "catalog", 6);
    assert.equal(results.filter((result) => result === true).length, 1);
    assert.equal(results.filter((result) => result === "CatalogConflict").length, 5);
    const found = await makeCatalog(makeDirectoryStore(home())).get("t");
    assert.equal(found?.entry.location, `processed/t/${results.indexOf(true)}/`);
  });

  const whole = "new ".repeat(50_000);
  for (const mode of ["put", "create"]) {
    it(`never leaves a part of an object when ${mode} is killed before any call`, async () => {
      let survived = false;
      let kills = 0;
      for (let n = 1; !survived; n += 1) {
        const place = join(home(), `${mode}-${n}`);
        if (mode === "put") await makeDirectoryStore(place).put("raw/object", streamOf("old"));
        const process = child(place, mode, String(n));
        const [code, signal] = (await once(process, "exit")) as [number | null, string | null];
        survived = code === 0;
        if (!survived) assert.equal(signal, "SIGKILL");
        kills += survived ? 0 : 1;

        const store = makeDirectoryStore(place);
        const keys = await keysOf(store, "");
        const text = keys.length ? await textOf(store.get("raw/object")) : "";
        assert.ok([mode === "put" ? "old" : "", whole].includes(text), `killed before call ${n}`);
        // Opening the store again cleared what the dead process had not finished.
        assert.deepEqual(filesBelow(place), keys.length ? [join("raw", "object")] : []);
        assert.ok(n < 30, "the child never came to its end");
      }
      assert.ok(kills >= 4, `only ${kills} calls were seen`);
    });
  }
});
