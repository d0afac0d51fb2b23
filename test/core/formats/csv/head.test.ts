import assert from "node:assert/strict";
import type { CsvLayout } from "../../../../contract/formats";
import { readFile, textColumn, textLayout, type ReadFile } from "./read-file";

const names = ["a", "b"];

/** The rows of a file without their places, and what is bad. */
async function read(layout: Partial<CsvLayout>, bytes: string | Buffer, columns = names) {
  const found = await readFile(textLayout(columns, layout), bytes);
  if (typeof found === "string") return found;
  return { rows: found.rows.map(([, , ...values]) => values), bad: found.bad };
}
const rows = async (layout: Partial<CsvLayout>, bytes: string | Buffer, columns = names) => {
  const found = await read(layout, bytes, columns);
  if (typeof found === "string") return found;
  assert.deepEqual(found.bad, []);
  return found.rows;
};
const values = [
  ["1", "2"],
  ["3", "4"],
];

describe("words of a file's head", () => {
  it("skips lines before the header, empty ones counted", async () => {
    const title = 'Report "of\n\nthe year\n';
    assert.deepEqual(await rows({ skip: 3 }, `${title}a,b\n1,2\n3,4\n`), values);
    assert.deepEqual(
      await rows({ skip: 3 }, `\ufeff${title.replaceAll("\n", "\r\n")}a,b\r\n1,2\r\n3,4\r\n`),
      values,
    );
    assert.deepEqual(await rows({ skip: 2 }, `x\ry\ra,b\r1,2\r3,4\r`), values);
    assert.equal(await rows({ skip: 9 }, "a,b\n1,2\n"), 'it has 2 lines and "skip" is 9');
  });

  it("skips lines before the first record of a file without a header, and keeps its offsets", async () => {
    const columns = [textColumn("a", { field: 0 }), textColumn("b", { field: 1 })];
    const found = await readFile(
      textLayout([], { columns, header: false, fields: 2, skip: 1 }),
      "no, data, here\n1,2\n3,4",
    );
    assert.deepEqual((found as ReadFile).rows, [
      [15, 0, "1", "2"],
      [19, 1, "3", "4"],
    ]);
  });

  it("says that a header begins like a comment, and reads it as the advice says", async () => {
    const file = "# made up\n#a,b\n1,2\n3,4\n";
    const named = ["#a", "b"];
    assert.match(
      String(await rows({ comment: "#" }, file, named)),
      /^its header lacks #a, b, and a line that begins with # is a comment; leave "comment" out, and "skip"/,
    );
    assert.deepEqual(await rows({ skip: 1 }, file, named), values);
  });

  it("finds no header in a line of half a million fields in no time", async () => {
    const before = process.cpuUsage();
    const columns = Array.from({ length: 50 }, (_, index) => `a name of column ${index}`);
    const line = "x,".repeat(500_000);
    assert.match(String(await rows({}, line, columns)), /^its header lacks a name of column 0/);
    for (const before of ["\n", "#\n"]) {
      const found = await rows({ skip: "header", comment: "#" }, before.repeat(499) + line, columns);
      assert.match(String(found), /not found in the first 500 lines/);
    }
    // Each name compared with each field, from each line on, it would be hours.
    assert.ok(process.cpuUsage(before).user < 10e6);
  });

  it("skips every line until the header", async () => {
    for (const head of ["", "\ufeff", "Title\n", '"Title, quoted\n\na\n', "a\nb\n1,2,3\n", "a,c\n"])
      assert.deepEqual(await rows({ skip: "header" }, `${head}b,x,a\n2,,1\n4,,3\n`), values, head);
  });

  it("says what it looked for if it finds no header", async () => {
    assert.equal(
      await rows({ skip: "header" }, "Title\nA,b\n1,2\n"),
      "its header was not found in the first 3 lines: none has a, b; line 2 comes nearest, but its header lacks a (did you mean A?)",
    );
    for (const above of ["  ", "\t", " # remark"])
      assert.match(
        String(await rows({ skip: "header", trim: true, comment: "#" }, `Title\n${above}\nA,b\n1,2\n`)),
        /; line 3 comes nearest/,
        above,
      );
    assert.equal(
      await rows({ skip: "header" }, "x\n"),
      "its header was not found in the first line: none has a, b",
    );
    assert.equal(
      await rows({ skip: "header" }, Buffer.from("T\nb,gr\xf6\xdfe,a\n1,2,3\n", "latin1")),
      "its header was not found in the first 3 lines: none has a, b; the file is not UTF-8 (byte 0xF6 at offset 6); " +
        'add its encoding to the layout, such as encoding: "windows-1252", or save the file as UTF-8',
    );
    assert.equal(await rows({ skip: "header" }, ""), "the file is empty");
  });

  it("joins a header of several lines, and fills its upper names to the right", async () => {
    const header = { lines: 2, join: " " };
    const file = "id,2020,,2021,\n,m,f,m,f\nx,1,2,3,4\n,m,f,m,f\n";
    const columns = ["id", "2020 m", "2020 f", "2021 m", "2021 f"];
    const found = await read({ header }, file, columns);
    assert.deepEqual(found, {
      rows: [["x", "1", "2", "3", "4"]],
      bad: [[34, 1, "header", "", ",m,f,m,f"]],
    });
    assert.equal(await rows({ header }, "id,2020\n", ["id"]), "it has 1 of the 2 lines of its header");
    assert.equal(
      await rows({ header }, file, ["id", "2020 x"]),
      "its header lacks 2020 x (did you mean 2020 m?)",
    );
  });

  it("leaves out the line of units, readable or not", async () => {
    for (const units of ["mm,°C", '"a",b', "mm", Buffer.from("m,\xb0C", "latin1")])
      assert.deepEqual(
        await rows(
          { units: true },
          Buffer.concat([Buffer.from("a,b\n"), Buffer.from(units as string), Buffer.from("\n1,2\n3,4\n")]),
        ),
        values,
      );
    assert.deepEqual(await rows({ units: true }, "a,b\n"), []);
  });

  it("finds names in any case, and a repeated header as it stands", async () => {
    assert.deepEqual(await read({ headerCase: "any" }, "A,B\n1,2\nA,B\n3,4\n"), {
      rows: values,
      bad: [[8, 1, "header", "", "A,B"]],
    });
    assert.equal(await rows({ headerCase: "any" }, "A,a,B\n"), "its header has a twice");
    assert.equal(await rows({}, "A,b\n"), "its header lacks a (did you mean A?)");
  });

  it("makes an optional column null where a file lacks it", async () => {
    const columns = [
      textColumn("a", { header: "a" }),
      textColumn("b", { header: "b", optional: true }, { nullable: true }),
    ];
    for (const lineEnd of ["\n", "\r"]) {
      const lacks = `x,a${lineEnd}0,1${lineEnd}0,3${lineEnd}`;
      assert.deepEqual(await rows({ columns }, lacks), [
        ["1", null],
        ["3", null],
      ]);
      assert.deepEqual(await rows({ columns }, `b,a${lineEnd}2,1${lineEnd}4,3`), values);
    }
    assert.equal(
      await rows({ columns }, "b\n"),
      "its header lacks a. If it has no header, use header: { fields: 1 } in the layout",
    );
  });

  it("names the columns that the layout does not read", async () => {
    const unread = async (text: string) => ((await readFile(textLayout(names), text)) as ReadFile).own.unread;
    assert.deepEqual(await unread("b,c,,a,c, d\n"), ["c", " d"]);
    assert.equal(await unread("b,a\n"), undefined);
  });
});

describe("words of a file's end", () => {
  const file = 'a,b\n1,2\n3,"4"\n\n"Total","6"\nSource: us, "them"\n\n';

  it("leaves out the last records, empty lines not counted", async () => {
    assert.deepEqual(await rows({ footer: 2 }, file), values);
    assert.deepEqual(await rows({ footer: 9 }, file), []);
  });

  it("leaves out everything from the first match on", async () => {
    assert.deepEqual(await rows({ footer: '^"?Total' }, file), values);
    assert.deepEqual(await rows({ footer: "^1" }, file), []);
    assert.deepEqual(await rows({ footer: "^no" }, "a,b\n1,2\n3,4\n"), values);
  });

  it("counts the records that it leaves out", async () => {
    const left = async (footer: number | string, text = file) =>
      ((await readFile(textLayout(names, { footer }), text)) as ReadFile).own.footer;
    assert.deepEqual(
      [await left(2), await left(9), await left("^S"), await left("^no")],
      [2, 4, 1, undefined],
    );
    assert.deepEqual([await left('^"?Total'), await left(2, "a,b\n")], [2, undefined]);
  });

  it("fails where a pattern would leave out more than 100 records", async () => {
    const rows = (count: number) => "1,2\n".repeat(count);
    const read = (records: number, footer: number | string = "^Summe") =>
      readFile(textLayout(names, { footer }), `a,b\n${rows(96)}Summerau,3\n${rows(records - 1)}`, 50);
    assert.equal(((await read(100)) as ReadFile).own.footer, 100);
    assert.equal(((await read(101, 101)) as ReadFile).own.footer, 101);
    await assert.rejects(read(2904), {
      name: "FooterTooEarly",
      message:
        /^x\.csv: record 97, "Summerau,3", matches the layout's footer "\^Summe", and 2,903 records follow/,
    });
    assert.equal(((await read(2904, "^Summe(,|$)")) as ReadFile).own.footer, undefined);
  });

  it("gives the same rows however the file is cut, and no slice has its footer", async () => {
    const lines = Array.from({ length: 200 }, (_, row) => `${row},"x\n${"y".repeat(row % 7)}"`).join("\r\n");
    const whole = `a,b\r\n${lines}\r\nTotal,1\r\nend,2`;
    const layout = textLayout(names, { footer: 2 });
    const expected = (await readFile(layout, whole)) as ReadFile;
    assert.deepEqual([expected.rows.length, expected.bad], [200, []]);
    for (const partBytes of [1, 50, 1000])
      assert.deepEqual(await readFile(layout, whole, partBytes), expected);
    assert.deepEqual(await readFile({ ...layout, footer: "^Total" }, whole, 70), expected);
  });
});

describe("encoding of a layout", () => {
  const text = "a,b\nä,€\n3,4\n";
  const euro = [["ä", "€"], values[1]];

  it("says how the bytes are read, and a byte order mark says otherwise", async () => {
    const bytes = Buffer.from(text.replace("€", "\x80"), "latin1");
    assert.deepEqual(await rows({ encoding: "latin1" }, bytes), euro);
    for (const mark of [Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, "utf16le")])
      assert.deepEqual(await rows({ encoding: "windows-1253" }, mark), euro);
    assert.deepEqual(await rows({ encoding: "utf-16be" }, Buffer.from(text, "utf16le").swap16()), euro);
    assert.deepEqual(await rows({ encoding: "utf-16" }, Buffer.from(text, "utf16le")), euro);
  });

  it("keeps its name, and offsets of the stored bytes", async () => {
    const found = (await readFile(
      textLayout(names, { encoding: "cp1252" }),
      Buffer.from("a,b\n\xe4,2\n3,4\n", "latin1"),
    )) as ReadFile;
    assert.deepEqual([found.own.encoding, found.stored.toString()], ["windows-1252", "a,b\nä,2\n3,4\n"]);
    assert.deepEqual(found.rows, [
      [4, 0, "ä", "2"],
      [9, 1, "3", "4"],
    ]);
  });

  it("sends a record with a byte that cannot be decoded to quarantine", async () => {
    assert.deepEqual(
      await read({ encoding: "windows-1253" }, Buffer.from("a,b\n1,\xaa\\\n3,\xc1\n", "latin1")),
      {
        rows: [["3", "Α"]],
        bad: [[4, 0, "encoding", "", "1,\\xFF\\xAA\\\\"]],
      },
    );
    assert.equal(
      await rows({ encoding: "windows-1253" }, Buffer.from("a,b\xaa\n", "latin1")),
      "its header is not windows-1253 (byte 0xAA at offset 3); correct the layout's encoding",
    );
  });

  it("is advised where the file has one", async () => {
    assert.equal(
      await rows({}, Buffer.from("a,b,gr\xf6\xdfe\n", "latin1")),
      'its header is not UTF-8 (byte 0xF6 at offset 6); add its encoding to the layout, such as encoding: "windows-1252", or save the file as UTF-8',
    );
    assert.equal(
      await rows({}, Buffer.from(text, "utf16le")),
      'it seems to be UTF-16 without a byte order mark; add encoding: "utf-16le" to the layout',
    );
    assert.equal(
      await rows({}, Buffer.from(text, "utf16le").swap16()),
      'it seems to be UTF-16 without a byte order mark; add encoding: "utf-16be" to the layout',
    );
  });

  it("is never UTF-32", async () => {
    const wide = Buffer.from([0xff, 0xfe, 0, 0, 97, 0, 0, 0]);
    for (const bytes of [wide, Buffer.from(wide).swap32()])
      for (const encoding of [{}, { encoding: "latin1" }])
        assert.equal(
          await rows(encoding, bytes),
          "it begins with the byte order mark of UTF-32, which is not supported; save the file as UTF-8",
        );
  });
});
