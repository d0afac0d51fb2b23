import assert from "node:assert/strict";
import { hardDecimals, readAll } from "./doubles";

describe("the kernel's doubles", () => {
  it("are correctly rounded where they lie next to the middle of two", () => {
    const { read, left } = readAll(hardDecimals(1, 20_000));
    assert.ok(read > 19_000, `${left} were left to the exact readers`);
  });

  it("are those of Number for what has an exponent, a sign or many zeros", () => {
    const texts = [
      "1e22",
      "1e23",
      "-1e-22",
      "9007199254740993",
      "-0",
      "-0.0",
      "0e5",
      "00000000000000000001.5",
    ];
    assert.equal(readAll(texts).left, 0);
  });
});
