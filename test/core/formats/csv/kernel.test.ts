import assert from "node:assert/strict";
import type { CsvLayout } from "../../../../contract/formats";
import { makeKernelReader } from "../../../../core/formats/csv/kernel-reader";
import type { RecordFile } from "../../../../core/formats/csv/record";
import { makeExactReader } from "../../../../core/formats/csv/records";
import { makeWitness } from "./adversarial";
import { compareReaders } from "./compare";

const wrong: CsvLayout = {
  name: "l",
  files: "",
  delimiter: ",",
  quoting: "rfc4180",
  header: false,
  fields: 2,
  columns: [
    { name: "s", type: "string", nullable: false, from: { field: 0 }, prefix: "", nulls: [], nonFinite: [] },
    { name: "n", type: "int", nullable: false, from: { field: 1 }, prefix: "", nulls: [], nonFinite: [] },
  ],
};

describe("conversion kernel", () => {
  for (const [title, make] of [
    ["the kernel", makeKernelReader],
    ["the exact readers", makeExactReader],
  ] as const)
    it(`keeps no string of bad records (${title})`, () => {
      const { sink } = makeWitness(wrong, 100);
      const file: RecordFile = { file: "f", fields: 2, lineEnd: "lf", columns: [0, 1] };
      const reader = make(wrong, file, 0, sink)!;
      const before = sink.stage.group.bytes.length;
      const line = Buffer.from(`${"x".repeat(1000)},no number\n`.repeat(1000));
      for (let each = 0; each < 20; each++) reader.feed(line);
      reader.finish();
      assert.equal(sink.number, 1000 + 20_000);
      const grown = sink.stage.group.bytes.length - before;
      assert.ok(grown < 2 * line.length, `${grown} bytes more`);
    });

  it("has room for strings behind long constants", () => {
    const constant = "k".repeat(700);
    const long: CsvLayout = {
      ...wrong,
      columns: [{ ...wrong.columns[0]!, name: "k", from: { text: constant } }, ...wrong.columns],
    };
    const { sink, read } = makeWitness(long, 10_000);
    const file: RecordFile = { file: "f", fields: 2, lineEnd: "lf", columns: [{ text: constant }, 0, 1] };
    const reader = makeKernelReader(long, file, 0, sink)!;
    // Blank lines, so that each row is read for itself.
    const lines = Buffer.from(`${"x".repeat(200)},1\n\n`.repeat(5000));
    reader.feed(lines);
    reader.finish();
    assert.equal(read().rows.length, 5000);
  });

  it("is not slow where every row has a byte that is not UTF-8", () => {
    const { sink, read } = makeWitness(wrong, 100);
    const file: RecordFile = { file: "f", fields: 2, lineEnd: "lf", columns: [0, 1] };
    const reader = makeKernelReader(wrong, file, 0, sink)!;
    // Squared, this would be minutes.
    reader.feed(Buffer.from("caf\xe9,1\n".repeat(200_000), "latin1"));
    reader.finish();
    assert.equal(read().bad.length, 200_000);
  });

  it("gives what the exact readers give, for files with every fault", () => {
    const { files, fields } = compareReaders(
      Array.from({ length: 260 }, (_, seed) => seed),
      260,
    );
    assert.ok(files >= 200, `${files} files`);
    assert.ok(fields >= 100_000, `${fields} fields`);
  });
});
