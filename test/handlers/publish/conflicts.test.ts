import assert from "node:assert/strict";
import { conflict, makeConflicts } from "./conflicts";

describe("calls whose order can matter", () => {
  for (const [a, b, expected] of [
    ["store.create k", "store.create k", true],
    ["store.create k", "store.get k", true],
    ["store.get k", "store.get k", false],
    ["store.create k", "store.get l", false],
    ["store.list state/", "store.create state/k", true],
    ["store.list state/", "store.delete raw/k", false],
    ["store.list state/", "store.list state/", false],
    ["catalog.get d", "catalog.put d", true],
    ["catalog.put d", "store.get d", false],
  ] as const) {
    it(`${a} and ${b}: ${expected}`, () => {
      assert.deepEqual([conflict(a, b), conflict(b, a)], [expected, expected]);
    });
  }

  it("are those of others' calls that were seen, and every call that was not", () => {
    const { waits, learn } = makeConflicts(2);
    assert.equal(waits(0)("store.get k"), true);
    assert.equal(waits(0)("store.get own"), true);
    assert.equal(waits(1)("store.create k"), true);
    assert.equal(learn(), true);
    assert.equal(waits(0)("store.get k"), true);
    assert.equal(waits(0)("store.get own"), false);
    assert.equal(waits(1)("store.get own"), true);
    assert.equal(learn(), true);
    assert.equal(waits(1)("store.get own"), false);
    assert.equal(learn(), false);
  });
});
