import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { makeDirectoryStore } from "../../local/directory-store";
import { openDatabase } from "../../local/duckdb-connection";
import { memoryLimit } from "../../local/memory-limit";
import { portsIn } from "./staged-run";
import { filesBelow, temporaryHome } from "./temporary-home";

describe("DATA_FLOW_MEMORY", () => {
  const home = temporaryHome();
  const before = process.env["DATA_FLOW_MEMORY"];
  afterEach(() => {
    if (before === undefined) delete process.env["DATA_FLOW_MEMORY"];
    else process.env["DATA_FLOW_MEMORY"] = before;
  });

  it("is a size in MB or GB", () => {
    const sizes = ["500MB", "2GB", "1.5 gb"].map((DATA_FLOW_MEMORY) => memoryLimit({ DATA_FLOW_MEMORY }));
    assert.deepEqual(sizes, [500e6, 2e9, 1.5e9]);
  });

  it("is at most 4 GB where it is not set", () => {
    const limit = memoryLimit({ DATA_FLOW_MEMORY: "" });
    assert.ok(limit > 0 && limit <= 4e9);
  });

  for (const given of ["2", "2TB", "0GB", "-1GB", "half"])
    it(`fails before anything is fetched if it is ${given}`, () => {
      process.env["DATA_FLOW_MEMORY"] = given;
      assert.throws(() => portsIn(home()), { name: "MemoryInvalid", message: /such as 2GB, or unset it/ });
    });

  it("bounds DuckDB, which spills below the store and leaves nothing there", async () => {
    process.env["DATA_FLOW_MEMORY"] = "100MB";
    const { connection, close } = await openDatabase(makeDirectoryStore(home()));
    // 160 MB of values.
    await connection.run("create temp table rows as select i, hash(i) as h from range(10000000) t(i)");
    const temporary = join(home(), ".tmp");
    const spilled = readdirSync(temporary).flatMap((folder) => readdirSync(join(temporary, folder)));
    assert.ok(spilled.length > 0, "it holds more than its limit");
    close();
    assert.deepEqual(filesBelow(temporary), []);
    assert.deepEqual(readdirSync(temporary), []);
  });
});
