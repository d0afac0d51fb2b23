import assert from "node:assert/strict";
import fc from "fast-check";
import type { ObjectStore } from "../core/run/ports";
import { keysOf, streamOf, textOf } from "./local/temporary-home";

/** What every object store promises; `open` gives an empty one; so many listings of any keys are tried. */
export function storeSuite(open: () => ObjectStore | Promise<ObjectStore>, listings = 25): void {
  it("gives back what was put, and its size", async () => {
    const store = await open();
    assert.equal(await store.put("raw/a/b.csv", streamOf("one,", "zwölf")), 10);
    assert.equal(await textOf(store.get("raw/a/b.csv")), "one,zwölf");
    assert.deepEqual(await store.head("raw/a/b.csv"), { size: 10 });
  });

  it("keeps an empty object", async () => {
    const store = await open();
    assert.equal(await store.put("raw/empty", streamOf()), 0);
    assert.equal(await textOf(store.get("raw/empty")), "");
    assert.deepEqual(await store.head("raw/empty"), { size: 0 });
  });

  it("replaces an object as a whole", async () => {
    const store = await open();
    await store.put("raw/a", streamOf("long content"));
    await store.put("raw/a", streamOf("short"));
    assert.equal(await textOf(store.get("raw/a")), "short");
  });

  it("streams any range of an object", async () => {
    const store = await open();
    const bytes = Buffer.alloc(2_500_000, "0123456789abcdef");
    await store.put("raw/big", streamOf(bytes.toString()));
    const edge = fc.integer({ min: 0, max: bytes.length + 10 });
    await fc.assert(
      fc.asyncProperty(edge, edge, async (start, end) => {
        assert.equal(
          await textOf(store.get("raw/big", { start, end })),
          bytes.subarray(start, end).toString(),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("keeps bytes whose memory is used again for the next ones, in both directions", async () => {
    const store = await open();
    const memory = Buffer.alloc(40_000);
    const reused = async function* () {
      for (let fill = 1; fill <= 250; fill++) {
        // As the caller may: what was there has been taken.
        memory.fill(fill);
        yield await Promise.resolve(memory);
      }
    };
    assert.equal(await store.put("raw/reused", reused()), 10_000_000);
    const wrong: number[] = [];
    let at = 0;
    for await (const chunk of store.get("raw/reused", { start: 0, end: 10_000_000 }, Buffer.alloc(65_536)))
      for (const byte of chunk) if (byte !== Math.floor(at++ / 40_000) + 1) wrong.push(at);
    assert.deepEqual([at, wrong.slice(0, 5)], [10_000_000, []]);
  });

  it("names what lies right under a prefix, folders with a slash", async () => {
    const store = await open();
    for (const key of ["raw/a/1/x", "raw/a/1/y", "raw/a/1-b/z", "raw/a/10", "raw/a2/q", "state/s"])
      await store.put(key, streamOf("x"));
    const names = async (prefix: string) => {
      const found: string[] = [];
      for await (const name of store.names(prefix)) found.push(name);
      return found;
    };
    assert.deepEqual(await names("raw/a/"), ["1-b/", "1/", "10"]);
    assert.deepEqual(await names(""), ["raw/", "state/"]);
    assert.deepEqual(await names("raw/none/"), []);
  });

  it("says NoSuchKey for a missing object and for what is only a folder", async () => {
    const store = await open();
    await store.put("raw/a/b", streamOf("x"));
    for (const key of ["raw/none", "raw/a", "raw/a/b/c"]) {
      await assert.rejects(textOf(store.get(key)), { name: "NoSuchKey" });
      await assert.rejects(textOf(store.get(key, { start: 5, end: 5 })), { name: "NoSuchKey" });
      assert.equal(await store.head(key), undefined);
    }
  });

  it("leaves no object when the stream throws", async () => {
    const store = await open();
    await assert.rejects(store.put("raw/a", broken("first half")), /connection lost/);
    assert.deepEqual(await keysOf(store, ""), []);
  });

  it("keeps the old object when the stream of the new one throws", async () => {
    const store = await open();
    await store.put("raw/a", streamOf("old"));
    await assert.rejects(store.put("raw/a", broken("new")));
    assert.equal(await textOf(store.get("raw/a")), "old");
  });

  it("takes a copy of every chunk before it asks for the next", async () => {
    const store = await open();
    async function* reusing() {
      const chunk = Buffer.alloc(1);
      for (const letter of "abc") {
        chunk.write(letter);
        yield await Promise.resolve(chunk);
      }
    }
    await store.put("raw/a", reusing());
    assert.equal(await textOf(store.get("raw/a")), "abc");
  });

  it("creates an object once", async () => {
    const store = await open();
    assert.equal(await store.create("state/1.json", Buffer.from("first")), true);
    assert.equal(await store.create("state/1.json", Buffer.from("second")), false);
    assert.equal(await textOf(store.get("state/1.json")), "first");
    assert.deepEqual(await keysOf(store, ""), ["state/1.json"]);
  });

  it("says false also to one who creates the same again", async () => {
    const store = await open();
    assert.equal(await store.create("state/1.json", Buffer.from("same")), true);
    assert.equal(await store.create("state/1.json", Buffer.from("same")), false);
  });

  it("lets one of many creators win, whose bytes are then the object", async () => {
    const store = await open();
    const names = ["a", "b", "c", "d", "e", "f"];
    const won = await Promise.all(names.map((name) => store.create("state/1.json", Buffer.from(name))));
    assert.equal(won.filter(Boolean).length, 1);
    assert.equal(await textOf(store.get("state/1.json")), names[won.indexOf(true)]);
  });

  it("lists in the order of the keys' bytes, with sizes", async () => {
    const store = await open();
    // By bytes "-" and "." stand before "/", and U+FFFD before an emoji, which UTF-16 order turns around.
    const keys = ["raw/a-b", "raw/a.b", "raw/a/b", "raw/a/c", "raw/a0", "raw/\ufffd", "raw/\u{1f600}"];
    for (const [size, key] of [...keys.entries()].reverse()) await store.put(key, streamOf("x".repeat(size)));
    const listed: unknown[] = [];
    for await (const each of store.list("raw/")) listed.push(each);
    assert.deepEqual(
      listed,
      keys.map((key, size) => ({ key, size })),
    );
  });

  it("lists exactly the keys that begin with the prefix, whatever the keys", async () => {
    const segment = fc.stringMatching(/^[a-c.-]{1,3}$/).filter((text) => !/^\.+$/.test(text));
    const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `f/${parts.join("/")}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(key, { maxLength: 8 }),
        fc.stringMatching(/^[a-c-]{0,2}$/),
        async (all, end) => {
          const store = await open();
          // A directory cannot hold both a and a/b: such keys are left out.
          const keys = [...new Set(all)].filter((each) => !all.some((other) => other.startsWith(`${each}/`)));
          for (const each of keys) await store.create(each, Buffer.from("x"));
          const expected = keys
            .filter((each) => each.startsWith(`f/${end}`))
            .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          assert.deepEqual(await keysOf(store, `f/${end}`), expected);
        },
      ),
      { numRuns: listings },
    );
  });

  it("deletes keys, whether they are there or not, and no others", async () => {
    const store = await open();
    for (const key of ["raw/a/b/1", "raw/a/b/2", "raw/c/1"]) await store.put(key, streamOf("x"));
    await store.delete(["raw/a/b/1", "raw/a/b/2", "raw/not/there", "raw/c"]);
    assert.deepEqual(await keysOf(store, ""), ["raw/c/1"]);
    await store.delete([]);
  });
}

async function* broken(text: string): AsyncGenerator<Uint8Array> {
  yield* streamOf(text);
  throw new Error("connection lost");
}
