import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance, hint, nearest } from "../../contract/check/near";

describe("hints", () => {
  it("count a swapped pair of letters as one slip", () => {
    assert.equal(editDistance("rnage", "range"), 1);
  });

  it("count letters inserted, removed and replaced", () => {
    assert.equal(editDistance("kitten", "sitting"), 3);
    assert.equal(editDistance("", "abc"), 3);
  });

  it("have a distance that is symmetric, and nothing only between equals", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.equal(editDistance(a, b), editDistance(b, a));
        assert.equal(editDistance(a, b) === 0, a === b);
      }),
    );
  });

  it("propose nothing where nothing is near", () => {
    assert.equal(nearest("temperature", ["id", "rain"]), undefined);
    assert.equal(hint("temperature", ["id", "rain"]), '(one of "id", "rain")');
  });
});
