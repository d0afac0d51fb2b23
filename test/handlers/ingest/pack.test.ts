import assert from "node:assert/strict";
import { checkPartCount, pack } from "../../../handlers/ingest/pack";

describe("packing slices into parts", () => {
  const slice = (file: number, start: number, end: number, records = end - start) => ({
    file,
    start,
    end,
    firstRow: 0,
    records,
  });
  const shape = (sizes: readonly number[], partBytes: number) =>
    pack(
      sizes.map((size, file) => slice(file, 0, size)),
      partBytes,
    ).map((part) => part.slices.map(({ file }) => file));

  it("gives a large slice a part of its own and packs small ones together, in order", () => {
    assert.deepEqual(shape([3, 3, 10, 4, 4, 4, 1], 10), [[0, 1], [2], [3, 4, 5], [6]]);
  });
  it("leaves out slices without records and counts those of a part", () => {
    const parts = pack([slice(0, 0, 5, 0), slice(1, 0, 5), slice(2, 0, 5)], 100);
    assert.deepEqual(
      parts.map(({ records, slices }) => [records, slices.length]),
      [[10, 2]],
    );
  });
  it("refuses more parts than a run converts, and says where their size is set", () => {
    const parts = pack([slice(0, 0, 8), slice(1, 0, 8)], 8);
    checkPartCount(parts, [], { maxParts: 2, partBytes: 8 });
    assert.throws(() => checkPartCount(parts, [], { maxParts: 1, partBytes: 8 }), {
      name: "TooManyParts",
      message: /at most 1\. Raise "partBytes" in the execution's input \(now 8\), or split the data set\.$/,
    });
  });
});
