import assert from "node:assert/strict";
import fc from "fast-check";
import { manifestKey, pointerKey } from "../../../contract/keys";
import { canonicalJson, createJson, currentPointer, findJson, readJson } from "../../../core/run/state";
import { makeMemoryStore, type MemoryStore } from "../../memory-store";
import { wholeManifest } from "../../whole-documents";
import { pointers } from "../../handlers/pointers";

describe("state documents", () => {
  let store: MemoryStore;
  beforeEach(() => (store = makeMemoryStore()));
  const pointer = (number: number) => ({
    ...{ version: 1, dataset: "walks", run: "r", attempt: "a", date: "2026-01-01", number },
    ...{ fingerprint: "f", content: "c", location: "processed/walks/r/a/", files: [] },
    rows: { read: 0, staged: 0, quarantined: 0, published: 0 },
    publishedAt: "2026-01-01T00:00:00.000Z",
  });
  const point = (number: number) => createJson(store, pointerKey("walks", number), pointer(number));

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
      message: /^state\/x\.json .*--force/,
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

  it("finds every flipped bit of a document, or reads the same", async () => {
    const value = { a: 1, b: ["zwölf", { c: null }], checksums: "x" };
    await createJson(store, "state/x.json", value);
    const bytes = store.objects.get("state/x.json")!;
    let found = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      store.objects.set("state/x.json", flipped);
      const read = await readJson<object>(store, "state/x.json").catch((error: Error) => error.name);
      if (read === "StateDamaged") found += 1;
      // Where the name of the checksum is hit, the document has none, and a member more.
      else assert.deepEqual({ ...(read as object), ...value }, read);
    }
    assert.ok(found > 0.9 * bytes.length * 8, `${found} of ${bytes.length * 8}`);
  });

  it("reads a document of an older version, which has no checksum", async () => {
    store.objects.set("state/x.json", Buffer.from(canonicalJson({ a: 1 })));
    assert.deepEqual(await readJson(store, "state/x.json"), { a: 1 });
  });

  it("refuses a document that somebody printed again with another value", async () => {
    await createJson(store, "state/x.json", { a: 1 });
    const text = Buffer.from(store.objects.get("state/x.json")!).toString();
    store.objects.set("state/x.json", Buffer.from(JSON.stringify({ ...(JSON.parse(text) as object), a: 2 })));
    await assert.rejects(readJson(store, "state/x.json"), { name: "StateDamaged" });
  });

  it("refuses valid JSON of another shape by the member that differs, whatever it is", async () => {
    const whole = wholeManifest({ parts: [{ slices: [], records: 0 }] });
    const damages: readonly (readonly [change: object, fault: RegExp])[] = [
      [{ parts: undefined }, /is not a manifest: "parts" is missing/],
      [{ parts: null }, /"parts" is null; expected a list/],
      [{ parts: [null] }, /"parts\[0\]" is null; expected an object/],
      [{ parts: [{ records: 0, slices: [{}] }] }, /"parts\[0\]\.slices\[0\]\.file" is missing/],
      [{ source: "kaggle" }, /"source" is a string; expected an object/],
      [{ records: -1 }, /"records" is a number; expected a count/],
    ];
    for (const [change, message] of damages) {
      store.objects.set(manifestKey("a", "r"), Buffer.from(JSON.stringify({ ...whole, ...change })));
      await assert.rejects(readJson(store, manifestKey("a", "r")), { name: "StateDamaged", message });
    }
    // What a newer version of the program adds is its own matter.
    store.objects.set(manifestKey("a", "r"), Buffer.from(JSON.stringify({ ...whole, added: [] })));
    assert.deepEqual(await readJson(store, manifestKey("a", "r")), { ...whole, added: [] });
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
    await createJson(store, pointerKey("walks", 2), pointer(1));
    await assert.rejects(currentPointer(store, "walks"), {
      name: "StateDamaged",
      message: /000002\.json contains the number 1/,
    });
  });
});
