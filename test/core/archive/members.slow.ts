import assert from "node:assert/strict";
import { open, stat } from "node:fs/promises";
import { members, type ArchiveStore } from "../../../core/archive";
import { sharedData } from "../../shared-data";
import { limits } from "./stored";

/** One file of the disk as a store. */
function onDisk(path: string): ArchiveStore {
  return {
    async *get(_key, range) {
      const file = await open(path);
      const bounds = range ? { start: range.start, end: range.end - 1 } : {};
      yield* file.createReadStream(bounds) as AsyncIterable<Uint8Array>;
    },
    head: async () => ({ size: (await stat(path)).size }),
  };
}

async function sizes(path: string): Promise<[string, number][]> {
  const found: [string, number][] = [];
  for await (const { path: name, bytes } of members(onDisk(path), "key", "archive.zip", limits)) {
    let size = 0;
    for await (const chunk of bytes) size += chunk.byteLength;
    found.push([name, size]);
  }
  return found;
}

describe("the recorded archives", () => {
  it("archive.zip holds one CSV file of 131,894,262 bytes", async function () {
    const found = await sizes(sharedData(this, "mhealth", "semi-synthetic", "archive.zip"));
    assert.deepEqual(found, [["mhealth_raw_data.csv", 131_894_262]]);
  });

  it("archive-uci.zip holds ten logs and a README", async function () {
    const found = await sizes(sharedData(this, "mhealth", "semi-synthetic", "archive-uci.zip"));
    assert.equal(found.length, 11);
    assert.equal(found.filter(([name]) => /mHealth_subject\d+\.log$/.test(name)).length, 10);
  });

  it("unpacks in bounded memory", async function () {
    const path = sharedData(this, "mhealth", "semi-synthetic", "archive.zip");
    const before = process.memoryUsage().rss;
    await sizes(path);
    const grown = (process.memoryUsage().rss - before) / 1e6;
    assert.ok(grown < 64, `${grown} MB`);
  });
});
