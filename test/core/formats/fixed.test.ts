import assert from "node:assert/strict";
import fc from "fast-check";
import type { FixedColumn, FixedLayout } from "../../../contract/formats";
import { fixed } from "../../../core/formats/fixed";
import { readFile, textColumn, type ReadFile } from "./csv/read-file";

const column = (name: string, from: FixedColumn["from"], more: Partial<FixedColumn> = {}): FixedColumn =>
  textColumn(name, from, more);
const layout = (columns: readonly FixedColumn[], more: Partial<FixedLayout> = {}): FixedLayout => ({
  format: "fixed",
  name: "f",
  files: "(?<id>x)",
  columns,
  ...more,
});
const read = async (of: FixedLayout, bytes: string | Buffer | readonly Buffer[], partBytes?: number) =>
  readFile(of, bytes, partBytes, fixed);

describe("fields at fixed positions", () => {
  const three = [
    column("a", { start: 0, end: 2 }),
    column("b", { start: 2, end: 6 }),
    column("c", { start: 7, end: 9 }, { nullable: true, nulls: [""] }),
  ];

  it("are counted in characters, without the blanks around them", async () => {
    const found = await read(layout(three), "1 two  3\r\n\r\n  é😀 ü x4 ignored\r\n12\r\n");
    assert.deepEqual((found as ReadFile).rows, [
      [0, 0, "1", "two", "3"],
      [12, 1, "", "é😀 ü", "x4"],
      [36, 2, "12", "", null],
    ]);
    assert.deepEqual((found as ReadFile).bad, []);
  });

  it("may overlap, and stand beside what the path and the contract say", async () => {
    const columns = [
      column("all", { start: 0, end: 4 }),
      column("year", { start: 0, end: 2 }, { type: "int" }),
      column("id", { path: "id" }),
      column("t", { text: "t" }),
    ];
    assert.deepEqual(((await read(layout(columns), "24 x\n")) as ReadFile).rows, [
      [0, 0, "24 x", 24, "x", "t"],
    ]);
  });

  it("take the words of lines, and no quotes", async () => {
    const file = Buffer.from('title\n# "c\n1\xe9"b\n  # c\n2 "d\n\nTotal\n', "latin1");
    const words = { encoding: "latin1", skip: 1, comment: "#", footer: "^Total" };
    const found = (await read(layout(three.slice(0, 2), words), file, 1)) as ReadFile;
    assert.deepEqual(
      [found.rows, found.bad],
      [
        [
          [11, 0, "1é", '"b'],
          [23, 1, "2", '"d'],
        ],
        [],
      ],
    );
    assert.equal(found.own.footer, 1);
  });

  it("send what they cannot read to quarantine", async () => {
    const columns = [column("n", { start: 1, end: 3 }, { type: "int" }), column("s", { start: 3, end: 5 })];
    const found = (await read(
      layout(columns),
      Buffer.from("x12ab\nx1yab\nx\nx34\xe9\n", "latin1"),
    )) as ReadFile;
    assert.deepEqual(found.rows, [[0, 0, 12, "ab"]]);
    assert.deepEqual(found.bad, [
      [6, 1, "unreadable", "n", "x1yab"],
      [12, 2, "unreadable", "n", "x"],
      [14, 3, "encoding", "", "x34\\xE9"],
    ]);
    assert.equal(await read(layout(columns), ""), "the file is empty");
  });

  it("are what slicing each line's characters gives, however the file is cut", async () => {
    const line = fc.array(fc.constantFrom("a", "1", " ", " ", "\t", "é", "€", "😀"), { maxLength: 12 });
    const place = fc.record({ start: fc.nat(9), length: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.array(place, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(1, 9, 1000),
        async (lines, places, partBytes) => {
          const columns = places.map(({ start, length }, at) =>
            column(`c${at}`, { start, end: start + length }),
          );
          const expected = lines
            .filter((characters) => characters.join("").trim() !== "")
            .map((characters) =>
              places.map(({ start, length }) =>
                characters
                  .slice(start, start + length)
                  .join("")
                  .replaceAll(/^[ \t]+|[ \t]+$/g, ""),
              ),
            );
          fc.pre(expected.length > 0);
          const file = lines.map((characters) => characters.join("")).join("\n");
          const found = (await read(layout(columns), file, partBytes)) as ReadFile;
          assert.deepEqual(
            found.rows.map(([, , ...values]) => values),
            expected,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});
