import assert from "node:assert/strict";
import { bounded } from "../../../handlers/ingest/bounded";
import { makeIngest } from "../../../handlers/ingest";
import { makeMemoryStore } from "../../memory-store";
import { whole } from "../../core/archive/stored";
import { cities, csv, day } from "./world";

/** A source of chunks without end, which counts them and tells when it was closed. */
function endless(size?: number) {
  const read = { chunks: 0, closed: false };
  async function* bytes() {
    try {
      for (;;) {
        read.chunks += 1;
        yield Buffer.from(csv);
      }
    } finally {
      read.closed = true;
    }
  }
  return { read, opened: { name: "cities.csv", size, bytes: bytes() } };
}

describe("an archive without end", () => {
  it("is read to its limit, and closed", async () => {
    const { read, opened } = endless();
    await assert.rejects(whole(bounded(opened, 3 * csv.length)), {
      name: "ArchiveTooLarge",
      message: `cities.csv: more than ${3 * csv.length} bytes came; the limit is ${3 * csv.length} bytes (maxUnpackedBytes)`,
    });
    assert.deepEqual(read, { chunks: 4, closed: true });
  });

  it("is taken where it ends at the limit", async () => {
    const bytes = (async function* () {
      yield Buffer.from(csv);
    })();
    assert.equal((await whole(bounded({ name: "x", size: csv.length, bytes }, csv.length))).toString(), csv);
  });

  it("is refused by Ingest at once where its length is stated, and leaves nothing", async () => {
    const { read, opened } = endless(20e9 + 1);
    const store = makeMemoryStore();
    const source = {
      origin: "test",
      generated: false,
      version: () => Promise.resolve(undefined),
      open: () => Promise.resolve(opened),
    };
    const clock = {
      now: () => new Date("2026-03-01T08:00:00Z"),
      random: () => 0,
      sleep: () => Promise.resolve(),
    };
    const ports = { store, clock, log: { progress: () => undefined, warn: () => undefined } };
    await assert.rejects(makeIngest(cities, () => source, ports)({ run: "r1", input: day }), {
      name: "ArchiveTooLarge",
      message: /its length is stated as 20000000001 bytes; the limit is 20000000000 bytes/,
    });
    assert.deepEqual(read, { chunks: 1, closed: true });
    const keys = [];
    for await (const { key } of store.list("")) keys.push(key);
    assert.deepEqual(keys, ["state/cities/runs/r1/started.json"]);
  });
});
