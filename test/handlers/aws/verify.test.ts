import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { verify } from "../../../handlers/verify";
import { temporaryHome } from "../../local/temporary-home";
import { useMinistack } from "../../ministack";
import { makeStore, storeFiles } from "../../verify/store";
import { newBucket } from "./bucket";

describe("verify over a bucket", function () {
  this.timeout(120_000);
  useMinistack();
  const home = temporaryHome();

  it("reads documents alone, and finds the object that was replaced", async () => {
    await makeStore(home());
    const { store } = await newBucket();
    const files = storeFiles(home());
    for (const key of files) await store.put(key, createReadStream(join(home(), key)));
    const read: string[] = [];
    const watched: typeof store = {
      ...store,
      get: (key, range) => {
        read.push(key);
        return store.get(key, range);
      },
    };
    const { status, files: looked } = await verify(watched);
    assert.deepEqual([status, looked.unchecked], ["ok", 0]);
    assert.deepEqual(
      read.filter((key) => !key.endsWith(".json")),
      [],
    );
    const table = files.find((key) => key.startsWith("processed/weather/"))!;
    const other = files.find((key) => key.startsWith("stage/weather/"))!;
    await store.put(table, createReadStream(join(home(), table), { end: 9 }));
    // Gone by a rule of the bucket's lifecycle.
    await store.delete([other]);
    const { damaged } = await verify(watched, { expiring: ["stage"] });
    assert.deepEqual(
      damaged.map(({ key }) => key),
      [table],
    );
  });
});
