import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { members } from "../../../core/archive";
import { buildTar } from "./build-tar";
import { buildZip } from "./build-zip";
import { limits, readAll, stored, whole } from "./stored";

const text = (value: string) => Buffer.from(value);

describe("members of an archive", () => {
  const two = [
    { name: "folder/a.csv", data: text("a,b\n1,2\n") },
    { name: "b.csv", data: text("x".repeat(300_000)) },
  ];
  const expected = two.map(({ name, data }) => [name, data]);

  it("gives the files of a zip", async () => {
    assert.deepEqual(await readAll(stored(buildZip(two))), expected);
  });

  it("gives the files of a tar, whatever its name", async () => {
    assert.deepEqual(await readAll(stored(await buildTar(two)), "archive.zip"), expected);
  });

  it("gives the files of a gzipped tar", async () => {
    assert.deepEqual(await readAll(stored(gzipSync(await buildTar(two))), "a.tgz"), expected);
  });

  it("gives a gzipped file under the archive's name without .gz", async () => {
    const gzip = gzipSync(two[0]!.data);
    assert.deepEqual(await readAll(stored(gzip), "data.csv.gz"), [["data.csv", two[0]!.data]]);
  });

  it("reads every member of a gzip of several", async () => {
    const gzip = Buffer.concat([gzipSync(text("a\n")), gzipSync(text("b\n"))]);
    assert.deepEqual(await readAll(stored(gzip, 1), "data.gz"), [["data", text("a\nb\n")]]);
  });

  it("gives a file that is no archive under its own name", async () => {
    assert.deepEqual(await readAll(stored(text("a,b\n")), "plain.zip"), [["plain.zip", text("a,b\n")]]);
  });

  it("gives an empty file", async () => {
    assert.deepEqual(await readAll(stored(Buffer.alloc(0)), "empty.csv"), [["empty.csv", Buffer.alloc(0)]]);
  });

  it("finds nothing in an empty zip and in an empty folder", async () => {
    assert.deepEqual(await readAll(stored(buildZip([]))), []);
    assert.deepEqual(await readAll(stored(await buildTar([{ name: "folder", type: "directory" }]))), []);
  });

  it("leaves out folders, and the files that macOS and Windows leave in them", async () => {
    const names = [
      ...["folder/", "a.csv/", "__MACOSX/._a.csv", "folder/.DS_Store"],
      ...["folder/Thumbs.db", "Desktop.ini", "./folder//a.csv"],
    ];
    const zip = buildZip(names.map((name) => ({ name })));
    assert.deepEqual(await readAll(stored(zip)), [["folder/a.csv", Buffer.alloc(0)]]);
  });

  it("reads zip64, stored members and a comment", async () => {
    const zip = buildZip(
      [
        { ...two[0]!, zip64: true, method: 0 },
        { ...two[1]!, zip64: true },
      ],
      { zip64: true, comment: "made by hand" },
    );
    assert.deepEqual(await readAll(stored(zip)), expected);
  });

  it("reads long and non-ASCII names of a tar", async () => {
    const name = `${"ordner/".repeat(40)}größe-日本.csv`;
    assert.deepEqual(await readAll(stored(await buildTar([{ name, data: text("1") }]))), [[name, text("1")]]);
  });

  it("fetches a zip's directory in few requests", async () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({ name: `${i}.csv`, data: text(`${i}`) }));
    const store = stored(buildZip(many));
    assert.equal((await readAll(store)).length, 3000);
    assert.ok(store.ranges.length < 12, `${store.ranges.length} requests`);
  });

  for (const [kind, build] of Object.entries({
    zip: (packed: typeof two) => Promise.resolve(buildZip(packed)),
    tar: buildTar,
    "tar.gz": async (packed: typeof two) => gzipSync(await buildTar(packed)),
  })) {
    it(`passes over what is left unread in a ${kind}`, async () => {
      const big = { name: "big.csv", data: Buffer.alloc(3_000_000, "12,34\n") };
      const store = stored(await build([big, ...two, { ...big, name: "last.csv" }]), 4096);
      const read: string[] = [];
      for await (const { path, bytes } of members(store, "key", "archive", limits)) {
        if (path === "big.csv") for await (const chunk of bytes) if (chunk.length > 0) break;
        if (path === "b.csv") read.push((await whole(bytes)).toString());
      }
      assert.deepEqual(read, [two[1]!.data.toString()]);
      assert.equal(store.open(), 0);
    });

    it(`closes everything when the reader of a ${kind} gives up`, async () => {
      const store = stored(await build([{ name: "big.csv", data: Buffer.alloc(3_000_000, "12,34\n") }]), 512);
      const reading = async () => {
        for await (const { bytes } of members(store, "key", "archive", limits)) {
          for await (const chunk of bytes) throw new Error(`enough after ${chunk.length > 0}`);
        }
      };
      await assert.rejects(reading(), { message: "enough after true" });
      assert.equal(store.open(), 0);
    });

    it(`hands on the store's own error from a ${kind}`, async () => {
      const random = Buffer.from(Array.from({ length: 900_000 }, (_, i) => (i * 2654435761) >>> 24));
      const object = await build([{ name: "big.csv", data: random }]);
      const store = stored(object, 512, Math.floor(object.length / 2));
      await assert.rejects(readAll(store), { name: "StoreDown", message: "the store is down" });
      assert.equal(store.open(), 0);
    });

    it(`gives back what was packed as ${kind}, in chunks of any size`, async () => {
      const name = fc.stringMatching(/^[a-zA-Z0-9_ é日-]{1,120}$/);
      const packed = fc.record({ name, data: fc.uint8Array({ maxLength: 5000 }) });
      const files = fc.uniqueArray(packed, { maxLength: 8, selector: (file) => file.name });
      const chunk = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 9000 }));
      await fc.assert(
        fc.asyncProperty(files, chunk, async (given, chunkSize) => {
          fc.pre(kind === "zip" || given.length > 0);
          const all = given.map((file) => ({ name: `d/${file.name}`, data: Buffer.from(file.data) }));
          const found = await readAll(stored(await build(all), chunkSize));
          assert.deepEqual(
            found,
            all.map((file) => [file.name, file.data]),
          );
        }),
        { numRuns: 60 },
      );
    });
  }
});
