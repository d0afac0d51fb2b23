import assert from "node:assert/strict";
import { makeJoiner } from "../../../../core/formats/values/joined";

const joined = (join: string, ...values: string[]) => {
  const joiner = makeJoiner(join);
  // What a joiner held before is gone.
  joiner.add(Buffer.from("before"), 0, 6);
  joiner.clear();
  for (const value of values) {
    const bytes = Buffer.from(`<${value}>`);
    joiner.add(bytes, 1, bytes.length - 1);
  }
  return joiner.bytes.toString("utf8", 0, joiner.size);
};

describe("joined values", () => {
  it("have the string between them", () => {
    assert.equal(joined(" ", "2024-01-02", "03:04:05"), "2024-01-02 03:04:05");
    assert.equal(joined("", "a", "é", "c"), "aéc");
    assert.equal(joined(" é ", "x".repeat(500), "y"), `${"x".repeat(500)} é y`);
  });

  it("are empty if each is, and only then", () => {
    assert.equal(joined(" ", "", ""), "");
    assert.equal(joined("-", "", "a", ""), "-a-");
    assert.equal(joined("-", "a", ""), "a-");
  });
});
