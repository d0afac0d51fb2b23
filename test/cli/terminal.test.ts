import assert from "node:assert/strict";
import fc from "fast-check";
import { fittedTable, wholeTable } from "../../cli/text-table";
import { clipped, guard, oneLine, visible, width, wrapped, writeExactly } from "../../cli/terminal";

/** Everything that steers a terminal or the direction of what stands on it, but tab and line feed. */
const hostile = [
  ...Array.from({ length: 32 }, (_, code) => code).filter((code) => code !== 9 && code !== 10),
  ...Array.from({ length: 33 }, (_, code) => 0x7f + code),
  ...[0x61c, 0x200e, 0x200f, 0x2028, 0x2029],
  ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
].map((code) => String.fromCharCode(code));
const isHostile = (text: string) => [...text].some((character) => hostile.includes(character));

/** A stream that keeps what is written to it. */
function recorder(isTTY: boolean) {
  const written: unknown[] = [];
  const stream = { isTTY, write: (chunk: unknown) => (written.push(chunk), true) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

describe("a text on a terminal", () => {
  it("shows every control character and mark of direction as its code", () => {
    for (const character of hostile) {
      const code = character.charCodeAt(0).toString(16).padStart(4, "0");
      assert.equal(visible(`a${character}b`), `a\\u${code}b`);
    }
  });

  it("means the same in a JSON string", () => {
    for (const character of hostile) {
      const json = JSON.stringify({ [character]: `x${character}y` });
      assert.deepEqual(JSON.parse(visible(json)), JSON.parse(json));
      assert.ok(!isHostile(visible(json)));
    }
  });

  it("leaves letters, emoji, tabs and line feeds", () => {
    const text = "Zürich\t株式 👩‍👩‍👧 — \u00a0é\n";
    assert.equal(visible(text), text);
    assert.equal(oneLine("a\tb\nc"), "a\\tb\\nc");
  });

  it("is guarded once and for all, whoever writes", () => {
    const { stream, written } = recorder(true);
    guard(stream);
    guard(stream);
    stream.write("\u001b[31mred\u202e\n");
    assert.deepEqual(written, ["\\u001b[31mred\\u202e\n"]);
  });

  it("is exact where it is asked for, and where it is piped", () => {
    const [terminal, pipe] = [recorder(true), recorder(false)];
    guard(terminal.stream);
    guard(pipe.stream);
    writeExactly(terminal.stream, "\u001b[2K");
    pipe.stream.write("\u001b[31m");
    assert.deepEqual([terminal.written, pipe.written], [["\u001b[2K"], ["\u001b[31m"]]);
  });

  it("is as wide as a terminal draws it", () => {
    const widths = { abc: 3, 株式: 4, "e\u0301": 1, "👩‍👩‍👧": 2, "": 0, ﾊﾝ: 2, Ｗ: 2 };
    for (const [text, columns] of Object.entries(widths)) assert.equal(width(text), columns, text);
  });

  it("is cut between characters", () => {
    assert.equal(clipped("abcdef", 4), "abc…");
    assert.equal(clipped("株式会社", 6), "株式…");
    assert.equal(clipped("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…");
    assert.equal(clipped("abc", 3), "abc");
  });

  it("is broken between words", () => {
    assert.equal(wrapped("  one two three\nfour", 12), "  one two\n  three\nfour");
  });
});

describe("a table", () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.integer().map(String),
    fc.constant("-123456789012345678.123456789"),
  );
  const table = fc
    .integer({ min: 1, max: 12 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
    )
    .map((rows) => rows.map((row) => row.map(oneLine)));

  it("fits every screen", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 20, max: 120 }), (rows, screen) => {
        for (const line of fittedTable(rows, screen).split("\n"))
          assert.ok(width(line) < screen, `${width(line)} of ${screen}: ${line}`);
      }),
    );
  });

  it("is the same as the whole one where there is room", () => {
    fc.assert(
      fc.property(table, (rows) => {
        assert.equal(fittedTable(rows, 100_000), wholeTable(rows));
      }),
    );
  });

  it("cuts long texts, and never a number that has room", () => {
    const rows = [
      ["name", "n", "remark"],
      ["x", "1234567", "a long remark that goes on and on"],
    ];
    assert.equal(fittedTable(rows, 36), "  name        n  remark\n  x     1234567  a long remark tha…");
  });

  it("names the columns that it leaves out", () => {
    const names = Array.from({ length: 9 }, (_, index) => `column_${index}`);
    assert.equal(
      fittedTable([names, names.map(() => "12345678")], 40),
      [
        "  column_0  column_1  column_2",
        "  12345678  12345678  12345678",
        "  … and 6 more columns: column_3, colu…",
      ].join("\n"),
    );
  });
});
