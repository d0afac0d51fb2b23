import assert from "node:assert/strict";
import type { CatalogEntry } from "../../core/run/ports";
import { catalogTables, makeCatalog } from "../../local/catalog";
import { makeDirectoryStore } from "../../local/directory-store";
import { keysOf, streamOf, temporaryHome } from "./temporary-home";

const entry = (location: string): CatalogEntry => ({
  table: { name: "t", description: "", columns: [{ name: "a", type: "int", comment: "" }], parameters: {} },
  location,
});

describe("laptop catalog", () => {
  const home = temporaryHome();

  it("knows no table at first", async () => {
    const catalog = makeCatalog(makeDirectoryStore(home()));
    assert.equal(await catalog.get("t"), undefined);
  });

  it("gives back the last entry with its version", async () => {
    const store = makeDirectoryStore(home());
    const catalog = makeCatalog(store);
    await catalog.put("t", entry("one/"), undefined);
    await catalog.put("t", entry("two/"), "1");
    assert.deepEqual(await catalog.get("t"), { version: "2", entry: entry("two/") });
    assert.deepEqual(await keysOf(store, "catalog/"), ["catalog/t/000001.json", "catalog/t/000002.json"]);
  });

  it("refuses to create a table that is there", async () => {
    const catalog = makeCatalog(makeDirectoryStore(home()));
    await catalog.put("t", entry("one/"), undefined);
    await assert.rejects(catalog.put("t", entry("two/"), undefined), { name: "CatalogConflict" });
    assert.equal((await catalog.get("t"))?.entry.location, "one/");
  });

  it("refuses to write on a version that is no longer the current one", async () => {
    const catalog = makeCatalog(makeDirectoryStore(home()));
    await catalog.put("t", entry("one/"), undefined);
    await catalog.put("t", entry("two/"), "1");
    await assert.rejects(catalog.put("t", entry("late/"), "1"), { name: "CatalogConflict" });
    assert.equal((await catalog.get("t"))?.entry.location, "two/");
  });

  it("keeps tables apart whose names begin alike", async () => {
    const store = makeDirectoryStore(home());
    const catalog = makeCatalog(store);
    await catalog.put("t", entry("one/"), undefined);
    await catalog.put("t_2", entry("two/"), undefined);
    assert.equal((await catalog.get("t"))?.entry.location, "one/");
    assert.deepEqual(await catalogTables(store), ["t", "t_2"]);
  });

  it("says which entry is damaged", async () => {
    const store = makeDirectoryStore(home());
    await store.put("catalog/t/000001.json", streamOf("{"));
    await assert.rejects(makeCatalog(store).get("t"), {
      name: "StateDamaged",
      message: "catalog/t/000001.json (1 bytes) is not JSON. Run t again.",
      version: "1",
    });
  });

  it("takes no other object for an entry", async () => {
    const store = makeDirectoryStore(home());
    await makeCatalog(store).put("t", entry("one/"), undefined);
    for (const key of ["catalog/.DS_Store", "catalog/t/.DS_Store", "catalog/t/000001.json.bak"])
      await store.put(key, streamOf("x"));
    assert.deepEqual(await catalogTables(store), ["t"]);
    assert.equal((await makeCatalog(store).get("t"))?.entry.location, "one/");
  });
});
