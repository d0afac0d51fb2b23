import assert from "node:assert/strict";
import type { CsvColumn, CsvLayout } from "../../../../contract/formats";
import { findLayout, firstLine, misfits } from "../../../../core/formats/csv/layout";

const column = (name: string, from: CsvColumn["from"], more: Partial<CsvColumn> = {}): CsvColumn => ({
  name,
  type: "int",
  nullable: false,
  from,
  prefix: "",
  nulls: [""],
  nonFinite: [],
  ...more,
});
const named: CsvLayout = {
  name: "named",
  files: "\\.csv$",
  delimiter: ",",
  quoting: "rfc4180",
  header: true,
  fields: 0,
  columns: [column("a", { header: "A" }), column("b", { header: "B" })],
};
const numbered: CsvLayout = {
  name: "numbered",
  files: "log(?<id>.*)\\.(csv|log)$",
  delimiter: "\t",
  quoting: "none",
  header: false,
  fields: 3,
  columns: [column("a", { field: 2 }), column("id", { path: "id" })],
};
const find = (path: string, text: string, layouts = [named, numbered]) =>
  findLayout(path, Buffer.from(text), true, layouts);

describe("layout of a raw file", () => {
  it("finds the header's columns in any order and among others", () => {
    const found = find("x.csv", '\ufeffB,"extra ""x""",A\n1,2,3\n');
    assert.deepEqual(
      [found?.layout, found?.fields, found?.columns, found?.dataStart],
      ["named", 3, [2, 0], 21],
    );
  });

  it("wants each name exactly once", () => {
    assert.equal(find("x.csv", "A,b\n"), undefined);
    assert.equal(find("x.csv", "A,B,A\n1,2,3"), undefined);
    assert.notEqual(find("x.csv", "A,B,C,C\n"), undefined);
  });

  it("finds the fields that one column joins", () => {
    const at = column("at", { headers: ["hour", "date"], join: " " });
    const layout = { ...named, columns: [column("a", { header: "A" }), at] };
    const found = find("x.csv", "date,A,other,hour\n", [layout]);
    assert.deepEqual([found?.columns, found?.unread], [[1, { fields: [3, 0] }], ["other"]]);
    assert.equal(find("x.csv", "date,A,Hour\n", [layout]), undefined);
    assert.equal(find("x.csv", "date,hour,A,hour\n", [layout]), undefined);
    const anyCase = find("x.csv", "date,A,Hour\n", [{ ...layout, headerCase: "any" }]);
    assert.deepEqual(
      [anyCase?.columns, anyCase?.names],
      [
        [1, { fields: [2, 0] }],
        ["A", ""],
      ],
    );
    const three = { ...numbered, columns: [column("at", { fields: [2, 0], join: "" })] };
    assert.deepEqual(find("log1.csv", "1\t2\t3\n", [three])?.columns, [{ fields: [2, 0] }]);
  });

  it("takes the first layout that fits path and first record", () => {
    assert.equal(find("log1.csv", "A,B\n")?.layout, "named");
    assert.equal(find("log1.csv", "1\t2\t3\n")?.layout, "numbered");
    assert.equal(find("other.log", "1\t2\t3\n"), undefined);
  });

  it("wants the number of fields where there is no header, and starts at the first byte", () => {
    const found = find("log7.log", "\ufeff1\t2\t3\n");
    assert.deepEqual([found?.fields, found?.columns, found?.dataStart], [3, [2, { text: "7" }], 3]);
    assert.equal(find("log7.log", "1\t2\n1\t2\n"), undefined);
  });

  it("is not led astray by a bad first record where there is no header", () => {
    const found = find("log7.log", "1\t2\n1\t2\t3\n");
    assert.deepEqual([found?.fields, found?.dataStart], [3, 0]);
  });

  it("tells why a file that a layout is meant for does not fit it", () => {
    const why = (path: string, text: string) =>
      misfits(path, Buffer.from(text), true, [named, numbered]).map(({ why }) => why);
    assert.match(why("x.csv", "A,C\n").join(), /header lacks B/);
    assert.match(why("x.csv", "A,B,A\n").join(), /A twice/);
    assert.match(why("log7.log", "1\t2\n").join(), /first record has 2 fields instead of 3/);
    assert.match(why("x.csv", "").join(), /empty/);
    assert.deepEqual(why("README.txt", "text"), []);
  });

  it("names what a header lacks, and what may be meant", () => {
    const why = (header: string, names: readonly string[]) => {
      const columns = names.map((name) => column(name, { header: name }));
      return misfits("x.csv", Buffer.from(`${header}\n`), true, [{ ...named, columns }])
        .map((misfit) => misfit.why.split("but ")[1])
        .join();
    };
    assert.equal(why("KM,Day,x", ["Km", "Day", "Stati"]), "its header lacks Km (did you mean KM?), Stati");
    assert.equal(why("KM", ["Km"]), "its header lacks Km (did you mean KM?)");
    assert.equal(why("c,Ab", ["b", "Ab"]), "its header lacks b");
    assert.equal(
      why("a;Ab;c", ["c", "Ab"]),
      `its header is one field, "a;Ab;c"; correct the layout's delimiter`,
    );
    assert.equal(
      why("1,2,3", ["a", "b"]),
      "its header lacks a, b. If it has no header, use header: { fields: 3 } in the layout",
    );
    assert.equal(
      why("one", ["one", "two", "three", "four", "five", "sixth", "seventh", "eighth"]),
      "its header lacks two, three, four, five, sixth and 2 more",
    );
  });

  it("tells files that no layout could read from those that lack something", () => {
    const unreadable = (bytes: Buffer) =>
      misfits("x.csv", bytes, true, [named]).map((misfit) => misfit.unreadable);
    assert.deepEqual(unreadable(Buffer.from("")), [true]);
    assert.deepEqual(unreadable(Buffer.from("\n")), [true]);
    // A layout with an encoding reads it.
    assert.deepEqual(unreadable(Buffer.from("A,B,gr\xf6\xdfe\n", "latin1")), [false]);
    assert.deepEqual(unreadable(Buffer.from("A\n")), [false]);
    assert.deepEqual(unreadable(Buffer.from('A,B,"\n')), [false]);
  });

  it("refuses a path whose value is not of the column's type", () => {
    assert.equal(find("logx.log", "1\t2\t3\n"), undefined);
    assert.equal(find("log.log", "1\t2\t3\n"), undefined);
  });

  it("fits a header alone, and nothing that is empty", () => {
    assert.equal(find("x.csv", "A,B")?.dataStart, 3);
    assert.equal(find("x.csv", ""), undefined);
    assert.equal(find("x.csv", "\n\n"), undefined);
    assert.equal(find("x.csv", "\ufeff"), undefined);
  });

  it("says what is wrong with a first record that cannot be read", () => {
    const why = (path: string, bytes: Buffer | string, complete = true) =>
      misfits(path, Buffer.from(bytes as string), complete, [named, numbered])
        .map(({ why }) => why)
        .join();
    const quoting = "has broken quoting: a quote is never closed, or other text stands beside a quoted one";
    assert.match(why("x.csv", 'A,B,"c\n1,2,3\n'), new RegExp(`but its header ${quoting}$`));
    assert.match(why("x.csv", 'A,B,"c"d\n1,2,3\n'), new RegExp(`but its header ${quoting}$`));
    const wide = `A,B,${"x".repeat(1024 * 1024)}`;
    for (const complete of [true, false])
      assert.match(why("x.csv", wide, complete), /but its header is longer than 1 MiB$/);
    const latin1 = Buffer.from("a,b,gr\xf6\xdfe\nk1,M\xfcller,1\n", "latin1");
    const sentence = (what: string, byte: string, at: number) =>
      `layout ${what} is meant for its path, but its ${what === "named" ? "header" : "first record"} is not UTF-8 ` +
      `(byte 0x${byte} at offset ${at}); add its encoding to the layout, such as encoding: "windows-1252", or save the file as UTF-8`;
    assert.equal(why("x.csv", latin1), sentence("named", "F6", 6));
    assert.equal(why("x.csv", Buffer.concat([Buffer.from("\ufeff\n"), latin1])), sentence("named", "F6", 10));
    assert.equal(why("log7.log", Buffer.from("1\t2\t\xe9\n", "latin1")), sentence("numbered", "E9", 4));
    assert.match(why("x.csv", "\n\r\n"), /but it holds empty lines alone$/);
  });

  it("finds how the first record's line ends", () => {
    const end = (text: string) => find("x.csv", text)?.scan.lineEnd;
    assert.deepEqual(
      ["A,B\n1\r", "A,B\r\n1\n", "A,B\r1\n", "A,B", "\n\nA,B\r\n", '"A","B","x\r"\n'].map(end),
      ["lf", "crlf", "cr", "lf", "crlf", "lf"],
    );
    assert.equal(find("log7.log", "1\t2\r\n1\t2\t3\n")?.scan.lineEnd, "crlf");
  });

  it("shows a first line that is fit to print", () => {
    assert.equal(firstLine(Buffer.from("\ufeffa\tb\0\x1b[31m é\r\nc")), "a\\tb··[31m é");
    assert.equal(firstLine(Buffer.from("😀".repeat(300))).length, 400);
    assert.equal(firstLine(Buffer.from([0xff, 97])), "·a");
  });
});
