import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Dataset, Sample } from "../../contract/dataset";
import { makeSampleSource } from "../../local/sample-source";
import { sampleChunks } from "../sample-chunks";
import { textOf } from "./temporary-home";

const sample: Sample = {
  file: "readings.csv",
  layout: "csv",
  rows: 60_000,
  columns: {
    x: { kind: "wave", mean: 0.5, amplitude: 12, period: 50, digits: 5 },
    y: { kind: "wave", mean: -9.5, amplitude: 3, period: 75, digits: 5 },
    label: { kind: "runs", values: ["0", "1", "2"], length: 100 },
    subject: { kind: "blocks", values: ["subject1", "subject2", "subject3", "subject4"] },
  },
};
// Only what the generator reads.
const dataset = {
  name: "readings",
  sample,
  layouts: [{ name: "csv", delimiter: "," }],
} as unknown as Dataset;

const textWith = (rows: number, size?: number, of = dataset) =>
  Buffer.concat([...sampleChunks(of, rows, size)]).toString();
const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

describe("generated sample", () => {
  it("is a CSV with header and as many rows as asked", () => {
    const text = textWith(1234);
    assert.equal(text.slice(0, text.indexOf("\n")), "x,y,label,subject");
    assert.ok(text.endsWith("\n"));
    assert.equal(rowsOf(text).length, 1234);
  });

  it("has the same bytes everywhere and for ever", () => {
    assert.equal(
      createHash("sha256").update(textWith(10_000)).digest("hex"),
      "179f6ec3e3ebe6cdb7c0904b13f6e831fb4ff002dc382b1f70128660ec0f0667",
    );
  });

  it("has the same bytes whatever the size of its chunks", () => {
    const whole = textWith(500, 1e9);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), (size) => {
        assert.equal(textWith(500, size), whole);
      }),
      { numRuns: 20 },
    );
  });

  it("differs from data set to data set", () => {
    assert.notEqual(textWith(10), textWith(10, 1, { ...dataset, name: "others" }));
  });

  it("gives each block an equal share of consecutive rows", () => {
    const subjects = rowsOf(textWith(10)).map((row) => row[3]?.slice(-1));
    assert.equal(subjects.join(""), "1112233344");
  });

  it("starts the runs again with each block", () => {
    const rows = rowsOf(textWith(4 * 350));
    const labels = (from: number) => rows.slice(from, from + 350).map((row) => row[2]);
    assert.deepEqual(labels(0), [
      ...Array<string>(100).fill("0"),
      ...Array<string>(100).fill("1"),
      ...Array<string>(100).fill("2"),
      ...Array<string>(50).fill("0"),
    ]);
    assert.deepEqual(labels(350), labels(0));
  });

  it("gives every block every value, however short it is", () => {
    const pairs = new Set(rowsOf(textWith(12)).map((row) => `${row[3]} ${row[2]}`));
    assert.equal(pairs.size, 12);
  });

  it("keeps a wave around its mean and within its amplitude", () => {
    const values = rowsOf(textWith(20_000)).map((row) => Number(row[1]));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean + 9.5) < 0.05, `mean ${mean}`);
    assert.ok(values.every((value) => value >= -12.5 && value <= -6.5));
    assert.ok(Math.min(...values) < -11.5 && Math.max(...values) > -7.5);
  });

  it("writes at most so many significant digits, and some values in scientific notation", () => {
    const texts = rowsOf(textWith(20_000)).map((row) => row[0] ?? "");
    const figures = (text: string) => text.replace(/e.*$/, "").replace(/[-.]/g, "").replace(/^0+/, "").length;
    assert.ok(texts.every((text) => figures(text) <= 5));
    const scientific = texts.filter((text) => /^-?\d(\.\d+)?e-\d\d$/.test(text)).length;
    assert.ok(scientific > 10 && scientific < 100, `${scientific} in scientific notation`);
  });

  it("quotes a value that holds the delimiter", () => {
    const columns = { a: { kind: "blocks", values: ['x,"y"'] } } as const;
    assert.equal(textWith(1, 1, { ...dataset, sample: { ...sample, columns } }), 'a\n"x,""y"""\n');
  });

  it("is a source that says it is generated", async () => {
    const source = makeSampleSource(dataset, 3);
    assert.equal(source.generated, true);
    assert.equal(source.origin, "generated sample");
    const { name, bytes } = await source.open();
    assert.equal(name, "readings.csv");
    assert.equal(await textOf(bytes), textWith(3));
  });

  it("has a version that tells rows and description apart", async () => {
    const versions = await Promise.all([
      makeSampleSource(dataset).version(),
      makeSampleSource(dataset, 3).version(),
      makeSampleSource({ ...dataset, sample: { ...sample, columns: {} } }, 3).version(),
    ]);
    assert.match(versions[0] ?? "", /^sample-1:60000:[0-9a-f]{16}$/);
    assert.equal(new Set(versions).size, 3);
    assert.equal(await makeSampleSource(dataset, 60_000).version(), versions[0]);
  });

  it("refuses a number of rows that is none", () => {
    for (const rows of [-1, 0.5, NaN])
      assert.throws(() => makeSampleSource(dataset, rows), { name: "SampleRows" });
  });
});
