import assert from "node:assert/strict";
import { weather } from "../examples/weather";
import { at, layout, noHeader, paths, refuses, without, type Loose, type Refused } from "./changed-weather";

/** The example's layout with other words, without its sample, which is written as plain CSV. */
const said = (words: Loose) => {
  const { sample: _, ...others } = weather;
  return { ...others, layouts: [{ ...weather.layouts[0], ...words }] };
};

const cases: readonly Refused[] = [
  ["an unknown source", at(["source", "kind"], "kagle"), "source.kind", /did you mean "kaggle"/],
  [
    "an owner that is an address",
    at(["source", "owner"], "a/b"),
    "source.owner",
    /look like the owner part of .*kaggle\.com/,
  ],

  ["a regular expression that is none", at([...layout, "files"], "(.csv"), "layouts[0].files", /regular/],
  [
    "a column of an unknown group",
    at([...layout, "columns", "station"], { path: "st" }),
    "layouts[0].columns.station.path",
    /group/,
  ],
  [
    "a stage column without a place",
    without("layouts", "0", "columns", "rain"),
    "layouts[0].columns",
    /"rain"/,
  ],
  [
    "a place for no stage column",
    at([...layout, "columns", "wind"], { header: "Wind" }),
    "layouts[0].columns.wind",
    /not a stage column/,
  ],
  [
    "two columns from one place",
    at([...layout, "columns", "rain"], { header: "Temp" }),
    "layouts[0].columns.rain",
    /"temperature"/,
  ],
  [
    "a place of two kinds",
    at([...layout, "columns", "rain"], { header: "Rain", field: 1 }),
    "layouts[0].columns.rain",
    /write one/,
  ],
  [
    "a time of midnight in a column that is no date",
    at([...layout, "columns", "rain"], { header: "Rain", time: "midnight" }),
    "layouts[0].columns.rain.time",
    /is for dates; this column is double/,
  ],
  [
    "a time that is not known",
    at([...layout, "columns", "day"], { header: "Day", time: "midnite" }),
    "layouts[0].columns.day.time",
    /only "midnight"/,
  ],
  ["a place of no kind", at([...layout, "columns", "rain"], {}), "layouts[0].columns.rain", /none of/],
  [
    "a field where there is a header",
    at([...layout, "columns", "rain"], { field: 3 }),
    "layouts[0].columns.rain.field",
    /header/,
  ],
  ["no delimiter", at([...layout, "delimiter"], ""), "layouts[0].delimiter", /one or more/],
  ["a number as delimiter", at([...layout, "delimiter"], 3), "layouts[0].delimiter", /a string/],
  ["runs of nothing", said({ delimiter: { runsOf: "" } }), "layouts[0].delimiter", /one or more/],
  ["runs of what is not ASCII", said({ delimiter: { runsOf: "§" } }), "layouts[0].delimiter.runsOf", /ASCII/],
  [
    "runs that are trimmed",
    said({ delimiter: { runsOf: " " }, trim: true }),
    "layouts[0].trim",
    /leave trim out/,
  ],
  [
    "a blank as delimiter that is trimmed",
    said({ delimiter: " ", trim: true }),
    "layouts[0].delimiter",
    /runsOf/,
  ],
  [
    "a delimiter with a blank that is trimmed",
    said({ delimiter: "; ", trim: true }),
    "layouts[0].delimiter",
    /without the blank/,
  ],
  ["a quote of two characters", said({ quote: "''" }), "layouts[0].quote", /one ASCII/],
  ["a quote that is the delimiter", said({ quote: "," }), "layouts[0].quote", /in the delimiter/],
  ["a quote without quoting", said({ quote: "'", quoting: "none" }), "layouts[0].quote", /rfc4180/],
  ["an escape without quoting", said({ escape: "\\", quoting: "none" }), "layouts[0].escape", /rfc4180/],
  ["an escape that is the quote", said({ escape: '"' }), "layouts[0].escape", /leave it out/],
  ["an escape that is the delimiter", said({ escape: "," }), "layouts[0].escape", /in the delimiter/],
  ["trim that is false", said({ trim: false }), "layouts[0].trim", /true/],
  ["an empty comment", said({ comment: "" }), "layouts[0].comment", /"#"/],
  ["a comment that is a quote", said({ quote: "'", comment: "'" }), "layouts[0].comment", /quote/],
  ["a skip of no lines", said({ skip: 0 }), "layouts[0].skip", /from 1/],
  ["a skip until something else", said({ skip: "headers" }), "layouts[0].skip", /"header"/],
  ["a footer of no lines", said({ footer: 0 }), "layouts[0].footer", /from 1 to 1000/],
  ["a footer that is true", said({ footer: true }), "layouts[0].footer", /pattern/],
  ["a footer that matches everything", said({ footer: "" }), "layouts[0].footer", /"\^Total"/],
  ["a footer that is no pattern", said({ footer: "(" }), "layouts[0].footer", /regular expression/],
  [
    "a header of one line too few",
    said({ header: { lines: 1, join: " " } }),
    "layouts[0].header.lines",
    /2 to 10/,
  ],
  [
    "a header of two kinds",
    said({ header: { lines: 2, join: " ", fields: 2 } }),
    "layouts[0].header",
    /write one/,
  ],
  ["names in another case", said({ headerCase: "lower" }), "layouts[0].headerCase", /any/],
  ["another way of padding", said({ ragged: "skip" }), "layouts[0].ragged", /pad/],
  ["an unknown encoding", said({ encoding: "latin-9000" }), "layouts[0].encoding", /windows-1252/],
  ["an encoding as Python writes it", said({ encoding: "latin-1" }), "layouts[0].encoding", /write "latin1"/],
  [
    "an encoding without its dash",
    said({ encoding: "Win1251" }),
    "layouts[0].encoding",
    /write "windows-1251"/,
  ],
  ["UTF-32", said({ encoding: "UTF-32LE" }), "layouts[0].encoding", /UTF-32.*save the files as UTF-8/],
  [
    "an optional column that must have a value",
    at([...layout, "columns", "station"], { header: "Station", optional: true }),
    "layouts[0].columns.station.optional",
    /add nullable: true/,
  ],
  [
    "a quote as delimiter",
    at([...layout, "delimiter"], '"'),
    "layouts[0].delimiter",
    /cannot be a delimiter/,
  ],
  [
    "a line feed as delimiter",
    at([...layout, "delimiter"], "\n"),
    "layouts[0].delimiter",
    /cannot be a delimiter/,
  ],
  [
    "a carriage return as delimiter",
    at([...layout, "delimiter"], "\r"),
    "layouts[0].delimiter",
    /cannot be a delimiter/,
  ],
  ["an unknown quoting", at([...layout, "quoting"], "rfc"), "layouts[0].quoting", /rfc4180/],
  ["a header that is false", at([...layout, "header"], false), "layouts[0].header", /true/],

  [
    "a sample of no layout",
    at(["sample", "layout"], "stations_csv"),
    "sample.layout",
    /did you mean "station_csv"/,
  ],
  ["a sample that lacks a header", without("sample", "columns", "Rain"), "sample.columns", /"Rain"/],
  ["a sample whose file no layout takes", at(["sample", "file"], "a.txt"), "sample.file", /match/],
  ["a sample of no rows", at(["sample", "rows"], 0), "sample.rows", /from 1/],
  [
    "a wave without length",
    at(["sample", "columns", "Temp", "period"], 0),
    "sample.columns.Temp.period",
    /above 0/,
  ],
  [
    "a wave of 18 digits",
    at(["sample", "columns", "Temp", "digits"], 18),
    "sample.columns.Temp.digits",
    /17/,
  ],
  [
    "blocks of nothing",
    at(["sample", "columns", "Remark", "values"], []),
    "sample.columns.Remark.values",
    /empty/,
  ],
  ["a Map", at(["sample", "columns"], new Map()), "sample.columns", /Map/],
];

describe("defineDataset, of raw data", () => {
  refuses(cases);

  it("refuses layouts without a header whose fields are out of range", () => {
    const described = at([...layout], noHeader(4, { remark: { field: 4 } }));
    assert.ok(paths(described).includes("layouts[0].columns.remark.field"));
    assert.ok(paths(described).includes("sample.layout"), "a sample needs a header");
    for (const fields of [0, 1e9])
      assert.ok(paths(at([...layout], noHeader(fields, {}))).includes("layouts[0].header.fields"));
    assert.ok(
      paths(at([...layout], noHeader(5, { remark: { field: 1.5 } }))).includes(
        "layouts[0].columns.remark.field",
      ),
    );
  });

  it("refuses a header's name where there is no header", () => {
    const described = at([...layout], noHeader(5, { remark: { header: "Remark" } }));
    assert.ok(paths(described).includes("layouts[0].columns.remark.header"));
  });

  it("refuses words that need a header where there is none", () => {
    const described = at([...layout], {
      ...noHeader(5, { remark: { field: 4 } }),
      skip: "header",
      headerCase: "any",
      units: true,
    });
    for (const word of ["skip", "headerCase", "units"])
      assert.ok(paths(described).includes(`layouts[0].${word}`), word);
  });

  it("refuses a search for a header that may lack every name", () => {
    const { layouts, stage } = weather;
    const columns = Object.fromEntries(
      Object.entries(layouts[0]!.columns).map(([name, place]) => [name, { ...place, optional: true }]),
    );
    const nullable = Object.fromEntries(
      Object.entries(stage).map(([name, column]) => [name, { ...column, nullable: true }]),
    );
    const described = { ...(said({ skip: "header", columns }) as object), stage: nullable };
    assert.ok(paths(described).includes("layouts[0].skip"));
  });

  it("refuses a layout with an encoding beside one of the same files", () => {
    const [first] = weather.layouts;
    const described = at(["layouts"], [first, { ...first, name: "old", encoding: "latin1" }]);
    assert.deepEqual(paths(described), ["layouts[1].files"]);
  });

  it("refuses a sample of a layout that is not written as plain CSV", () => {
    for (const words of [
      { encoding: "latin1" },
      { quote: "'" },
      { escape: "\\" },
      { skip: 1 },
      { units: true },
      { footer: 1 },
      { delimiter: { runsOf: " " } },
      { header: { lines: 2, join: " " } },
    ])
      assert.deepEqual(
        paths(at([...layout], { ...weather.layouts[0], ...words })),
        ["sample.layout"],
        JSON.stringify(words),
      );
    for (const words of [
      { skip: "header" },
      { trim: true },
      { comment: "#" },
      { delimiter: "||" },
      { ragged: "pad" },
      { headerCase: "any" },
    ])
      assert.deepEqual(
        paths(at([...layout], { ...weather.layouts[0], ...words })),
        [],
        JSON.stringify(words),
      );
  });

  it("refuses no layout, and two of one name", () => {
    assert.ok(paths(at(["layouts"], [])).includes("layouts"));
    assert.deepEqual(paths(at(["layouts"], [weather.layouts[0], weather.layouts[0]])), ["layouts[1].name"]);
  });
});
