import assert from "node:assert/strict";
import { lookAt } from "../../../local/init/look";

/** The words of the layout of a text and the names of its columns; why it cannot be read. */
function lookClosely(
  text: string | Buffer,
): [words: object, names: string[], unsure: readonly string[]] | string {
  const head = Buffer.from(text);
  const utf8 = head.equals(Buffer.from(head.toString("utf8")));
  const found = lookAt({
    path: "a.csv",
    size: head.length,
    head,
    tail: Buffer.alloc(0),
    utf8,
    mostlyUtf8: false,
    hasNul: false,
  });
  if (found === "json-lines") return found;
  if ("fault" in found) return found.fault;
  const { delimiter: _, quoting: __, ...words } = found.words as Record<string, unknown>;
  return [words, found.columns.map(({ name }) => name), found.unsure];
}
function look(text: string | Buffer): [words: object, names: string[]] | string {
  const found = lookClosely(text);
  return typeof found === "string" ? found : [found[0], found[1]];
}
const rows = "Ann,5,1.5\nBo,6,2.5\nCy,7,3.5\nDi,8,4.5\n";

describe("a look at a text", () => {
  it("finds the header below titles", () => {
    assert.deepEqual(look(`Report of 2024\n\nname,n,x\n${rows}`), [
      { header: true, skip: "header" },
      ["name", "n", "x"],
    ]);
    assert.deepEqual(look(`Report,,\n,,\nname,n,x\n${rows}`), [
      { header: true, skip: "header" },
      ["name", "n", "x"],
    ]);
    assert.deepEqual(look(`name,n,x\nname,n,x\n${rows}`), [{ header: true, skip: 1 }, ["name", "n", "x"]]);
  });

  it("takes no row for a header, and numbers the columns", () => {
    assert.deepEqual(look(rows), [{ header: { fields: 3 } }, ["column 1", "column 2", "column 3"]]);
  });

  it("finds units, comments and footers", () => {
    assert.deepEqual(look(`name,n,x\n,mm,°C\n${rows}`), [{ header: true, units: true }, ["name", "n", "x"]]);
    assert.deepEqual(look(`# made up\n# by hand\nname,n,x\n${rows}`)[0], { comment: "#", header: true });
    assert.deepEqual(look(`name,n,x\n${rows}Total,26,12\n`)[0], { header: true, footer: '^"?Total"?(,|$)' });
    assert.deepEqual(look(`name,n,x\n${rows}\nSource: the office\n`)[0], {
      header: true,
      footer: '^"?Source:',
    });
  });

  it("writes the end of a footer's first word, too", () => {
    const footer = (end: string, rows = "Ulm;5;1\nSummerau;6;2\nGesamtschule;7;3\nBonn;8;4\n") => {
      const found = look(`name;n;x\n${rows}${end}`);
      return (found[0] as { readonly footer?: unknown }).footer;
    };
    assert.equal(footer("Summe;26;10\n"), '^"?Summe"?(;|$)');
    assert.equal(footer('"Gesamt";26;10\nQuelle: Amt\n'), '^"?Gesamt"?(;|$)');
    assert.equal(footer("Summe 2024;26;10\n"), '^"?Summe ');
    assert.equal(footer(";Summe;10\n"), '^"*;"?Summe"?(;|$)');
    assert.equal(footer("__________\n(C)opyright Amt\n"), '^"?____');
    assert.equal(footer(";;\nSumme;26;10\n"), 2);
    assert.match(
      String(lookClosely(`name,n,x\n${rows},,\nTotal,26,12\n`)[2]),
      /^Left out at the end: 2 lines, .* as many of every file, also of one that ends with rows\.$/,
    );
  });

  it("leaves out the last total alone where others are among the rows", () => {
    const groups = "a;A;1\nb;A;3\nSumme A;;4\nc;B;3\nd;B;5\nSumme B;;8\n";
    const [words, , unsure] = lookClosely(`name;g;x\n${groups}Summe;;12\n`);
    assert.deepEqual(words, { header: true, footer: '^"?Summe"?(;|$)' });
    assert.deepEqual(unsure, [
      'Left out at the end: 1 line, from "Summe" on.',
      'Rows such as "Summe A" look like subtotals and are kept.',
    ]);
    assert.deepEqual(look(`name;g;x\n${groups}`)[0], { header: true });
    const years = "2023;m;1\n2023;f;3\n2023;Total;4\n2024;m;3\n2024;f;5\n2024;Total;8\n";
    assert.deepEqual(look(`year;sex;x\n${years}`)[0], { header: true });
  });

  it("joins the names of two lines where the upper one repeats them", () => {
    assert.deepEqual(look("who,mean,mean\n,2001,2002\nAnn,1.5,2.5\nBo,3.5,4.5\n"), [
      { header: { lines: 2, join: " " } },
      ["who", "mean 2001", "mean 2002"],
    ]);
    assert.deepEqual(look(";Stichtag;Stichtag\n;31.12.1995;31.12.1996\nBayern;1,5;2,5\nBerlin;3,5;4,5\n"), [
      { header: { lines: 2, join: " " } },
      ["", "Stichtag 31.12.1995", "Stichtag 31.12.1996"],
    ]);
    assert.deepEqual(look(`n,n,x\n${rows}`), [{ header: { fields: 3 }, skip: 1 }, ["n", "n", "x"]]);
  });

  it("pads records that lack their last fields, if they are many", () => {
    assert.deepEqual(look(`name,n,x\n${rows}${rows}${"Ed,9\n".repeat(3)}`)[0], {
      header: true,
      ragged: "pad",
    });
    assert.deepEqual(look(`name,n,x\n${rows}Ed,9\n${rows}`)[0], { header: true });
  });

  it("guesses an encoding that is not UTF-8", () => {
    const latin = Buffer.from("name,n\nJosé,5\nZoë,6\n", "latin1");
    assert.deepEqual(look(latin)[0], { encoding: "windows-1252", header: true });
    const wide = Buffer.from("name,n\nAnn,5\nBo,6\n", "utf16le");
    assert.deepEqual(look(wide)[0], { encoding: "utf-16le", header: true });
  });

  it("refuses columns of fixed width where a missing value would move others", () => {
    const lines = ["id  a   b  name", " 1  5   6  Ann", " 2      7  Bo Li", " 3  6   8  Cy", " 4  7   9  Di"];
    const text = (second: string) => `${[...lines.slice(0, 2), second, ...lines.slice(3)].join("\n")}\n`;
    assert.match(look(text(lines[2]!)) as string, /^is of fixed width, and a value is missing in line 3: /);
    assert.deepEqual(look(text(" 2  4   7  Bo"))[1], ["id", "a", "b", "name"]);
    // Not aligned: each field is where the one before it ends.
    assert.deepEqual(look(`id  a n\n${"1000 2  3\n".repeat(8)}9 12 3\n99 2 3\n`)[1], ["id", "a", "n"]);
  });

  it("refuses what is no single table", () => {
    assert.match(look(`name,n,x\n${rows}\nname,n\nAnn,5\nBo,6\n`) as string, /^holds several tables/);
    assert.equal(look("a,b\n"), "has a header and no record");
    assert.match(look(`name,n\n${rows}`) as string, /has 2 names in its header, and 3 fields in its records/);
  });
});
