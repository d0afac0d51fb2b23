import assert from "node:assert/strict";
import { compareReaders } from "./compare";

describe("conversion kernel", () => {
  it("gives what the exact readers give, for files with every fault", () => {
    const { files, fields } = compareReaders(
      Array.from({ length: 260 }, (_, seed) => seed),
      260,
    );
    assert.ok(files >= 200, `${files} files`);
    assert.ok(fields >= 100_000, `${fields} fields`);
  });
});
