import assert from "node:assert/strict";
import type { CsvLayout } from "../../../../contract/formats";
import { dialectOf, scanOptions } from "../../../../core/formats/csv/dialect";
import {
  cutsKeepRecords,
  equalsPlainScanner,
  equalsPlainSplitter,
  ignoresChunks,
  readsWhatIsWritten,
} from "./dialect-properties";
import { readFile, textColumn, textLayout, type ReadFile } from "./read-file";
import { chunked, scanAll } from "./scan-all";

describe("dialect of a layout", () => {
  it("is none for plain CSV, however it is said", () => {
    for (const said of [{}, { quote: '"' }, { quoting: "none" as const }, { delimiter: "\t" }])
      assert.equal(dialectOf({ delimiter: ",", quoting: "rfc4180", ...said }), undefined);
    for (const said of [{ quote: "'" }, { delimiter: "§" }, { comment: "#" }, { trim: true as const }])
      assert.notEqual(dialectOf({ delimiter: ",", quoting: "rfc4180", ...said }), undefined);
  });

  it("of plain CSV gives what the plain scanner gives", () => equalsPlainScanner(2000));

  it("of plain CSV splits as the plain splitter does", () => equalsPlainSplitter(1500));

  it("reads what a writer of its words has written", () => readsWhatIsWritten(2000));

  it("looks for a comment within the longest record, whatever the chunks", () => {
    const layout = { delimiter: ",", quoting: "rfc4180", trim: true, comment: "//" } as const;
    for (const limit of [1, 2, 3, 4, 5]) {
      const options = { ...scanOptions(layout, 2, "lf"), limit };
      const bytes = Buffer.from("\n  //a\n");
      const whole = scanAll([bytes], options);
      assert.equal(whole.length, limit < 4 ? 1 : 0);
      for (let cut = 0; cut <= bytes.length; cut++)
        assert.deepEqual(scanAll(chunked(bytes, [cut]), options), whole);
    }
  });

  it("keeps its records in slices of any size, without the footer", () => cutsKeepRecords(1500));

  it("finds the same records whatever the chunks, and in a range cut between two", () => ignoresChunks(2500));
});

describe("words of a dialect", () => {
  const read = async (layout: Partial<CsvLayout>, text: string, names = ["a", "b"]) => {
    const found = await readFile(textLayout(names, layout), text);
    if (typeof found === "string") return found;
    return [...found.rows, ...found.bad].map(([, , ...values]) => values);
  };
  const two = [
    ["1", "2"],
    ["3", "4"],
  ];

  it("leave out comments, but not those inside quotes, and count no row for them", async () => {
    const file = '# made up\na,b\n#,\n1,"2\n# 2"\n#x,"y\n\n3,4\n# end "';
    const found = (await readFile(textLayout(["a", "b"], { comment: "#" }), file, 1)) as ReadFile;
    assert.deepEqual(found, {
      ...found,
      rows: [
        [17, 0, "1", "2\n# 2"],
        [34, 1, "3", "4"],
      ],
      bad: [],
    });
    assert.deepEqual(await read({ comment: "//" }, "a,b\n/,2\n//,3\n"), [["/", "2"]]);
  });

  it("leave out a comment of any length", async () => {
    const file = `#${"x".repeat(3_000_000)}\na,b\n1,2\n#${"y".repeat(3_000_000)}\n3,4\n`;
    assert.deepEqual(await read({ comment: "#" }, file), two);
  });

  it("read quotes and escapes of their own", async () => {
    assert.deepEqual(await read({ quote: "'" }, `'a',b\n'it''s, "so"',2\n`), [[`it's, "so"`, "2"]]);
    assert.deepEqual(
      await read({ escape: "\\" }, String.raw`a,b` + "\n" + String.raw`"say \"hi\", \n \\",2` + "\n"),
      [[String.raw`say "hi", \n \ `.trim(), "2"]],
    );
    assert.deepEqual(await read({ escape: "\\" }, 'a,b\n"x ""y""",2\n'), [["quoting", "", '"x ""y""",2']]);
  });

  it("read delimiters of several characters and runs of blanks", async () => {
    assert.deepEqual(await read({ delimiter: "||" }, 'a||b\n1||2\n"3"||4\n'), two);
    assert.deepEqual(await read({ delimiter: "§" }, "a§b\n1§2\n3§4\n"), two);
    const runs = { delimiter: { runsOf: " \t" } };
    assert.deepEqual(await read(runs, '  a \t b\n\n1  2 \n   \n\t3    "4"'), two);
    assert.deepEqual(await read(runs, 'a\n1\n\n  \n""\n', ["a"]), [["1"], [""]]);
  });

  it("leave out blanks around fields, outside their quotes", async () => {
    assert.deepEqual(await read({ trim: true }, ' a ,\tb\n 1 , "2" \n  \n"3",4\t\n'), two);
    assert.deepEqual(await read({ trim: true }, 'a,b\n" 1 " , x y \n"1" 2,3\n'), [
      [" 1 ", "x y"],
      ["quoting", "", '"1" 2,3'],
    ]);
    assert.deepEqual(await read({ trim: true }, "a\n1\n  \n2\n", ["a"]), [["1"], [""], ["2"]]);
    assert.deepEqual(await read({ trim: true, delimiter: "\t" }, " a\tb \n1\t \n"), [["1", ""]]);
  });

  it("fill short records and cut empty fields of long ones, also in plain CSV", async () => {
    const file = 'a,b,c\n1\n1,2,3,,""\n1,2,3,4,\n\n1,2\n';
    const rows = [
      ["1", "", ""],
      ["1", "2", "3"],
      ["1", "2", ""],
    ];
    for (const more of [{}, { comment: "#" }, { trim: true as const }])
      assert.deepEqual(await read({ ragged: "pad", ...more }, file, ["a", "b", "c"]), [
        ...rows,
        ["field_count", "", "1,2,3,4,"],
      ]);
    const columns = [textColumn("a", { field: 0 }), textColumn("b", { field: 1 })];
    const numbered = { columns, header: false, fields: 2, ragged: "pad" as const };
    assert.deepEqual(await read(numbered, "1\n3,4,\n"), [
      ["1", ""],
      ["3", "4"],
    ]);
    assert.equal(await read(numbered, "1,2,3\n"), "its first record has 3 fields instead of 2");
    assert.deepEqual(await read(numbered, "1,2,\n"), [["1", "2"]]);
  });

  it("give the same rows however the file is cut", async () => {
    const lines = Array.from(
      { length: 150 },
      (_, row) => `# ${row}\n  ${row} ;; 'x\n#${"y".repeat(row % 9)}' ;; `,
    );
    const layout = textLayout(["a", "b"], {
      delimiter: ";;",
      quote: "'",
      trim: true,
      comment: "#",
      ragged: "pad",
      skip: "header",
      footer: 1,
    });
    const file = `title\na;;b\n${lines.join("\n")}\n# last\nTotal\n#`;
    const expected = (await readFile(layout, file)) as ReadFile;
    assert.deepEqual([expected.rows.length, expected.bad], [150, []]);
    for (const partBytes of [1, 33, 400]) assert.deepEqual(await readFile(layout, file, partBytes), expected);
  });
});
