import assert from "node:assert/strict";
import { hardDecimals, readAll } from "../../kernel/doubles";
import { compareReaders } from "./compare";

describe("conversion kernel", () => {
  it("gives what the exact readers give, for 10,000 files and 5 million fields", () => {
    const seeds = (function* () {
      for (let seed = 1_000; seed < 12_000; seed++) yield seed;
    })();
    const { files, fields } = compareReaders(seeds, 260);
    assert.ok(files >= 10_000, `${files} files`);
    assert.ok(fields >= 5_000_000, `${fields} fields`);
  });

  it("rounds 4 million hard decimals as Number does", () => {
    for (let seed = 2; seed < 22; seed++) readAll(hardDecimals(seed, 200_000));
  });
});
