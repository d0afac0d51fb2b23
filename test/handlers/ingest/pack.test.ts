import assert from "node:assert/strict";
import { checkPartCount, pack, packToFit } from "../../../handlers/ingest/pack";

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
  for (const [size, bytes, slices, parts, mebibytes] of [
    ["1 MB", 1e6, 1, 1, 16],
    ["16 GB", 16e9, 954, 954, 16],
    ["20 GB", 20e9, 1193, 597, 32],
    ["1 TB", 1e12, 59_605, 932, 1024],
  ] as const)
    it(`doubles parts of 16 MiB until at most 1,000 result: ${size}`, () => {
      const partBytes = 2 ** 24;
      const cut = Array.from({ length: Math.ceil(bytes / partBytes) }, (_, i) => ({
        ...slice(0, i * partBytes, Math.min((i + 1) * partBytes, bytes)),
        firstRow: i * partBytes,
      }));
      assert.equal(cut.length, slices);
      const packed = packToFit(cut, { partBytes, maxParts: 1000 });
      assert.deepEqual(
        packed.map((part) => part.slices),
        Array.from({ length: parts }, (_, i) => {
          const [start, end] = [i * mebibytes * 2 ** 20, Math.min((i + 1) * mebibytes * 2 ** 20, bytes)];
          return [{ file: 0, start, end, firstRow: start, records: end - start }];
        }),
      );
    });

  it("joins neighbours in a file alone", () => {
    const [part] = pack([slice(0, 0, 5), slice(0, 5, 6, 0), slice(0, 6, 9), slice(1, 9, 12)], 100);
    assert.deepEqual(
      part?.slices.map(({ file, start, end }) => [file, start, end]),
      [
        [0, 0, 5],
        [0, 6, 9],
        [1, 9, 12],
      ],
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
