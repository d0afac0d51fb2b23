import assert from "node:assert/strict";
import fc from "fast-check";
import { pointerKey } from "../../contract/keys";
import { canonicalJson, createJson, currentPointer, findJson, readJson } from "../../handlers/state";
import { makeMemoryStore, type MemoryStore } from "../memory-store";
import { pointers } from "./pointers";

describe("state documents", () => {
  let store: MemoryStore;
  beforeEach(() => (store = makeMemoryStore()));
  const point = (number: number) => createJson(store, pointerKey("walks", number), { number });

  it("writes the same text whatever the order of the names", () => {
    assert.equal(
      canonicalJson({ b: [{ d: 1, c: 2 }], a: null }),
      canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }),
    );
  });

  it("ends with a newline", () => {
    assert.match(canonicalJson({}), /\n$/);
  });

  it("reads back what it wrote", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (value) => {
        const own = makeMemoryStore();
        await createJson(own, "key", value);
        assert.equal(canonicalJson(await readJson(own, "key")), canonicalJson(value));
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("creates once only", async () => {
    assert.equal(await createJson(store, "key", { a: 1 }), true);
    assert.equal(await createJson(store, "key", { a: 2 }), false);
    assert.deepEqual(await readJson(store, "key"), { a: 1 });
  });

  it("names the key that is missing and what to do", async () => {
    await assert.rejects(readJson(store, "state/x.json"), {
      name: "StateMissing",
      message: /^state\/x\.json .*new run/,
    });
  });

  it("names the key that is damaged and what to do", async () => {
    for (const text of ["", '{"a":', "[]", "null", "7"]) {
      store.objects.set("state/x.json", Buffer.from(text));
      await assert.rejects(readJson(store, "state/x.json"), {
        name: "StateDamaged",
        message: /^state\/x\.json .*--force/,
      });
    }
  });

  it("finds nothing where there is no document, and fails where one is damaged", async () => {
    assert.equal(await findJson(store, "key"), undefined);
    store.objects.set("key", Buffer.from("{"));
    await assert.rejects(findJson(store, "key"), { name: "StateDamaged" });
  });

  it("has no current pointer before the first", async () => {
    assert.equal(await currentPointer(store, "walks"), undefined);
  });

  it("takes the highest number for the current one, beyond 999999 too", async () => {
    for (const number of [2, 1_000_001, 999_999, 1_000_000]) await point(number);
    assert.equal((await currentPointer(store, "walks"))?.number, 1_000_001);
  });

  it("lists pointers in the order of their numbers", async () => {
    for (const number of [1_000_000, 3, 999_999]) await point(number);
    assert.deepEqual(
      (await pointers(store, "walks")).map(({ number }) => number),
      [3, 999_999, 1_000_000],
    );
  });

  it("reads a pointer written before there were merged rows as one without", async () => {
    await point(1);
    assert.equal((await currentPointer(store, "walks"))?.merged, null);
  });

  it("does not take other objects for pointers", async () => {
    await point(1);
    store.objects.set("state/walks/published/000002.json.bak", Buffer.from("{}"));
    assert.equal((await currentPointer(store, "walks"))?.number, 1);
  });

  it("refuses a pointer that bears another number than its key", async () => {
    await createJson(store, pointerKey("walks", 2), { number: 1 });
    await assert.rejects(currentPointer(store, "walks"), {
      name: "StateDamaged",
      message: /000002\.json calls itself number 1/,
    });
  });
});
