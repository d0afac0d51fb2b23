import assert from "node:assert/strict";
import { layoutOf, misfit, readLines, type Described } from "./read";

/** What one column gives for the value `text` of key `v`: its value, or the reason of the quarantine. */
async function of(text: string | undefined, column: Record<string, unknown>): Promise<unknown> {
  const layout = layoutOf({ v: { path: "v", nullable: true, ...column } as unknown as Described });
  const line = text === undefined ? `{"w":1}` : `{"w":1, "v": ${text}}`;
  const { rows, bad, ...more } = await readLines(`${line}\n`, layout);
  assert.deepEqual(await readLines(`${line}\n`, layout, { exact: true }), { rows, bad, ...more });
  if (bad[0]) assert.deepEqual([bad[0].column, bad[0].raw], ["v", line]);
  return bad[0]?.reason ?? rows[0]!["v"];
}

describe("JSON lines: a value", () => {
  it("of an integer or a decimal is exactly what is written", async () => {
    const bigint = { type: "bigint" };
    assert.equal(await of("9223372036854775807", bigint), 9223372036854775807n);
    assert.equal(await of("-9223372036854775808", bigint), -9223372036854775808n);
    assert.equal(await of("9223372036854775808", bigint), "out_of_range");
    assert.equal(await of("9007199254740993", bigint), 9007199254740993n);
    assert.equal(await of("-0", bigint), 0n);
    assert.equal(await of("5.0", bigint), "unreadable");
    assert.equal(await of("1e3", bigint), "unreadable");
    assert.equal(await of("2147483648", { type: "int" }), "out_of_range");
    const decimal = { type: "decimal(38,10)" };
    assert.equal(
      await of("1234567890123456789012345678.0123456789", decimal),
      12345678901234567890123456780123456789n,
    );
    assert.equal(await of("-12.5e-1", decimal), -12500000000n);
    assert.equal(await of("0.00000000001", decimal), "out_of_range");
  });

  it("of a double is the nearest", async () => {
    const double = { type: "double", nonFinite: ["NaN"] };
    for (const text of [
      "0.1",
      "1e-7",
      "123456789012345678",
      "4.35",
      "5e-324",
      "1.7976931348623157e308",
      "9007199254740993",
    ])
      assert.equal(await of(text, double), Number(text));
    assert.ok(Object.is(await of("-0.0", double), -0));
    assert.equal(await of("1e-400", double), 0);
    assert.equal(await of("1e400", double), "out_of_range");
    assert.ok(Number.isNaN(await of(`"NaN"`, double)));
    assert.equal(await of(`"Infinity"`, double), "json_type");
    assert.equal(await of("NaN", double).catch(() => "misfit"), "misfit");
  });

  it("of a string is decoded, every escape", async () => {
    const string = { type: "string" };
    assert.equal(await of(String.raw`"a\"\\\/\b\f\n\r\tb"`, string), 'a"\\/\b\f\n\r\tb');
    assert.equal(await of(String.raw`"\u0041\u00e9\u00E9\u20ac\ud83d\ude00\u0000."`, string), "Aéé€😀\0.");
    assert.equal(await of('"é€😀"', string), "é€😀");
    assert.equal(await of(`"${"x".repeat(5000)}\\u0041"`, string), `${"x".repeat(5000)}A`);
    for (const half of [
      String.raw`\ud800`,
      String.raw`\udc00`,
      String.raw`\ud800\u0041`,
      String.raw`\ud800\ud800\udc00`,
    ])
      assert.equal(await of(`"x${half}"`, string), "json_surrogate");
  });

  it("of another JSON type is quarantined", async () => {
    const string = { type: "string" };
    const found = async (column: Record<string, unknown>) =>
      Promise.all([`"5"`, "5", "true", "[5]", `{"a": 5}`, "null", undefined].map((text) => of(text, column)));
    const wrong = "json_type";
    assert.deepEqual(await found(string), ["5", wrong, wrong, "[5]", `{"a": 5}`, null, null]);
    const all = [`"5"`, "5", "true", "[5]", `{"a": 5}`, null, null];
    assert.deepEqual(await found({ ...string, json: true }), all);
    assert.deepEqual(await found({ type: "int" }), [wrong, 5, wrong, wrong, wrong, null, null]);
    assert.deepEqual(await found({ type: "int", quoted: true }), [5, 5, wrong, wrong, wrong, null, null]);
    assert.deepEqual(await found({ type: "boolean" }), [wrong, wrong, true, wrong, wrong, null, null]);
    const date = { type: "date" };
    assert.deepEqual(await found(date), ["unreadable", wrong, wrong, wrong, wrong, null, null]);
    const required = { type: "int", nullable: false };
    assert.deepEqual(await found(required), [wrong, 5, wrong, wrong, wrong, "null", "null"]);
    assert.equal(await of(`"2024-02-29"`, date), 19782);
    assert.equal(await of(`"2024-02-29T00:00:00Z"`, { ...date, time: "midnight" }), 19782);
    assert.equal(await of(`"2024-02-29T01:00:00+01:00"`, { type: "timestamp" }), 1709164800000000n);
  });

  it("is read in the form that the contract says", async () => {
    const german = { type: "double", quoted: true, decimal: ",", thousands: "." };
    assert.equal(await of(`"1.234,5"`, german), 1234.5);
    // A JSON number is written as JSON says.
    assert.equal(await of("1.234", german), 1.234);
    assert.equal(await of("1.234", { ...german, quoted: undefined }), 1.234);
    assert.equal(await of("5.0", { type: "int", wholeZeros: true }), 5);
    const flag = { type: "boolean", true: ["1"], false: ["0"] };
    assert.deepEqual(await Promise.all(["1", "0", "true", "2", `"1"`].map((text) => of(text, flag))), [
      true,
      false,
      true,
      "unreadable",
      "json_type",
    ]);
    assert.equal(await of(`"1"`, { ...flag, quoted: true }), true);
    const day = { type: "date", dates: ["dd.MM.yyyy", "yyyyMMdd"] };
    assert.equal(await of(`"01.03.2024"`, day), 19783);
    assert.equal(await of("20240301", day), 19783);
    const instant = { type: "timestamp", dates: ["epoch ms"] };
    assert.equal(await of("1709251200001", instant), 1709251200001000n);
    assert.equal(await of("true", instant), "json_type");
  });

  it("is null where its text is one of `nulls`, and lacks its prefix where it has none", async () => {
    assert.equal(await of("-999", { type: "int", nulls: ["-999"] }), null);
    assert.equal(await of(`"n/a"`, { type: "int", nulls: ["n/a"] }), null);
    assert.equal(await of(`""`, { type: "int" }), null);
    assert.equal(await of(`""`, { type: "string" }), "");
    assert.equal(await of(`"\\u006e/a"`, { type: "string", nulls: ["n/a"] }), null);
    assert.equal(await of(`"subject7"`, { type: "int", prefix: "subject" }), 7);
    assert.equal(await of("7", { type: "int", prefix: "subject" }), "unreadable");
  });
});

describe("JSON lines: a path", () => {
  const deep = layoutOf(
    {
      id: { type: "int", path: "user.id", nullable: true },
      tag: { type: "string", path: "user.tags[1].name", nullable: true },
      odd: { type: "string", path: `["a.b"]["ü\\"]"]`, nullable: true },
      user: { type: "string", path: "user", json: true, nullable: true },
      day: { type: "date", group: "day" },
      unit: { type: "string", text: "m" },
    },
    "(?<day>\\d{4}-\\d\\d-\\d\\d)",
  );
  const path = "logs/2024-03-01.jsonl";
  const read = async (line: string) => {
    const { rows, bad, ...more } = await readLines(`${line}\n`, deep, { path });
    const exact = await readLines(`${line}\n`, deep, { path, exact: true });
    assert.deepEqual(exact, { rows, bad, ...more });
    const [row, fault] = [rows[0], bad[0]];
    return row ? [row["id"], row["tag"], row["odd"], row["user"]] : `${fault!.reason} ${fault!.column}`;
  };

  it("finds keys and places at any depth, in any order, with escapes in keys", async () => {
    const user = `{ "tags":[ {"name":"x"} ,{"no":[{}], "name" : "y"}, 3],"id":7 }`;
    assert.deepEqual(await read(`{"a.b": {"ü\\"]": "z"}, "user":${user}}`), [7, "y", "z", user]);
    assert.deepEqual(await read(String.raw`{"\u0061\u002eb": {"\u00fc\"]": "z"}}`), [null, null, "z", null]);
    const { rows } = await readLines(`{"user":{"id":1}}`, deep, { path });
    assert.deepEqual([rows[0]!["day"], rows[0]!["unit"]], [19783, "m"]);
  });

  it("that ends early is null", async () => {
    const far = layoutOf({ v: { type: "int", path: "a[999999]", nullable: true } });
    assert.deepEqual((await readLines(`{"a": [1, 2]}`, far)).rows[0]!["v"], null);
    const none = [null, null, null, null];
    assert.deepEqual(await read("{}"), none);
    assert.deepEqual(await read(`{"user": null, "a.b": null, "User": {"id": 1}, "users": {"id": 1}}`), none);
    assert.deepEqual(await read(`{"user": {"tags": [1]}}`), [null, null, null, `{"tags": [1]}`]);
  });

  it("may be one of several, whose values are joined", async () => {
    const columns = {
      at: { type: "timestamp", paths: ["day", "time.h"], join: "T", nullable: true },
      all: { type: "string", paths: ["n", "day", "ok"], join: "/", nullable: true },
    } as const;
    const file = [
      String.raw`{"day": "2024-03-\u0030\u0031", "time": {"h": "12:00:00"}, "n": 1.50, "ok": true}`,
      `{"day": "2024-03-01", "time": {"h": "12:00:00"}}`,
      `{"day": null, "other": 1}`,
      `{"day": "2024-03-01", "n": 2}`,
      `{"day": ["2024-03-01"]}`,
      `{"day": "2024-03-01", "time": 5}`,
      `{"day": "x", "day": "x"}`,
      String.raw`{"day": "\ud800"}`,
      "",
    ].join("\n");
    const read = await readLines(file, layoutOf(columns));
    assert.deepEqual(await readLines(file, layoutOf(columns), { exact: true }), read);
    assert.deepEqual(
      read.rows.map(({ at, all }) => [at, all]),
      [
        [1709294400000000n, "1.50/2024-03-01/true"],
        [1709294400000000n, "/2024-03-01/"],
        [null, null],
      ],
    );
    assert.deepEqual(
      read.bad.map(({ column, reason }) => `${column} ${reason}`),
      ["at unreadable", "at json_type", "at json_type", "at json_duplicate", "at json_surrogate"],
    );
    const required = layoutOf({ at: { ...columns.at, nullable: false } });
    assert.deepEqual(
      (await readLines(`{"n": 1}\n{"day": null}\n`, required)).bad.map(({ reason }) => reason),
      ["null", "null"],
    );
    assert.deepEqual(read.unread, ["other"]);
  });

  it("needs objects and arrays where it steps into them", async () => {
    assert.equal(await read(`{"user": 5}`), "json_type id");
    assert.equal(await read(`{"user": [{"id": 1}]}`), "json_type id");
    assert.equal(await read(`{"user": {"id": 1, "tags": {"1": {"name": "x"}}}}`), "json_type tag");
    assert.equal(await read(`{"user": {"id": 1, "tags": [0, "x"]}}`), "json_type tag");
  });

  it("is quarantined if a key on it stands twice, however it is written", async () => {
    assert.equal(await read(`{"user": {"id": 1}, "user": {"id": 1}}`), "json_duplicate id");
    assert.equal(await read(`{"user": {"id": 1, "\\u0069d": 2}}`), "json_duplicate id");
    assert.equal(await read(`{"user": {"id": 1}, "a.b": 1, "a.b": 2}`), "json_duplicate odd");
    // Nothing reads these, or reads them as they are.
    const user = `{"id": 1, "x": 1, "x": 2, "tags": [{"y": 1, "y": 2}]}`;
    assert.deepEqual(await read(`{"user": ${user}, "z": 1, "z": 2}`), [1, null, null, user]);
    // Each element of an array has its own keys.
    assert.deepEqual(
      ((await read(`{"user": {"tags": [{"name": "x"}, {"name": "y"}]}}`)) as unknown[])[1],
      "y",
    );
  });
});

describe("JSON lines: a line", () => {
  const layout = layoutOf({ v: { type: "int", path: "v" } });

  it("that is bad keeps its offset, number, column, reason and text; the others go on", async () => {
    const lines: [string | Buffer, string, string | null, string?][] = [
      [`{"v": 1,}`, "json_syntax", null],
      [`{"v": 1} {"v": 2}`, "json_syntax", null],
      [`{"v": 1`, "json_syntax", null],
      [`{"v": 01}`, "json_syntax", null],
      [`{"v": 1, "w": [1}}`, "json_syntax", null],
      [`{"v": 1, "w": [{"x": 1]]}`, "json_syntax", null],
      [`{"v": 1, "w": "\t"}`, "json_syntax", null],
      [`\ufeff{"v": 1}`, "json_syntax", null],
      [`nonsense`, "json_syntax", null],
      [`[1]`, "json_type", null],
      [`"x"`, "json_type", null],
      [`null`, "json_type", null],
      [`{"v": "1"}`, "json_type", "v"],
      [`{"w": 1}`, "null", "v"],
      [`{"v": 1.5}`, "unreadable", "v"],
      [
        Buffer.from([...Buffer.from(`{"v": 1, "w": "\\`), 0x5c, 0xff, ...Buffer.from(`"}`)]),
        "json_encoding",
        null,
        `{"v": 1, "w": "\\\\\\\\\\xFF"}`,
      ],
      [`{"v": 1, "w": ${"[".repeat(1000)}${"]".repeat(1000)}}`, "json_depth", null],
    ];
    const good = `  {"v": 7}\r\n`;
    const pieces: Buffer[] = [];
    const expected = lines.map(([line, reason, column, raw], index) => {
      pieces.push(Buffer.from(good));
      const _offset = Buffer.concat(pieces).length;
      pieces.push(Buffer.from(line), Buffer.from(index % 2 ? "\n" : "\r\n\n \t\r\n"));
      return { _offset, _row: 2 * index + 1, reason, column, raw: raw ?? line.toString() };
    });
    const file = Buffer.concat(pieces);
    for (const options of [{}, { exact: true }, { lengths: [1] }, { lengths: [7], partBytes: 1 }]) {
      const { rows, bad } = await readLines(file, layout, options);
      assert.deepEqual(bad, expected);
      assert.equal(rows.length, lines.length);
      assert.ok(rows.every(({ v }) => v === 7));
      assert.deepEqual([rows[1]!._offset, rows[1]!._row], [expected[0]!._offset + 9 + 2 + 1 + 4, 2]);
    }
  });

  it("has up to 1,000 levels, and a million brackets do not overflow the stack", async () => {
    const levels = (count: number) => `{"v": 1, "w": ${"[".repeat(count - 1)}${"]".repeat(count - 1)}}`;
    const deep = layoutOf({
      v: { type: "int", path: "v" },
      w: { type: "string", path: `w${"[0]".repeat(998)}`, nullable: true },
    });
    for (const each of [layout, deep]) {
      const { rows, bad } = await readLines(`${levels(1000)}\n${levels(1001)}\n`, each);
      assert.equal(rows.length, 1);
      assert.deepEqual(
        bad.map(({ reason }) => reason),
        ["json_depth"],
      );
    }
    for (const open of ["[", `{"v":`]) {
      const line = `{"v": ${open.repeat(1_000_000 / open.length)}`;
      const { bad } = await readLines(`{"v": 1}\n${line}\n`, layout);
      assert.deepEqual(
        bad.map(({ reason, raw }) => [reason, raw]),
        [["json_depth", line]],
      );
    }
  });

  it("that is bad leaves no strings in the memory", async () => {
    const both = layoutOf({ text: { type: "string", path: "text" }, v: { type: "int", path: "v" } });
    const line = `{"text": "${"x".repeat(200_000)}", "v": null}\n`;
    for (const exact of [true, false]) {
      const { bad } = await readLines(line.repeat(20), both, { exact, partBytes: 1 << 30 });
      assert.equal(bad.length, 20);
    }
  });

  it("of more than 1 MiB is quarantined with its first 1 MiB", async () => {
    const limit = 1024 * 1024;
    const line = (bytes: number) => `{"v": 1, "w": "${"é".repeat((bytes - 17) / 2)}"}`;
    assert.equal(Buffer.byteLength(line(limit - 1)), limit - 1);
    const file = `{"v": 5}\n${line(limit - 1)} \r\n${line(limit - 1)}  \r\n${" ".repeat(limit + 9)}\n{"v": 6}\n`;
    for (const lengths of [[], [65_536], [1_000_003]]) {
      const { rows, bad } = await readLines(file, layout, { lengths });
      assert.deepEqual(
        rows.map(({ v }) => v),
        [5, 1, 6],
      );
      assert.deepEqual(
        bad.map(({ reason, raw }) => [reason, raw.length > limit / 2, raw.endsWith("�")]),
        [
          ["too_long", true, false],
          ["too_long", true, false],
        ],
      );
      assert.equal(rows[2]!._offset, 9 + limit + 2 + limit + 3 + limit + 10);
    }
  });
});

describe("JSON lines: a file", () => {
  const layout = layoutOf({
    v: { type: "int", path: "v" },
    n: { type: "int", path: "user.n", nullable: true },
  });
  const why = async (content: Uint8Array | string) => (await misfit(content, layout))?.why;

  it("may begin with a byte order mark and end without a line feed", async () => {
    for (const lengths of [[], [1], [2]]) {
      const { rows, bad } = await readLines(`\ufeff\n{"v": 1}\n{"v": 2}`, layout, { lengths });
      assert.deepEqual(
        [rows.map(({ _offset, v }) => [_offset, v]), bad],
        [
          [
            [4, 1],
            [13, 2],
          ],
          [],
        ],
      );
    }
  });

  it("names the keys that no column reads", async () => {
    const { unread } = await readLines(
      `{"v": 1, "a": {"b": 1}}\n{"c": 1, "v": 2, "user": {"x": 1}}\n{"v": 1, "a": 2}\n`,
      layout,
    );
    assert.deepEqual(unread, ["a", "c"]);
    const many = Array.from({ length: 150 }, (_, key) => `"k${key}": 1`).join(",");
    assert.equal((await readLines(`{"v": 1, ${many}}`, layout)).unread.length, 100);
  });

  it("is recognised by its path and its first lines", async () => {
    assert.match(
      (await why(`[\n {"v": 1},\n {"v": 2},\n {"v": 3}\n]\n`))!,
      /4 of its first 5 lines are not JSON objects: line 1 is not JSON\. An array .*each object on its own line/,
    );
    assert.match((await why("v\n1\n2\n"))!, /3 of its first 3 lines/);
    assert.match((await why("[1]"))!, /but its only line is JSON, but not an object\. An array/);
    assert.equal(await why(`ut": 1}\n{"v": 1}\n{"v": 1}\n`), undefined);
    assert.equal(await misfit(`{"v": 1}`, { ...layout, files: "csv$" }).then((each) => each?.why), "");
    assert.deepEqual(await misfit("", layout), {
      why: "layout lines is meant for its path, but the file is empty",
      unreadable: true,
    });
    assert.match((await why("\n \r\n"))!, /empty lines alone/);
    const dated = layoutOf({ day: { type: "date", group: "day" } }, "(?<day>[^/]*)\\.jsonl");
    assert.match((await misfit(`{}`, dated, "x.jsonl"))!.why, /its path gives "x", which is no date for day/);
  });

  it("of UTF-16 or UTF-32 is named and refused, with a mark or without", async () => {
    const text = `{"v": 1}\n`;
    const utf16 = Buffer.from(text, "utf16le");
    const utf32 = Buffer.from(Array.from(text).flatMap((char) => [char.charCodeAt(0), 0, 0, 0]));
    const mark = (bytes: Buffer, ...before: number[]) => Buffer.concat([Buffer.from(before), bytes]);
    const big = Buffer.from(utf16).swap16();
    const big32 = Buffer.from(utf32).swap32();
    for (const bytes of [utf16, mark(utf16, 0xff, 0xfe)])
      assert.match((await why(bytes))!, /UTF-16 \(little endian\); save the file as UTF-8/);
    for (const bytes of [big, mark(big, 0xfe, 0xff)])
      assert.match((await why(bytes))!, /UTF-16 \(big endian\)/);
    for (const bytes of [utf32, mark(utf32, 0xff, 0xfe, 0, 0)])
      assert.match((await why(bytes))!, /UTF-32 \(little endian\)/);
    for (const bytes of [big32, mark(big32, 0, 0, 0xfe, 0xff)])
      assert.match((await why(bytes))!, /UTF-32 \(big endian\)/);
    assert.equal((await misfit(utf16, layout))!.unreadable, true);
  });
});
